"""Atom and JSON feeds, as other programs read them."""

import json
from datetime import UTC, datetime

import feedparser
import jsonschema_rs
import pytest
from lxml import etree

from books.channels.feeds import Feed, Item, atom, json_feed
from tests.books.channels.records import ADA, EXAMPLE, MARCO, make_record
from tests.golden import assert_golden

FEED = Feed(
    "New books from Frontlist",
    "https://books.example.com/",
    "https://books.example.com/feeds/new.atom",
    "en",
    "Frontlist",
)
CHANGED = datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 4287, sections 4.1.1 and 4.1.2: how often each element may and must stand.
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {"content", "published", "summary", "rights", "subtitle", "generator"}
ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
TIME = {"type": "string", "format": "date-time"}
TEXT = {"type": "string", "minLength": 1}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"name": TEXT, "url": ADDRESS},
        "required": ["name"],
        "additionalProperties": False,
    },
}
# https://www.jsonfeed.org/version/1.1/
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "language": TEXT,
        "authors": AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    **{"id": TEXT, "url": ADDRESS, "title": TEXT, "summary": TEXT},
                    **{"content_html": {"type": "string"}, "image": ADDRESS, "language": TEXT},
                    **{"date_published": TIME, "date_modified": TIME, "authors": AUTHORS},
                    "tags": {"type": "array", "items": TEXT},
                },
            },
        },
    },
}


def check_atom(text: str) -> etree._Element:
    """What RFC 4287 asks of a feed and its entries."""
    root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    assert root.tag == f"{ATOM}feed"
    for each in (root, *root.findall(f"{ATOM}entry")):
        names = [part.tag.removeprefix(ATOM) for part in each]
        assert {name: names.count(name) for name in ONCE} == dict.fromkeys(ONCE, 1)
        assert all(names.count(name) <= 1 for name in AT_MOST_ONCE)
        for link in each.findall(f"{ATOM}link"):
            assert link.get("href").startswith("https://")
        for day in (*each.findall(f"{ATOM}updated"), *each.findall(f"{ATOM}published")):
            assert datetime.fromisoformat(day.text).tzinfo
    assert root.find(f"{ATOM}author/{ATOM}name").text
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["alternate", "self"]
    return root


def check_json(text: str) -> dict:
    document = json.loads(text)
    jsonschema_rs.Draft202012Validator(JSON_FEED, validate_formats=True).validate(document)
    return document


@pytest.mark.golden
def test_feeds_are_as_expected():
    items = [Item(make_record(), CHANGED)]
    indented = etree.tostring(check_atom(atom(FEED, items)), pretty_print=True, encoding="unicode")
    assert_golden("new.atom", indented)
    document = check_json(json_feed(FEED, items))
    assert_golden("new.json", f"{json.dumps(document, indent=2, ensure_ascii=False)}\n")


def test_a_reader_of_feeds_understands_atom():
    record = make_record(contributions=[MARCO, ADA], title="Tom & <b>Jerry</b>", subtitle="")
    read = feedparser.parse(atom(FEED, [Item(record, CHANGED)]).encode())
    assert not read.bozo
    assert read.version == "atom10"
    [entry] = read.entries
    assert entry.id == f"urn:uuid:{EXAMPLE['reference']}"
    assert entry.title == "Tom & <b>Jerry</b>"
    assert entry.title_detail.type == "text/plain"
    assert entry.link == "https://books.example.com/books/flatland/"
    assert [author.name for author in entry.authors] == ["Marco Coscione", "Ada King Lovelace"]
    assert [tag.term for tag in entry.tags] == ["Fiction", "Fantastic fiction"]
    assert entry.updated_parsed[:6] == (2021, 2, 3, 4, 5, 6)
    assert entry.enclosures[0].type == "image/jpeg"
    assert "<b>two</b> dimensions" in entry.content[0].value


def test_links_within_the_site_are_full_addresses():
    html = '<p><a href="/about/" data-id="3">us</a> <a href="//x.example">x</a> href="/no"</p>'
    block = {"type": "paragraph", "id": None, "value": {"html": html, "text": "us"}}
    content = check_json(json_feed(FEED, [Item(make_record(description=[block]), CHANGED)]))
    assert content["items"][0]["content_html"] == html.replace(
        '<a href="/about/"', '<a href="https://books.example.com/about/"'
    )


def test_a_record_with_nothing_but_a_title_and_odd_characters():
    bare = make_record(
        title="A\x0bB\ufffe",
        **dict.fromkeys(("subtitle", "tagline", "search_description"), ""),
        **{name: [] for name in ("contributions", "description", "subjects", "formats")},
        cover=None,
        first_published_at=None,
        publisher={"name": "House\x01", "newsletter_offer": ""},
    )
    feed = FEED._replace(title="New\x01 books", publisher="House\x01")
    root = check_atom(atom(feed, [Item(bare, CHANGED)]))
    assert root.find(f"{ATOM}entry/{ATOM}title").text == "A B"
    check_json(json_feed(feed, [Item(bare, CHANGED)]))


def test_an_empty_feed_is_a_feed():
    assert check_atom(atom(FEED, [])).find(f"{ATOM}updated").text == "1970-01-01T00:00:00+00:00"
    assert check_json(json_feed(FEED, []))["items"] == []
    assert not feedparser.parse(atom(FEED, []).encode()).bozo
