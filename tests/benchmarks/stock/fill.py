"""Fills an empty database of the stock project, page by page, as its editors would."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from tqdm import tqdm
from wagtail.images.models import Image
from wagtail.models import Page, Site

from tests.benchmarks import made_up
from tests.benchmarks.pictures import COVER, PHOTO, picture
from tests.benchmarks.stock.models import (
    BookIndexPage,
    BookPage,
    ContentPage,
    Contribution,
    Contributor,
    Format,
    HomePage,
    Price,
    Series,
    Subject,
)

Shared = dict[str, Sequence[Any]]


@transaction.atomic
def build(count: int) -> None:
    """Everything, for so many books. The database is migrated, with Wagtail's first page in it."""
    home = make_home()
    for title in ("About", "Students"):
        body = f"<p>{title} of made-up books.</p>"
        home.add_child(instance=ContentPage(title=title, body=body, show_in_menus=True))
    index = home.add_child(instance=BookIndexPage(title="Books", slug="books", show_in_menus=True))
    shared = make_shared(count)
    for book in tqdm(made_up.books(range(count)), total=count, desc="books", disable=None):
        page = index.add_child(instance=page_of(book, shared))
        page.save_revision().publish()


def bring_up_to_date() -> None:
    """Its code is part of the data set's edition."""


def make_home() -> HomePage:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Made-up Books", slug="front"))
    Site.objects.update(root_page=home, hostname="127.0.0.1", port=8000, site_name="Stock")
    Page.objects.get(depth=2, slug="home").delete()
    return home


def make_shared(count: int) -> Shared:
    photos = make_images("Photo", made_up.PHOTOS, PHOTO)
    people = map(made_up.make_person, range(made_up.people_count(count)))
    above = [Subject.objects.create(name=f"Field {letter}") for letter in "ABCDEFGH"]
    return {
        "covers": make_images("Cover", made_up.COVERS, COVER),
        "people": [
            Contributor.objects.create(
                name=person.name,
                sort_name=person.sort_name,
                bio=person.bio,
                photo=None if person.photo is None else photos[person.photo],
            )
            for person in people
        ],
        "subjects": [
            Subject.objects.create(
                name=f"Subject {number}",
                parent=above[number % len(above)],
                bisac=f"BUS{number:06d}",
                thema="KCM",
            )
            for number in range(made_up.SUBJECTS)
        ],
        "series": [
            Series.objects.create(name=f"Series {number}") for number in range(count // 40 + 1)
        ],
    }


def make_images(title: str, count: int, size: tuple[int, int]) -> list[Image]:
    return [
        Image.objects.create(title=f"{title} {number}", file=picture(number, size))
        for number in range(count)
    ]


def page_of(book: made_up.Book, shared: Shared) -> BookPage:
    page = BookPage(
        title=book.title,
        slug=book.slug,
        subtitle=book.subtitle,
        tagline=book.tagline,
        keywords=book.keywords,
        series=None if book.series is None else shared["series"][book.series],
        series_number=book.series_number,
        cover=shared["covers"][book.cover],
        description=json.dumps(book.description),
        contents=json.dumps(book.contents),
        praise=json.dumps(book.praise),
        bio=json.dumps(book.bio),
    )
    page.subjects = [shared["subjects"][each] for each in book.subjects]
    page.contributions = [
        Contribution(contributor=shared["people"][who], role=role) for who, role in book.people
    ]
    page.formats = [format_of(each) for each in book.formats]
    return page


def format_of(made: made_up.Format) -> Format:
    format_ = Format(
        form=made.form,
        isbn=made.isbn,
        pages=made.pages,
        width=140,
        height=216,
        published_on=made.published_on,
        buy_link=f"https://example.com/buy/{made.isbn}",
    )
    format_.prices = [
        Price(amount=Decimal(amount), currency=currency) for currency, amount in made.prices.items()
    ]
    return format_
