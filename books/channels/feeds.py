"""New books as feeds: Atom 1.0 (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils.feedgenerator import Atom1Feed, SimplerXMLGenerator, rfc3339_date

from books.channels.citation import full_title
from books.channels.texts import (
    clipped,
    description_html,
    in_one_line,
    largest_jpeg,
    root_of,
    summary_of,
)
from books.record import BookRecord

ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"
SUMMARY = 300
# Of a feed in which nothing has stood yet.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Feed(NamedTuple):
    """What a feed says of itself: `url` is the page that shows the same, all addresses full."""

    title: str
    url: str
    feed_url: str
    language: str
    publisher: str


class Item(NamedTuple):
    """One book of a feed, and when its record last changed."""

    record: BookRecord
    changed_at: datetime


class AtomFeed(Atom1Feed):
    """Django's, with what an entry of ours has besides: content, all its people, a picture."""

    content_type = ATOM_TYPE

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name, url in item["people"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if url:
                handler.addQuickElement("uri", url)
            handler.endElement("author")
        if item["image"]:
            picture = {"rel": "enclosure", "type": "image/jpeg", "href": item["image"]}
            handler.addQuickElement("link", None, picture)
        language = {"type": "html", "xml:lang": item["language"]}
        handler.addQuickElement("content", item["content"], language)


def atom(feed: Feed, items: Iterable[Item]) -> str:
    written = AtomFeed(
        title=in_one_line(feed.title),
        link=feed.url,
        description=None,
        language=feed.language,
        author_name=in_one_line(feed.publisher),
        feed_url=feed.feed_url,
        feed_guid=feed.feed_url,
    )
    for record, changed_at in items:
        written.add_item(
            title=in_one_line(full_title(record)),
            link=record.url,
            description=None,
            unique_id=record.reference.urn,
            pubdate=record.first_published_at,
            updateddate=changed_at,
            categories=[in_one_line(name) for name in shelves_of(record)],
            people=[(in_one_line(name), url) for name, url in people_of(record)],
            content=description_html(record),
            image=image_of(record),
            language=record.language,
        )
    return written.writeString("utf-8")


def json_feed(feed: Feed, items: Iterable[Item]) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.feed_url,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": [json_item(item) for item in items],
    }
    return json.dumps(document, ensure_ascii=False)


def json_item(item: Item) -> dict[str, Any]:
    record = item.record
    published = record.first_published_at
    said = {
        "id": record.reference.urn,
        "url": record.url,
        "title": full_title(record),
        "summary": clipped(summary_of(record), SUMMARY),
        "content_html": description_html(record),
        "image": image_of(record),
        "date_published": published and rfc3339_date(published),
        "date_modified": rfc3339_date(item.changed_at),
        "authors": [known_parts(name=name, url=url) for name, url in people_of(record)],
        "tags": shelves_of(record),
        "language": record.language,
    }
    return {name: value for name, value in said.items() if value or name == "content_html"}


def known_parts(**parts: str) -> dict[str, str]:
    return {name: value for name, value in parts.items() if value}


def people_of(record: BookRecord) -> list[tuple[str, str]]:
    """Names, and full addresses of those who have a page; each once, whatever their roles."""
    root = root_of(record)
    people = {
        each.name: root + each.contributor.path if each.contributor.path else ""
        for each in record.contributions
    }
    return list(people.items())


def shelves_of(record: BookRecord) -> list[str]:
    """The names of its subjects and of those above them, each once."""
    names = [shelf.name for subject in record.subjects for shelf in (*subject.ancestors, subject)]
    return list(dict.fromkeys(names))


def image_of(record: BookRecord) -> str:
    jpeg = record.cover and largest_jpeg(record.cover)
    return jpeg.url if jpeg else ""
