"""The parts of a book's record that are made of its child relations, as dictionaries."""

from typing import Any

from books.codes import Role
from books.images import address_of, image_part
from books.models import BookPage, Contribution, Contributor, Format, Price, Subject
from books.models.format import date_with_precision
from books.money import format_amount, plain_amount
from books.publishing.context import RecordContext
from books.rich_text import html_and_text


def contribution_part(position: int, contribution: Contribution) -> dict[str, Any]:
    role = Role(contribution.role)
    return {
        "position": position,
        "role": role,
        "byline": role.byline,
        "name": contribution.name,
        "contributor": person_part(contribution.contributor),
    }


def person_part(contributor: Contributor) -> dict[str, Any]:
    """A contributor; of one who is not published, no more than the name on the title page."""
    public = contributor.live
    return {
        "id": contributor.pk if public else None,
        "reference": contributor.reference if public else None,
        "name": contributor.name,
        "sort_name": contributor.sort_name,
        "kind": contributor.kind,
        "path": contributor.get_absolute_url() if public else None,
        "orcid": contributor.orcid if public else "",
        "website": contributor.website if public else "",
        "bio": html_and_text(contributor.bio if public else ""),
        "photo": image_part(contributor.photo) if public and contributor.photo else None,
    }


def format_part(format_: Format, language: str, context: RecordContext) -> dict[str, Any]:
    day = format_.published_on
    precision = format_.published_on_precision
    sample = context.linked.documents.get(format_.sample_id)
    return {
        "form": format_.form,
        "label": format_.get_form_display(),
        "isbn": format_.isbn,
        "pages": format_.pages,
        "width": format_.width,
        "height": format_.height,
        "published_on": day
        and {"date": date_with_precision(day, precision), "precision": precision},
        "availability": format_.availability,
        "buy_link": format_.buy_link,
        "sample": sample and document_part(sample),
        "prices": [price_part(price, language) for price in format_.prices.all()],
    }


def price_part(price: Price, language: str) -> dict[str, Any]:
    priced = price.amount is not None
    return {
        "amount": plain_amount(price.amount, price.currency) if priced else None,
        "currency": price.currency,
        "territory": price.territory,
        "unpriced_reason": price.unpriced_reason or None,
        "text": format_amount(price.amount, price.currency, language)
        if priced
        else price.get_unpriced_reason_display(),
    }


def document_part(document: Any) -> dict[str, Any]:
    return {"id": document.pk, "title": document.title, "url": address_of(document.url)}


def award_parts(page: BookPage) -> list[dict[str, Any]]:
    return [
        {"name": award.name, "year": award.year, "result": award.result}
        for award in page.awards.all()
    ]


def subject_parts(page: BookPage, context: RecordContext) -> list[dict[str, Any]]:
    """The book's subjects that are published, each with those above it that are."""
    lines = [context.lineage(each.subject_id) for each in page.book_subjects.all()]
    return [subject_part(line[-1], line[:-1]) for line in lines if line[-1].live]


def subject_part(subject: Subject, above: list[Subject]) -> dict[str, Any]:
    return {
        "id": subject.pk,
        "name": subject.name,
        "path": subject.get_absolute_url(),
        "ancestors": [{"id": each.pk, "name": each.name} for each in above if each.live],
        "bisac": subject.bisac,
        "thema": subject.thema,
        "keyword": subject.keyword,
    }


def series_part(page: BookPage) -> dict[str, Any] | None:
    series = page.series
    if series is None or not series.live:
        return None
    return {
        "id": series.pk,
        "name": series.name,
        "path": series.get_absolute_url(),
        "number": page.series_number,
        "issn": series.issn,
    }


def related_parts(page: BookPage, context: RecordContext) -> list[dict[str, Any]]:
    """Related books that can be read; of others nothing is said."""
    books = (context.readable(related.book_id) for related in page.related_books.all())
    return [{"id": book.pk, "title": book.title, "path": path_of(book)} for book in books if book]


def offer_part(label: str, page_id: int | None, context: RecordContext) -> dict[str, Any] | None:
    page = context.readable(page_id)
    if not label:
        return None
    return {"label": label, "id": page and page.pk, "path": page and path_of(page)}


def path_of(page: Any) -> str | None:
    parts = page.get_url_parts()
    return parts and parts[2]
