"""Small, valid things for tests; everything that matters to a test is said in the test."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.core.files.images import ImageFile
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.models import Page, Site

from books.codes import Form
from books.models import (
    BookIndexPage,
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    Format,
    Picture,
    Price,
    Publication,
    Series,
    Subject,
)
from books.publishing.changes import one_change
from home.models import ContentPage, HomePage


class ContributorFactory(DjangoModelFactory):
    class Meta:
        model = Contributor

    name = factory.Sequence("Ada Writer {}".format)
    bio = "<p>She wrote.</p>"


class SubjectFactory(DjangoModelFactory):
    class Meta:
        model = Subject

    name = factory.Sequence("Subject {}".format)


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence("Series {}".format)


def make_picture(title: str = "Cover", size: tuple[int, int] = (60, 90)) -> Picture:
    """A small PNG image; its colour depends on its title."""
    data = io.BytesIO()
    Image.new("RGB", size, (sum(title.encode()) % 256, 80, 120)).save(data, "PNG")
    data.seek(0)
    return Picture.objects.create(title=title, file=ImageFile(data, name="cover.png"))


def make_site() -> HomePage:
    """The default site's home page, made where there is none."""
    if home := HomePage.objects.first():
        return home
    root = Page.get_first_root_node()
    with one_change():
        home = root.add_child(instance=HomePage(title="Frontlist", slug="front"))
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "localhost", "port": 80, "root_page": home},
        )
    return home


def make_catalogue() -> BookIndexPage:
    """The catalogue at /books/, made where there is none."""
    with one_change():
        home = make_site()
        if index := BookIndexPage.objects.child_of(home).first():
            return index
        return home.add_child(instance=BookIndexPage(title="Books", slug="books"))


def remove_site() -> None:
    """Take away what the tests' database begins with: Wagtail's welcome page is left."""
    home = HomePage.objects.get()
    Site.objects.update(root_page=Page.objects.exclude(pk=home.pk).get(depth=2))
    home.delete()
    Publication.objects.all().delete()


def make_content_page(title: str = "Students", **fields: Any) -> ContentPage:
    fields.setdefault("body", [("paragraph", "<p>For students.</p>")])
    return make_site().add_child(instance=ContentPage(title=title, **fields))


def make_book(
    title: str = "A Voyage Out",
    *,
    contributor: Contributor | None = None,
    subject: Subject | None = None,
    isbn: str = "",
    amount: str = "29.95",
    published_on: date | None = date(2020, 1, 2),
    **fields: Any,
) -> BookPage:
    """A complete book, live unless told otherwise, with one contributor, format and price."""
    fields.setdefault("description", [("paragraph", f"<p>All about {title}.</p>")])
    book = BookPage(title=title, **fields)
    format_ = Format(form=Form.PAPERBACK, isbn=isbn, published_on=published_on)
    format_.prices = [Price(amount=Decimal(amount), currency="USD")]
    book.formats = [format_]
    if subject:
        book.book_subjects = [BookSubject(subject=subject)]
    with one_change():
        book.contributions = [Contribution(contributor=contributor or ContributorFactory())]
        return make_catalogue().add_child(instance=book)
