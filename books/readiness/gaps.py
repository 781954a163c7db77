"""A gap: one thing that a book lacks, for whom, and at which field of its form."""

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
    """`field` is the path of a field in the book's form: `cover`, `formats`, `contributions`."""

    code: str
    field: str
    message: str
    channels: tuple[Channel, ...]


def by_channel(gaps: Iterable[Gap]) -> dict[Channel, list[Gap]]:
    """Every channel with its gaps; one without any is ready."""
    known = list(gaps)
    return {channel: [gap for gap in known if channel in gap.channels] for channel in Channel}
