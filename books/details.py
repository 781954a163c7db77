"""What a book's page shows beside the book's own fields, all of it public."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.fields import StreamField
from wagtail.models import Page

from books.codes import Role
from books.links import public_documents, readable_pages
from books.listing.cards import Card
from books.listing.related import related_to
from books.models import BookPage, Contribution, Contributor, Format, PublisherSettings, Subject
from books.prices import Currency, Offered, currencies_of, offered
from books.queries import contributors, pictures, readable, strings_in


@dataclass
class Byline:
    """The words before the names, and the contributions of that role in their order."""

    words: str
    contributions: list[Contribution] = field(default_factory=list)


@dataclass
class Offer:
    """A label, and the address it leads to, if there is one."""

    label: str
    address: str | None


@dataclass
class BookDetails:
    bylines: list[Byline]
    formats: list[Format]
    currencies: list[Currency]
    offered: list[Offered]
    subjects: list[Subject]
    related: list[Card]
    cover: Any | None
    student_offer: Offer | None
    exam_copy: Offer | None
    above: list[Page]


def bylines_of(contributions: Iterable[Contribution]) -> list[Byline]:
    """Contributions gathered by role, each role where it first appears."""
    bylines: dict[str, Byline] = {}
    for contribution in contributions:
        role = Role(contribution.role)
        byline = bylines.setdefault(role, Byline(role.byline))
        byline.contributions.append(contribution)
    return list(bylines.values())


def details_of(page: BookPage, publisher: PublisherSettings, currency: str = "") -> BookDetails:
    """`currency` is the one that the reader has asked for."""
    formats = formats_of(page)
    currencies = currencies_of(formats, currency, publisher.default_currency)
    return BookDetails(
        bylines=bylines_of(credited_on(page)),
        formats=formats,
        currencies=currencies,
        offered=offered(formats, currencies),
        subjects=subjects_of(page),
        related=related_to(page, publisher.default_currency),
        cover=pictures().filter(pk=page.cover_id).first() if page.cover_id else None,
        student_offer=student_offer(page, publisher),
        exam_copy=exam_copy(page, publisher),
        above=pages_above(page),
    )


def pages_above(page: Page) -> list[Page]:
    """From the home page down to the one above it, where anyone can read them."""
    above = readable(page.get_ancestors().filter(depth__gt=1))
    return list(above.select_related("locale").defer_streamfields())


def student_offer(page: BookPage, publisher: PublisherSettings) -> Offer | None:
    """Leads to the publisher's page about it, where that can be read."""
    if not (page.in_student_offer and publisher.student_offer_label):
        return None
    told = readable_pages({publisher.student_offer_page_id} - {None})
    address = next((each.url for each in told.values()), None)
    return Offer(publisher.student_offer_label, address)


def exam_copy(page: BookPage, publisher: PublisherSettings) -> Offer | None:
    """Leads to the form, which stands below the book's own address."""
    if not (page.offers_exam_copies and publisher.exam_copy_label):
        return None
    return Offer(publisher.exam_copy_label, page.url and f"{page.url}exam-copy/")


def exam_copy_page(publisher: PublisherSettings) -> Page | None:
    """The publisher's page about exam copies, where it can be read."""
    return readable_pages({publisher.exam_copy_page_id} - {None}).get(publisher.exam_copy_page_id)


def credited_on(page: BookPage) -> list[Contribution]:
    """The contributions with their contributors, in one query for all of them."""
    contributions = list(page.contributions.all())
    people: dict[int, Contributor] = contributors().in_bulk(
        [contribution.contributor_id for contribution in contributions]
    )
    for contribution in contributions:
        contribution.contributor = people[contribution.contributor_id]
    return contributions


def formats_of(page: BookPage) -> list[Format]:
    """The formats; a sample that is not public is left out."""
    formats = list(page.formats.all())
    prefetch_related_objects([each for each in formats if each.pk], "prices")
    samples = public_documents({each.sample_id for each in formats if each.sample_id})
    for each in formats:
        each.sample = samples.get(each.sample_id)
    return formats


def subjects_of(page: BookPage) -> list[Subject]:
    ids = [each.subject_id for each in page.book_subjects.all()]
    subjects = Subject.objects.in_bulk(ids)
    return [subjects[pk] for pk in ids if pk in subjects]


def texts_in_streams(page: Page) -> Iterable[str]:
    """Every stored text of the page's streams, the bios of the contributors they choose too."""
    for field_ in page._meta.get_fields():
        if not isinstance(field_, StreamField):
            continue
        stream = getattr(page, field_.name)
        yield from strings_in(list(stream.raw_data))
        for block in stream:
            if block.block_type == "contributor" and block.value["contributor"]:
                yield block.value["contributor"].bio
