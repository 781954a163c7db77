"""Translates a part of the demo into Spanish: home page, catalogue, a page, some books."""

from typing import Any

from wagtail.models import Locale, Page

from books.models import BookIndexPage, BookPage
from books.publishing.changes import one_change
from home.demo import streams
from home.demo.files import read
from home.models import ContentPage
from home.tree import front_page


def make_spanish() -> list[str]:
    home = front_page()
    locale, _made = Locale.objects.get_or_create(language_code="es")
    if home.has_translation(locale):
        return []
    with one_change():
        count = translate_house(home, locale, read("spanish.toml"))
    return [f"{count} pages in Spanish"]


def translate_house(home: Page, locale: Locale, data: dict[str, Any]) -> int:
    """Returns the number of pages made; a page that its site has deleted is left out."""
    below = ContentPage.objects.child_of(home).filter(slug__in=data["pages"])
    catalogue = BookIndexPage.objects.child_of(home).first()
    listed = BookPage.objects.child_of(catalogue).filter(slug__in=data["books"]).order_by("path")
    home.copy_for_translation(locale)
    translate(catalogue, locale, data["catalogue"])
    for page in below:
        fields = data["pages"][page.slug]
        translate(page, locale, {**fields, "body": streams.texts(fields["body"])})
    books = [translate_book(book, locale, data["books"][book.slug]) for book in listed]
    say(home.get_translation(locale), front_fields(data["home"], books))
    return 2 + len(below) + len(books)


def translate(page: Page, locale: Locale, fields: dict[str, Any]) -> Page:
    return say(page.copy_for_translation(locale), fields)


def translate_book(book: BookPage, locale: Locale, fields: dict[str, Any]) -> Page:
    """It keeps its title, its ISBNs and its language: they are those of the edition."""
    return translate(book, locale, {**fields, "description": streams.texts(fields["description"])})


def front_fields(data: dict[str, Any], books: list[Page]) -> dict[str, Any]:
    by_slug = {book.slug: book for book in books}
    return {
        "title": data["title"],
        "introduction": streams.rich_text(data["welcome"]),
        "body": streams.page_body(data["body"], by_slug),
    }


def say(page: Page, fields: dict[str, Any]) -> Page:
    """Publishes the page with these words."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page
