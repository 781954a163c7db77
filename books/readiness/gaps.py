"""A gap: one thing that a book lacks, for whom, how badly, and at which field of its form."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    WEBSITE = "website", _("Website")
    API = "api", _("API")
    ONIX = "onix", _("ONIX")
    SEARCH_ENGINES = "search_engines", _("Search engines")


EVERYWHERE = tuple(Channel)


@dataclass(frozen=True)
class Gap:
    """`field` is the path of a field in the book's form: `cover`, `formats`, `contributions`.

    What its channels cannot do without is `needed`; all else is advisable. What something else
    stands in for, such as the description for the meta description, is no gap.
    """

    code: str
    field: str
    message: str
    channels: tuple[Channel, ...]
    needed: bool = False


def ready_channels(gaps: Iterable[Gap]) -> dict[Channel, bool]:
    """Whether each channel has all that it needs."""
    waiting = {channel for gap in gaps if gap.needed for channel in gap.channels}
    return {channel: channel not in waiting for channel in Channel}
