"""The colours of the covers: a ground, an ink that reads well on it, and three accents."""

from typing import NamedTuple


class Palette(NamedTuple):
    ground: str
    ink: str
    accents: tuple[str, str, str]


PALETTES = {
    "sea": Palette("#0f3044", "#f5ead2", ("#2d7186", "#e9b44c", "#8cc0bd")),
    "clay": Palette("#f3e3cd", "#3a1d16", ("#b5482f", "#dd8d54", "#6d2b2a")),
    "forest": Palette("#17362b", "#f2ecd8", ("#3f7a53", "#d3b452", "#93b48b")),
    "plum": Palette("#2d1736", "#f7e7df", ("#7d3c78", "#ec8f6a", "#c7a3cf")),
    "paper": Palette("#f6f0e2", "#1c2430", ("#d1432f", "#274b7a", "#e5b13a")),
    "night": Palette("#10152e", "#f4f0e4", ("#33408a", "#f0c75e", "#8f9bd6")),
    "rose": Palette("#f6dcd5", "#43162b", ("#b72f57", "#ea8378", "#6b3059")),
    "moss": Palette("#e7e6cb", "#24301c", ("#6c8039", "#c2702d", "#3f5533")),
    "ember": Palette("#a32f22", "#fdefd9", ("#d9622f", "#f4b755", "#6d1a1d")),
    "ink": Palette("#1b1b1d", "#f4efe6", ("#c43c2c", "#8b8579", "#e3d2a6")),
    "sky": Palette("#d7e7ea", "#14303f", ("#347b9c", "#eb8a4a", "#86b6bd")),
    "saffron": Palette("#edb340", "#2c1a10", ("#c75a26", "#7a2e1e", "#f8e2a8")),
}
