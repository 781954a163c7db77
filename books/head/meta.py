"""What the head of a page says, whatever the page is of."""

from dataclasses import dataclass, field
from typing import NamedTuple

from books.channels import schema_org
from books.channels.schema_org import Thing

# Characters of a description that search engines show.
SHOWN = 160


class CardImage(NamedTuple):
    """What other sites show of the page: a full address, and pixels."""

    url: str
    width: int
    height: int


class FeedLink(NamedTuple):
    title: str
    type: str
    address: str


@dataclass
class Meta:
    """`kind` is Open Graph's type, `properties` and `names` are its `<meta>` elements besides."""

    title: str
    description: str
    url: str
    site_name: str
    kind: str = "website"
    image: CardImage | None = None
    image_alt: str = ""
    properties: list[tuple[str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    feeds: list[FeedLink] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)

    @property
    def script(self) -> str:
        return schema_org.script_text(self.things)
