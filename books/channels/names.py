"""Names of contributors as citations and indexes write them."""

from typing import NamedTuple, Self

from nameparser import HumanName

from books.codes import ContributorKind, Role
from books.index.folding import ARTICLES
from books.record import BookRecord, Contribution

EDITORS = (Role.EDITOR, Role.COMPILER)


class Name(NamedTuple):
    """A name in its parts; one that is not turned round, as an organisation's, is all `family`."""

    direct: str
    family: str
    given: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, contribution: Contribution) -> Self:
        """As this book gives the name; its parts are told by the contributor's sort name."""
        direct = contribution.name
        person = contribution.contributor
        family, *others = (part.strip() for part in person.sort_name.split(","))
        if person.kind == ContributorKind.ORGANISATION or not others:
            return cls(direct, direct)
        if direct == person.name:
            return cls(direct, family, *others[:2])
        if direct.endswith(f" {family}"):
            return cls(direct, family, direct.removesuffix(family).strip())
        return cls.taken_apart(direct)

    @classmethod
    def taken_apart(cls, direct: str) -> Self:
        """A pen name that is like a name: "Linda Brent", but not "A Square"."""
        parsed = HumanName(direct)
        given = " ".join(part for part in (parsed.first, parsed.middle) if part)
        if not parsed.last or parsed.first.lower() in ("", *ARTICLES["en"]):
            return cls(direct, direct)
        return cls(direct, parsed.last, given, parsed.suffix)

    @property
    def turned(self) -> str:
        """ "Abbott, Edwin A.", "King, Martin Luther, Jr."."""
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def initials(self) -> str:
        """The given names in short: "E. A." of "Edwin A.", "J.-P. de" of "Jean-Paul de"."""
        return " ".join(name if name.islower() else initial(name) for name in self.given.split())


def initial(name: str) -> str:
    return "-".join(f"{part[0]}." for part in name.split("-") if part)


def names_of(record: BookRecord, *roles: Role) -> list[Name]:
    """Those who have one of these roles, in their order."""
    return [Name.of(each) for each in record.contributions if each.role in roles]
