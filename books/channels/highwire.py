"""Highwire Press tags, by which Google Scholar and reference managers read a book's page.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from collections.abc import Iterator

from books.channels.citation import full_title
from books.channels.names import EDITORS, names_of
from books.codes import Role
from books.index.entries import first_day
from books.record import BookRecord


def tags(record: BookRecord) -> list[tuple[str, str]]:
    """Pairs of a `<meta>` element's name and content; nothing is said of what is not known."""
    return [(name, content) for name, content in all_tags(record) if content]


def all_tags(record: BookRecord) -> Iterator[tuple[str, str]]:
    yield "citation_title", full_title(record)
    for name in names_of(record, Role.AUTHOR):
        yield "citation_author", name.turned
    for name in names_of(record, *EDITORS):
        yield "citation_editor", name.turned
    for name in names_of(record, Role.TRANSLATOR):
        yield "citation_translator", name.turned
    yield "citation_publication_date", first_day(record).replace("-", "/")
    yield "citation_publisher", record.publisher.name
    for format_ in record.formats:
        yield "citation_isbn", format_.isbn
    yield "citation_language", record.language
    yield "citation_doi", record.doi
    yield "citation_abstract_html_url", record.url
    yield "citation_public_url", record.url
    yield "citation_keywords", "; ".join(record.keywords)
