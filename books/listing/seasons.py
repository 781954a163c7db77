"""When books appear: new, forthcoming, or in one of a year's two seasons."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

NEW_FOR = timedelta(days=365)
SEASON = re.compile(r"(\d{4})-(spring|autumn)")


@dataclass(frozen=True)
class Span:
    """Publication dates from `first` to `last`; `name` is the value in the address."""

    name: str
    label: str
    first: date
    last: date

    @classmethod
    def named(cls, name: str) -> Self | None:
        """`new`, `forthcoming` or a season such as `2027-spring`; None for any other name."""
        today = timezone.localdate()
        if name == "new":
            return cls(name, _("New books"), today - NEW_FOR, today)
        if name == "forthcoming":
            return cls(name, _("Forthcoming books"), today + timedelta(days=1), date.max)
        if (found := SEASON.fullmatch(name)) and int(found[1]):
            return cls.season(int(found[1]), found[2])
        return None

    @classmethod
    def season(cls, year: int, half: str) -> Self:
        """Spring lists run from January to June, autumn lists from July to December."""
        if half == "spring":
            label, first, last = _("Spring %(year)s"), date(year, 1, 1), date(year, 6, 30)
        else:
            label, first, last = _("Autumn %(year)s"), date(year, 7, 1), date(year, 12, 31)
        return cls(f"{year:04}-{half}", label % {"year": year}, first, last)

    @property
    def condition(self) -> Q:
        return Q(sort_date__range=(self.first, self.last))


def seasons_around(today: date) -> list[Span]:
    """The season before, this one and the two to come, in their order."""
    halves = [(today.year + step, half) for step in (-1, 0, 1) for half in ("spring", "autumn")]
    now = halves.index((today.year, "spring" if today.month <= 6 else "autumn"))
    return [Span.season(*each) for each in halves[now - 1 : now + 3]]
