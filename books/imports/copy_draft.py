"""From a `BookCopy` to a draft in the catalogue, and on to the public where that is wanted."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from babel.numbers import get_currency_symbol
from django.core.exceptions import ValidationError
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
from books.publishing.changes import one_change


class Outcome(Enum):
    MADE = gettext_lazy("draft made")
    UPDATED = gettext_lazy("draft updated")
    UNCHANGED = gettext_lazy("unchanged")
    PUBLISHED = gettext_lazy("published")


@dataclass(frozen=True)
class ImportedCopy:
    """`uncredited` are those whom the user may not add to the contributors."""

    book: BookPage
    outcome: Outcome
    uncredited: list[str]


@dataclass
class People:
    """Contributors by the names that the copy gives them; `new` are the ids of those made here."""

    known: dict[str, Contributor] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)


def import_copy(
    copy: BookCopy, catalogue: BookIndexPage, user: Any = None, publish: bool = False
) -> ImportedCopy:
    """Makes or updates the book's draft; what is published changes only with `publish`.

    Without a user (from the command line) all is allowed. Raises CopyError, with nothing
    written, where the copy cannot become a book. The book is looked for under the lock, so that
    of two imports at the same moment the second finds what the first has made; the catalogue is
    read again, since its place in the tree counts its children.
    """
    with one_change():
        catalogue = BookIndexPage.objects.get(pk=catalogue.pk)
        return _import(copy, catalogue, user, publish)


def _import(copy: BookCopy, catalogue: BookIndexPage, user: Any, publish: bool) -> ImportedCopy:
    found = find_book(copy, catalogue)
    if found:
        _check_may_edit(found, user)
    book = found.get_latest_revision_as_object() if found else BookPage(live=False, owner=user)
    before = book.serializable_data() if found else None
    people = _find_people(copy, user)
    _fill_in(book, copy, people, user)
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
    return ImportedCopy(BookPage.objects.get(pk=book.pk), outcome, people.missing)


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


def _find_people(copy: BookCopy, user: Any) -> People:
    """Whoever is not there is made, by a user who may: others get the draft without them."""
    people = People()
    may_add = user is None or user.has_perm("books.add_contributor")
    for name in dict.fromkeys(each.name for each in copy.contributions):
        contributor = find_contributor(name)
        if contributor is None and may_add:
            contributor = Contributor.objects.create(name=name, kind=kind_of(name))
            people.new.add(contributor.pk)
        if contributor is None:
            people.missing.append(name)
        else:
            people.known[name] = contributor
    return people


def find_contributor(name: str) -> Contributor | None:
    """The contributor of this name, whatever its case and accents."""
    key = name_key(name)
    for pk, known in Contributor.objects.order_by("pk").values_list("pk", "name"):
        if name_key(known) == key:
            return Contributor.objects.get(pk=pk)
    return None


def _fill_in(book: BookPage, copy: BookCopy, people: People, user: Any) -> None:
    """What the copy does not speak of stays as it is."""
    book.title, book.draft_title = copy.title, copy.title
    book.subtitle = copy.subtitle or book.subtitle
    book.tagline = copy.tagline or book.tagline
    book.in_student_offer = book.in_student_offer or bool(copy.student_offer)
    book.offers_exam_copies = book.offers_exam_copies or bool(copy.exam_copy)
    if copy.contributions:
        _credit(book, copy, people.known)
    for format_ in copy.formats:
        _fill_in_format(book, format_)
    set_stream(book, "description", [text_block(text) for text in copy.description])
    set_stream(book, "contents", [entry_block(entry) for entry in copy.contents])
    set_stream(book, "author_bio", [_bio_block(bio, people, user) for bio in copy.bios])
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
        if each.name not in credited:
            continue
        key = (credited[each.name].pk, each.role.value)
        wanted[key] = known.get(key) or Contribution(
            contributor=credited[each.name], role=each.role.value
        )
    if wanted and list(wanted) != list(known):
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


def _bio_block(bio: CopyBio, people: People, user: Any) -> tuple[str, dict]:
    """A contributor's bio is kept on the contributor; what differs from it, on the book."""
    text = paragraphs(bio.paragraphs)
    by_key = {name_key(name): contributor for name, contributor in people.known.items()}
    contributor = by_key.get(name_key(bio.name))
    if contributor is None:
        return "bio", {"name": bio.name, "text": text}
    if not contributor.bio and _may_write_bio(contributor, people, user):
        contributor.bio = text
        contributor.save()
    own = "" if contributor.bio == text else text
    return "contributor", {"contributor": contributor, "text": own}


def _may_write_bio(contributor: Contributor, people: People, user: Any) -> bool:
    """A bio is public with its contributor: a drafting editor writes it only for a new one."""
    if user is None or contributor.pk in people.new:
        return True
    right = "publish" if contributor.contributions.exists() else "change"
    return user.has_perm(f"books.{right}_contributor")


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
