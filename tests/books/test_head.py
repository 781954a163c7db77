"""`{% machine_meta %}`: the head of a page as search engines and other sites read it."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site

from books.images import make_renditions
from books.models import Award, BookPage, DraftShare, PublisherSettings, SocialLink
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_picture,
    make_site,
)

pytestmark = pytest.mark.django_db

ROOT = "http://localhost"


class Head(HTMLParser):
    """`meta` by name or property, each with all its contents; `links` by their relation."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: dict[str, list[str]] = {}
        self.scripts: list[str] = []
        self.in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        self.in_script = tag == "script"
        if tag == "meta":
            name = said.get("name") or said["property"]
            self.meta.setdefault(name, []).append(said["content"])
        if tag == "link":
            self.links.setdefault(said["rel"], []).append(said["href"])

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip():
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    @property
    def things(self) -> dict[str, Any]:
        [script] = self.scripts
        return {thing["@type"]: thing for thing in json.loads(script)["@graph"]}

    @property
    def steps(self) -> list[tuple[str, str]]:
        items = self.things["BreadcrumbList"]["itemListElement"]
        return [(item["name"], item["item"].removeprefix(ROOT)) for item in items]


def request_for(path: str = "/", **query: str):
    return RequestFactory().get(path, query, HTTP_HOST="localhost")


def head_of(thing: Any, request=None, **context: Any) -> Head:
    template = Template("{% load machine_tags %}{% machine_meta thing %}")
    values = {"thing": thing, "request": request or request_for(), **context}
    return Head(template.render(Context(values)))


@pytest.fixture
def book() -> BookPage:
    above = SubjectFactory(name="Society")
    return make_book(
        "On Land",
        subtitle="A </script> History",
        tagline="Whose & why.",
        keywords="land, people",
        contributor=ContributorFactory(name="Marco Coscione"),
        subject=SubjectFactory(name="Economics", parent=above, description="<p>Of money.</p>"),
        series=SeriesFactory(name="Voyages"),
        isbn="9781999900632",
    )


def test_a_book_says_what_it_is(book):
    book.awards = [Award(name="Prize", year=2021)]
    book.save()
    head = head_of(book)
    assert head.links["canonical"] == [f"{ROOT}/books/on-land/"]
    assert head.links["alternate"] == ["/feeds/new.atom", "/feeds/new.json"]
    assert head.meta["description"] == head.meta["og:description"] == ["Whose & why."]
    assert head.meta["og:type"] == ["book"]
    assert head.meta["og:title"] == ["On Land: A </script> History"]
    assert head.meta["book:isbn"] == head.meta["citation_isbn"] == ["9781999900632"]
    assert head.meta["book:author"] == [f"{ROOT}/contributors/marco-coscione/"]
    assert head.meta["book:release_date"] == ["2020-01-02"]
    assert head.meta["book:tag"] == ["land", "people"]
    assert head.meta["citation_author"] == ["Coscione, Marco"]
    assert head.meta["twitter:card"] == ["summary"]
    assert head.things["Book"]["name"] == "On Land: A </script> History"
    assert head.things["Book"]["award"] == ["Prize 2021"]
    assert head.steps == [
        ("Frontlist", "/"),
        ("Economics", "/subjects/economics/"),
        ("On Land", "/books/on-land/"),
    ]


def test_a_wide_picture_is_shown_large():
    for size, card in (((600, 400), "summary_large_image"), ((400, 600), "summary")):
        cover = make_picture(f"Cover {size}", size)
        book = make_book(f"Book {card}", cover=cover)
        make_renditions.call(cover.pk)
        head = head_of(book)
        assert head.meta["twitter:card"] == [card]
        assert head.meta["og:image"][0].startswith(f"{ROOT}/media/")
        assert head.meta["og:image:alt"] == [f"Cover of Book {card}"]


def test_the_record_speaks_and_not_the_draft(book):
    book.title = "Not yet"
    book.save_revision()
    assert head_of(book).meta["og:title"] == ["On Land: A </script> History"]


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "preview", "share"])
def test_what_is_not_public_asks_not_to_be_indexed(book, hide):
    request, context = request_for(), {}
    if hide == "unpublish":
        book.unpublish()
    elif hide == "restrict":
        page = Page.objects.get(pk=book.pk)
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif hide == "preview":
        request.is_preview = True
    else:
        context = {"share": DraftShare(book=book)}
    head = head_of(book, request, **context)
    assert head.meta == {"robots": ["noindex"]}
    assert not head.links
    assert not head.scripts


def test_a_contributor_is_a_person_with_feeds(book):
    person = book.contributions.first().contributor
    head = head_of(person)
    assert head.links["canonical"] == [f"{ROOT}/contributors/marco-coscione/"]
    assert head.links["alternate"][0] == "/contributors/marco-coscione/new.atom"
    assert head.meta["og:type"] == ["profile"]
    assert head.meta["description"] == ["She wrote."]
    assert head.things["Person"]["name"] == "Marco Coscione"
    assert [path for _name, path in head.steps] == [
        "/",
        "/contributors/",
        "/contributors/marco-coscione/",
    ]


def test_a_subject_and_a_series_are_collections(book):
    subject = book.book_subjects.first().subject
    head = head_of(subject)
    assert head.things["CollectionPage"]["description"] == "Of money."
    assert head.steps == [
        ("Frontlist", "/"),
        ("Society", "/subjects/society/"),
        ("Economics", "/subjects/economics/"),
    ]
    head = head_of(book.series)
    assert head.things["CollectionPage"]["about"]["@type"] == "BookSeries"
    assert head.links["alternate"][:2] == ["/series/voyages/new.atom", "/series/voyages/new.json"]


def test_addresses_are_of_the_language_that_is_read(book):
    with translation.override("fr"):
        head = head_of(book.series)
    assert head.links["canonical"] == [f"{ROOT}/fr/series/voyages/"]
    assert head.things["CollectionPage"]["url"] == f"{ROOT}/fr/series/voyages/"
    assert head.links["alternate"][0] == "/fr/series/voyages/new.atom"


def test_the_home_page_names_site_and_publisher(book):
    site = Site.objects.get()
    house = PublisherSettings.for_site(site)
    house.name, house.email = "The House", "us@example.com"
    house.social_links = [SocialLink(name="Elsewhere", url="https://elsewhere.example/us")]
    house.save()
    home = make_site()
    home.introduction = f"<p>{'A good house. ' * 30}</p>"
    home.save()
    head = head_of(home)
    assert len(head.meta["description"][0]) <= 160
    assert head.meta["description"][0].endswith("…")
    assert head.things["Organization"]["sameAs"] == ["https://elsewhere.example/us"]
    search = head.things["WebSite"]["potentialAction"]
    assert search["target"]["urlTemplate"] == f"{ROOT}/search/?q={{words}}"
    assert head.things["WebSite"]["name"] == "The House"


def test_a_page_says_how_it_begins_and_where_it_stands(book):
    page = make_content_page("Students", body=[("paragraph", "<p>For <b>you</b>.</p>")])
    child = page.add_child(instance=type(page)(title="Forms", body=[]))
    head = head_of(page)
    assert head.meta["description"] == ["For you."]
    assert head.things["WebPage"]["url"] == f"{ROOT}/students/"
    assert head_of(child).steps == [
        ("Frontlist", "/"),
        ("Students", "/students/"),
        ("Forms", "/students/forms/"),
    ]
    assert "description" not in head_of(child).meta


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({}, "/books/"),
        ({"form": "epub", "order": "title"}, "/books/"),
        ({"page": "1"}, "/books/"),
        ({"page": "3", "form": "epub"}, "/books/?page=3"),
        ({"page": "x"}, "/books/"),
        ({"page": "²"}, "/books/"),
    ],
)
def test_a_list_has_one_address_for_each_of_its_pages(book, query, path):
    head = head_of(make_catalogue(), request_for("/books/", **query))
    assert head.links["canonical"] == head.meta["og:url"] == [ROOT + path]
    assert head.things["CollectionPage"]["url"] == f"{ROOT}/books/"


def test_a_list_that_is_no_page_has_a_head_too(book):
    template = Template("{% load machine_tags %}{% machine_meta_of_list 'People' %}")
    head = Head(template.render(Context({"request": request_for("/contributors/", page="2")})))
    assert head.links["canonical"] == [f"{ROOT}/contributors/?page=2"]
    assert head.steps == [("Frontlist", "/"), ("People", "/contributors/")]
