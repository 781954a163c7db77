"""What a book's page shows beside its own texts, all of it public: made of the book's record."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page

from books.channels.citation import citations
from books.codes import AwardResult, Language, Licence
from books.links import readable_pages
from books.listing.cards import Card, CoverImage, Part, cover_of
from books.listing.front import front_of
from books.listing.related import related_to
from books.models import BookPage, Publication, PublisherSettings
from books.models.publication import last_expiry
from books.prices import Currency, Offered, currencies_of, offered
from books.publishing.drafts import values_of_draft
from books.publishing.stale_records import rebuild_stale_rows
from books.queries import readable
from books.statements import Statement, given

LANGUAGES, LICENCES = dict(Language.choices), dict(Licence.choices)


@dataclass
class Byline:
    """The words before the names, and the contributions of that role in their order."""

    words: str
    contributions: list[Part] = field(default_factory=list)


@dataclass
class Offer:
    """A label, and the address it leads to, if there is one."""

    label: str
    address: str | None


@dataclass
class BookDetails:
    """`digest` is that of the stored record; a draft has none, and nothing of it is kept."""

    record: Part
    digest: str
    bylines: list[Byline]
    currencies: list[Currency]
    offered: list[Offered]
    related: list[Card]
    cover: CoverImage | None
    student_offer: Offer | None
    exam_copy: Offer | None
    above: list[Page]
    language: str
    licence: str
    awards: list[Part]
    cited: dict[str, str]

    @property
    def kept_seconds(self) -> int:
        """For how long the body, which shows other things by their links and names, is not made
        again: a minute, as in the edge, for some of these are noted in the record only later."""
        return MINUTE if self.digest else 0


MINUTE = 60
STORED = ("pk", "record", "digest", "site_id")


def public_book() -> QuerySet:
    rows = Publication.objects.books().public().filter(object_id=given("book"))
    return rows.values_list(last_expiry(), *STORED)


PUBLICATION = Statement(public_book)


def publication_of(page: BookPage) -> Publication | None:
    """What is stored of a book that anyone can read."""
    rows = PUBLICATION.rows(book=page.pk)
    if not rows:
        return None
    anything_expired, *values = rows[0]
    stored = Publication(**dict(zip(STORED, values, strict=True)))
    if anything_expired:
        rebuild_stale_rows([stored])
    return stored


def details_of(page: BookPage, request: HttpRequest) -> BookDetails:
    """From the record that is stored, or of a draft from what its own would say."""
    stored, front = page.publication, front_of(request)
    record = json.loads(stored.record) if stored else values_of_draft(page)
    site_id = stored.site_id if stored else front.site and front.site.pk
    root = record["url"].removesuffix(record["path"])
    usual, formats = front.publisher.default_currency, record["formats"]
    currencies = currencies_of(formats, request.GET.get("currency", ""), usual)
    return BookDetails(
        record=record,
        digest=stored.digest if stored else "",
        bylines=bylines_of(record["contributions"]),
        currencies=currencies,
        offered=offered(formats, currencies, root),
        related=related_to(
            record, site_id, usual, record["locale"] if len(front.homes) > 1 else ""
        ),
        cover=cover_of(record),
        student_offer=student_offer(record),
        exam_copy=exam_copy(record),
        above=front.above(page),
        language=str(LANGUAGES.get(record["language"], "")),
        licence=str(LICENCES.get(record["licence"], "")),
        awards=[award_of(each) for each in record["awards"]],
        cited=citations(page.public_record) if page.public_record else {},
    )


def bylines_of(contributions: Iterable[Part]) -> list[Byline]:
    """Contributions gathered by role, each role where it first appears."""
    bylines: dict[str, Byline] = {}
    for contribution in contributions:
        byline = bylines.setdefault(contribution["role"], Byline(contribution["byline"]))
        byline.contributions.append(contribution)
    return list(bylines.values())


def award_of(award: Part) -> Part:
    return {**award, "result": AwardResult(award["result"]).label}


def student_offer(record: Part) -> Offer | None:
    """Leads to the publisher's page about it, where that can be read."""
    told = record["student_offer"]
    return told and Offer(told["label"], told["path"])


def exam_copy(record: Part) -> Offer | None:
    """Leads to the form, which stands below the book's own address."""
    told, path = record["exam_copy"], record["path"]
    return told and Offer(told["label"], path and f"{path}exam-copy/")


def exam_copy_page(publisher: PublisherSettings) -> Page | None:
    """The publisher's page about exam copies, where it can be read."""
    return readable_pages({publisher.exam_copy_page_id} - {None}).get(publisher.exam_copy_page_id)


def pages_above(page: Page) -> list[Page]:
    """From the home page down to the one above it, where anyone can read them."""
    above = readable(page.get_ancestors().filter(depth__gt=1))
    return list(above.select_related("locale").defer_streamfields())
