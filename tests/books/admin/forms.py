"""What a browser sends from the form of a book."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from books.models import BookPage, Contributor
from tests.factories import ContributorFactory


def price(**fields) -> dict:
    return {"amount": "29.95", "currency": "USD", "territory": "", "unpriced_reason": "", **fields}


def format_(prices: list[dict], **fields) -> dict:
    return {
        "form": "paperback",
        "isbn": "",
        "pages": "",
        "width": "",
        "height": "",
        "published_on": "",
        "published_on_precision": "day",
        "availability": "available",
        "buy_link": "",
        "sample": "",
        "prices": inline_formset(prices),
        **fields,
    }


def contribution(contributor: Contributor) -> dict:
    return {"contributor": contributor.pk, "role": "author", "credited_as": ""}


def book_form(**fields) -> dict:
    """A complete book as the form sends it, but for what `fields` say otherwise."""
    data = {
        "title": "A Voyage Out",
        "slug": "a-voyage-out",
        "language": "en",
        "licence": "all_rights_reserved",
        "description": streamfield([("paragraph", rich_text("<p>All about it.</p>"))]),
        "contents": streamfield([]),
        "author_bio": streamfield([]),
        "praise": streamfield([]),
        "contributions": inline_formset([contribution(ContributorFactory())]),
        "formats": inline_formset([format_([price()])]),
        "awards": inline_formset([]),
        "book_subjects": inline_formset([]),
        "related_books": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data({**data, **fields})


def form_of(book: BookPage, **fields) -> dict:
    """The form of a book that is there, as if its lists were made anew."""
    return book_form(title=book.title, slug=book.slug, **fields)


def repriced(book: BookPage, amount: str) -> dict:
    """The formats of the book's form, with another amount for the first price."""
    kept = book.formats.first()
    one = price(id=kept.prices.first().pk, amount=amount)
    same = {"id": kept.pk, "published_on": str(kept.published_on or "")}
    return inline_formset([{**format_([]), **same, "prices": inline_formset([one], 1)}], 1)
