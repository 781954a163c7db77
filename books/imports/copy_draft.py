"""From a `BookCopy` to a draft in the catalogue, and on to the public where that is wanted."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from babel.numbers import get_currency_symbol
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from books.imports.book_copy import BookCopy, CopyBio, CopyError, CopyFormat
from books.imports.copy_blocks import entry_block, paragraphs, set_stream, text_block
from books.imports.copy_names import kind_of, name_key
from books.models import (
    BookIndexPage,
    BookPage,
    Contribution,
    Contributor,
    Format,
    Price,
    PublisherSettings,
)


class Outcome(Enum):
    MADE = gettext_lazy("draft made")
    UPDATED = gettext_lazy("draft updated")
    UNCHANGED = gettext_lazy("unchanged")
    PUBLISHED = gettext_lazy("published")


@dataclass(frozen=True)
class ImportedCopy:
    book: BookPage
    outcome: Outcome


@transaction.atomic
def import_copy(
    copy: BookCopy, catalogue: BookIndexPage, user: Any = None, publish: bool = False
) -> ImportedCopy:
    """Makes or updates the book's draft; what is published changes only with `publish`.

    Without a user (from the command line) all is allowed. Raises CopyError, with nothing
    written, where the copy cannot become a book.
    """
    found = find_book(copy, catalogue)
    if found:
        _check_may_edit(found, user)
    book = found.get_latest_revision_as_object() if found else BookPage(live=False, owner=user)
    before = book.serializable_data() if found else None
    credited = {each.name: _contributor(each.name) for each in copy.contributions}
    _fill_in(book, copy, credited, user)
    _fill_in_settings(copy, catalogue, user, publish)
    _check(book, publish)
    outcome = Outcome.UNCHANGED
    if found is None:
        catalogue.add_child(instance=book)
        outcome = Outcome.MADE
    elif book.serializable_data() != before:
        outcome = Outcome.UPDATED
    if outcome != Outcome.UNCHANGED:
        book.save_revision(user=user, clean=False, log_action=True)
    if publish and (outcome != Outcome.UNCHANGED or not book.live or book.has_unpublished_changes):
        book.get_latest_revision().publish(user=user)
        outcome = Outcome.PUBLISHED
    return ImportedCopy(BookPage.objects.get(pk=book.pk), outcome)


def find_book(copy: BookCopy, catalogue: BookIndexPage) -> BookPage | None:
    """The book of the same title and subtitle in this catalogue, or with one of the ISBNs."""
    books = BookPage.objects.child_of(catalogue)
    wanted = slugify(f"{copy.title} {copy.subtitle}", allow_unicode=True)
    for pk, title, subtitle in books.values_list("pk", "title", "subtitle"):
        if slugify(f"{title} {subtitle}", allow_unicode=True) == wanted:
            return books.get(pk=pk)
    isbns = [format_.isbn for format_ in copy.formats if format_.isbn]
    return books.filter(formats__isbn__in=isbns).first()


def _check_may_edit(book: BookPage, user: Any) -> None:
    if user is None:
        return
    rights = book.permissions_for_user(user)
    if not rights.can_edit() or rights.page_locked():
        raise CopyError(_("This book is in the catalogue already, and you may not change it."))


def _contributor(name: str) -> Contributor:
    """The contributor of this name, whatever its case and accents; made where there is none."""
    key = name_key(name)
    for pk, known in Contributor.objects.order_by("pk").values_list("pk", "name"):
        if name_key(known) == key:
            return Contributor.objects.get(pk=pk)
    return Contributor.objects.create(name=name, kind=kind_of(name))


def _fill_in(book: BookPage, copy: BookCopy, credited: dict[str, Contributor], user: Any) -> None:
    """What the copy does not speak of stays as it is."""
    book.title, book.draft_title = copy.title, copy.title
    book.subtitle = copy.subtitle or book.subtitle
    book.tagline = copy.tagline or book.tagline
    book.in_student_offer = book.in_student_offer or bool(copy.student_offer)
    book.offers_exam_copies = book.offers_exam_copies or bool(copy.exam_copy)
    if copy.contributions:
        _credit(book, copy, credited)
    for format_ in copy.formats:
        _fill_in_format(book, format_)
    set_stream(book, "description", [text_block(text) for text in copy.description])
    set_stream(book, "contents", [entry_block(entry) for entry in copy.contents])
    set_stream(book, "author_bio", [_bio_block(bio, credited, user) for bio in copy.bios])
    set_stream(
        book,
        "praise",
        [
            ("endorsement", {"quotation": e.quotation, "person": e.person, "source": e.source})
            for e in copy.endorsements
        ],
    )


def _credit(book: BookPage, copy: BookCopy, credited: dict[str, Contributor]) -> None:
    known = {(each.contributor_id, each.role): each for each in book.contributions.all()}
    wanted = {}
    for each in copy.contributions:
        key = (credited[each.name].pk, each.role.value)
        wanted[key] = known.get(key) or Contribution(
            contributor=credited[each.name], role=each.role.value
        )
    if list(wanted) != list(known):
        for position, contribution in enumerate(wanted.values()):
            contribution.sort_order = position
        book.contributions = list(wanted.values())


def _fill_in_format(book: BookPage, said: CopyFormat) -> None:
    formats = list(book.formats.all())
    of_form = [each for each in formats if each.form == said.form]
    same = [each for each in of_form if said.isbn and each.isbn == said.isbn] or [
        each for each in of_form if not (each.isbn and said.isbn)
    ]
    format_ = same[0] if same else Format(form=said.form.value, sort_order=len(formats))
    format_.isbn = said.isbn or format_.isbn
    format_.pages = said.pages or format_.pages
    if said.published_on:
        format_.published_on = said.published_on
        format_.published_on_precision = said.precision.value
    if said.availability:
        format_.availability = said.availability.value
    _fill_in_prices(format_, said)
    book.formats = formats if same else [*formats, format_]


def _fill_in_prices(format_: Format, said: CopyFormat) -> None:
    prices = {(price.currency, price.territory): price for price in format_.prices.all()}
    for price in said.prices:
        kept = prices.setdefault(
            (price.currency, ""), Price(currency=price.currency, sort_order=len(prices))
        )
        kept.amount = price.amount
        kept.unpriced_reason = price.unpriced_reason.value if price.unpriced_reason else ""
    format_.prices = list(prices.values())


def _bio_block(bio: CopyBio, credited: dict[str, Contributor], user: Any) -> tuple[str, dict]:
    """A contributor's bio is kept on the contributor; what differs from it, on the book."""
    text = paragraphs(bio.paragraphs)
    people = {name_key(name): contributor for name, contributor in credited.items()}
    contributor = people.get(name_key(bio.name))
    if contributor is None:
        return "bio", {"name": bio.name, "text": text}
    if not contributor.bio and _may_write_bio(contributor, user):
        contributor.bio = text
        contributor.save()
    own = "" if contributor.bio == text else text
    return "contributor", {"contributor": contributor, "text": own}


def _may_write_bio(contributor: Contributor, user: Any) -> bool:
    """A bio is public with its contributor: a drafting editor writes it only for a new one."""
    credited = contributor.contributions.exists()
    return user is None or not credited or user.has_perm("books.publish_contributor")


def publisher_of(catalogue: BookIndexPage) -> PublisherSettings | None:
    """The settings of the site that the catalogue stands on."""
    site = catalogue.get_site() or Site.objects.filter(is_default_site=True).first()
    return PublisherSettings.for_site(site) if site else None


def dollar_of(catalogue: BookIndexPage) -> str:
    """The currency that a bare $ means here: the publisher's own, if it is a dollar."""
    publisher = publisher_of(catalogue)
    currency = publisher.default_currency if publisher else "USD"
    return currency if get_currency_symbol(currency, "en").endswith("$") else "USD"


def _fill_in_settings(copy: BookCopy, catalogue: BookIndexPage, user: Any, publish: bool) -> None:
    """Takes the words of the page furniture over: all to publish, else only those not given yet.

    They stand on the public pages at once, so a draft never changes what the publisher has said.
    """
    publisher = publisher_of(catalogue)
    if publisher is None or (user and not user.has_perm("books.change_publishersettings")):
        return
    words = {
        "student_offer_label": copy.student_offer,
        "exam_copy_label": copy.exam_copy,
        "newsletter_offer": copy.newsletter,
    }
    wanted = {name: text for name, text in words.items() if text}
    if not publish:
        wanted = {name: text for name, text in wanted.items() if not getattr(publisher, name)}
    if any(getattr(publisher, name) != text for name, text in wanted.items()):
        for name, text in wanted.items():
            setattr(publisher, name, text)
        publisher.save()


def _check(book: BookPage, publish: bool) -> None:
    """Raises CopyError for what the database or, if it is to be published, the reader misses."""
    try:
        for format_ in book.formats.all():
            format_.page = book
            format_.clean_fields(exclude=["page"])
            format_.clean()
            for price in format_.prices.all():
                price.clean_fields(exclude=["format"])
                price.clean()
        missing = [field for field in ("contributions", "description") if not _has(book, field)]
    except ValidationError as error:
        raise CopyError(" ".join(error.messages)) from error
    isbns = [format_.isbn for format_ in book.formats.all() if format_.isbn]
    if len(isbns) != len(set(isbns)):
        raise CopyError(_("Two formats have the same ISBN."))
    if publish and missing:
        raise CopyError(_("It cannot be published: it lacks %s.") % ", ".join(missing))


def _has(book: BookPage, field: str) -> bool:
    value = getattr(book, field)
    return bool(value.all() if field == "contributions" else value)
