"""The rules: each looks at one part of a book as it stands in memory, and yields its gaps."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from books.codes import Role
from books.models import BookPage, Contribution, Contributor, Format
from books.readiness.gaps import EVERYWHERE, Channel, Gap

WEBSITE, API, ONIX, SEARCH_ENGINES = Channel
# Whose lives readers want to know; a translator or a photographer may do without a bio.
WRITERS = (Role.AUTHOR, Role.EDITOR)
# Longer, and search engines cut it off; counted in characters.
LONGEST_SEARCH_DESCRIPTION = 160


def contributors(book: BookPage) -> Iterator[Gap]:
    if not credits_of(book):
        message = _("Nobody is credited with the book.")
        yield Gap("no_contributor", "contributions", message, EVERYWHERE, needed=True)


def credits_of(book: BookPage) -> list[Contribution]:
    """The contributions for which someone was chosen: a new one in the form has nobody yet."""
    return [each for each in book.contributions.all() if each.contributor_id]


def cover(book: BookPage) -> Iterator[Gap]:
    if not book.cover_id:
        channels = (WEBSITE, ONIX, SEARCH_ENGINES)
        yield Gap("no_cover", "cover", _("There is no cover."), channels)


def description(book: BookPage) -> Iterator[Gap]:
    if not any(has_words(block) for block in book.description):
        message = _("The description is empty.")
        yield Gap("no_description", "description", message, EVERYWHERE, needed=True)
    elif heading := lonely_heading(book):
        message = _("In the description, no text follows the heading “%(heading)s”.")
        yield Gap(
            "heading_order",
            "description",
            message % {"heading": heading},
            (WEBSITE, SEARCH_ENGINES),
        )


def has_words(block) -> bool:
    if block.block_type == "paragraph":
        return bool(block.value.source.strip())
    return block.block_type == "quotation"


def lonely_heading(book: BookPage) -> str:
    """The first heading that another heading, or nothing, follows."""
    blocks = list(book.description)
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.block_type == "heading" and (after is None or after.block_type == "heading"):
            return block.value
    return ""


def bios(book: BookPage) -> Iterator[Gap]:
    told = told_in_bios(book)
    credited = {each.contributor_id: each for each in credits_of(book)}
    for contributor in told:
        if contributor is None or contributor.pk not in credited:
            name = contributor.name if contributor else _("someone who was deleted")
            message = _("A bio tells of %(name)s, who is not credited with the book.")
            yield Gap(
                "bio_without_contributor", "author_bio", message % {"name": name}, (WEBSITE, API)
            )
    known = {contributor.pk for contributor in told if contributor}
    for credit in credited.values():
        if credit.role in WRITERS and not (
            credit.contributor_id in known or credit.contributor.bio
        ):
            message = _("%(name)s has no bio.") % {"name": credit.name}
            yield Gap("contributor_without_bio", "author_bio", message, (WEBSITE, API, ONIX))


def told_in_bios(book: BookPage) -> list[Contributor | None]:
    """Whom the chosen bios tell of; None for one who is gone. Free bios name nobody for sure."""
    return [
        block.value["contributor"] for block in book.author_bio if block.block_type == "contributor"
    ]


def formats(book: BookPage) -> Iterator[Gap]:
    known = list(book.formats.all())
    if not known:
        message = _("There is no format to buy.")
        yield Gap("no_format", "formats", message, (WEBSITE, API, ONIX), needed=True)
    for format_ in known:
        name = {"format": format_.get_form_display() or _("A format")}
        if not format_.isbn:
            message = _("%(format)s has no ISBN.") % name
            yield Gap("no_isbn", "formats", message, (API, ONIX), needed=True)
        if not format_.published_on:
            message = _("%(format)s has no publication date.") % name
            yield Gap("no_date", "formats", message, (WEBSITE, ONIX), needed=True)
        yield from prices(format_, name)


def prices(format_: Format, name: dict[str, str]) -> Iterator[Gap]:
    known = list(format_.prices.all())
    if not known:
        message = _("%(format)s has neither a price nor a reason for having none.") % name
        yield Gap("no_price", "formats", message, (WEBSITE, API, ONIX), needed=True)
    if any(price.amount is not None and not price.currency for price in known):
        message = _("%(format)s has a price without a currency.") % name
        yield Gap("price_without_currency", "formats", message, (WEBSITE, API, ONIX), needed=True)


def subjects(book: BookPage) -> Iterator[Gap]:
    known = [each.subject for each in book.book_subjects.all() if each.subject_id]
    known = [subject for subject in known if subject.live]
    if not known:
        message = _("The book stands on no subject's shelf.")
        yield Gap("no_subject", "book_subjects", message, (WEBSITE, API, ONIX))
    elif not any(subject.bisac or subject.thema for subject in known):
        message = _("None of its subjects has a BISAC or Thema code.")
        yield Gap("no_subject_code", "book_subjects", message, (ONIX,))


def search_engines(book: BookPage) -> Iterator[Gap]:
    """Without words of its own, a book has its tagline or its description there."""
    if len(book.search_description.strip()) > LONGEST_SEARCH_DESCRIPTION:
        message = _("The meta description is longer than %(count)s characters and will be cut off.")
        count = {"count": LONGEST_SEARCH_DESCRIPTION}
        yield Gap(
            "long_search_description", "search_description", message % count, (SEARCH_ENGINES,)
        )


RULES: tuple[Callable[[BookPage], Iterator[Gap]], ...] = (
    contributors,
    cover,
    description,
    bios,
    formats,
    subjects,
    search_engines,
)


def gaps_of(book: BookPage) -> list[Gap]:
    """What the book lacks as it stands in memory, in the order of its form, each thing once."""
    return list(dict.fromkeys(gap for rule in RULES for gap in rule(book)))
