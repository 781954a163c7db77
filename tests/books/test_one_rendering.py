"""Rich text, however it came to be stored, is the same in pages, in both APIs and in records."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from books.models import BookIndexPage
from home.models import HomePage
from tests.books.publishing.rows import record_of
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

# Each stands between two words, which are all that may be left of it, and of its own words.
HOSTILE = [
    "<script>evil()</script>",
    "<SCRIPT SRC=//evil></SCRIPT>",
    '<b onmouseover="evil()">bold</b>',
    '<a href="javascript:evil()">link</a>',
    '<a href="jAva&Tab;script:evil()">link</a>',
    '<a href="&#106;avascript&colon;evil()">link</a>',
    '<a href="vbscript:evil()">link</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4=">link</a>',
    '<a href="https://example.com" style="x:evil()" target="evil">link</a>',
    '<svg onload="evil()"><script>evil()</script><a xlink:href="javascript:evil()">x</a></svg>',
    "<math><mtext><style><img src=x onerror=evil()></style></mtext></math>",
    "<style>p { background: url(//evil) }</style>",
    '<iframe srcdoc="<script>evil()</script>"></iframe>',
    '<object data="//evil"><embed src="//evil"></object>',
    '<embed embedtype="media" url="https://evil.example/"/>',
    '<img src="x" onerror="evil()">',
    '<a linktype="evil" id="1">link</a>',
    '<a linktype="page" id="1 or evil">link</a>',
    '<form action="//evil"><button formaction="//evil">go</button></form>',
    "<!-- evil --><![CDATA[<img src=x onerror=evil()>]]>",
    '<b><i onclick="evil()">crossed</b></i>',
    "<p><ul><li>open<p>text",
    '"><img src=x onerror=evil()>',
    '<noscript><p title="</noscript><img src=x onerror=evil()>"></noscript>',
]


def around(hostile: str) -> str:
    return f"<p>before {hostile} after</p>"


ALL = "".join(around(each) for each in HOSTILE)


def body_of(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_what_is_hostile_is_in_no_text():
    record = record_of(make_book(description=[("paragraph", ALL)]))
    html = record.description[0].value.html
    assert "evil" not in html
    assert html.count("before") == html.count("after") == len(HOSTILE)


@pytest.mark.parametrize("hostile", [*HOSTILE, "fish &amp; chips &lt;script&gt;"])
def test_a_book_says_on_its_page_what_its_record_says(hostile):
    book = make_book(description=[("paragraph", around(hostile))])
    html = record_of(book).description[0].value.html
    assert html in body_of(book.url)


def test_people_and_shelves_say_on_their_pages_what_their_records_say():
    ada, shelf = ContributorFactory(bio=ALL), SubjectFactory(description=ALL)
    series = SeriesFactory(description=ALL)
    make_book(contributor=ada, subject=shelf, series=series)
    for thing, name in ((ada, "bio"), (shelf, "description"), (series, "description")):
        place = f"{thing._meta.model_name}s".replace("seriess", "series")
        html = Client().get(f"/api/v3/{place}/{thing.pk}/").json()[name]["html"]
        assert "evil" not in html
        assert html in body_of(thing.get_absolute_url())


BLOCKS = [
    ("paragraph", ALL),
    ("questions", {"questions": [{"question": "Why?", "answer": ALL}]}),
]


@pytest.mark.parametrize("block", BLOCKS, ids=[name for name, _value in BLOCKS])
def test_pages_say_in_the_apis_what_they_show(block):
    page = make_content_page("Students", body=[block])
    shown = re.sub(r"\s+", " ", body_of(page.url))
    assert "evil" not in shown
    for version in ("v2", "v3"):
        answer = body_of(f"/api/{version}/pages/{page.pk}/")
        assert "evil" not in answer
        html = next(
            each
            for each in texts_in(Client().get(f"/api/{version}/pages/{page.pk}/").json()["body"])
        )
        assert re.sub(r"\s+", " ", html) in shown


def texts_in(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str) and "before" in value and "<p>" in value:
        yield value


FORMATS = ["html", "db_html", "markdown", "db_markdown"]


@pytest.mark.parametrize("rich_text_format", FORMATS)
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_a_field_is_clean_in_whichever_form_it_is_asked_for(version, rich_text_format):
    make_site()
    home = HomePage.objects.get()
    home.introduction = ALL
    home.save()
    address = f"/api/{version}/pages/{home.pk}/"
    said = Client().get(address, {"rich_text_format": rich_text_format}).json()["introduction"]
    assert "evil" not in said
    assert said.count("before") == len(HOSTILE)
    if rich_text_format == "html":
        assert said in body_of("/")
    assert "evil" not in body_of("/")


@pytest.mark.parametrize("rich_text_format", FORMATS)
def test_of_a_link_to_something_hidden_only_the_words_stay(rich_text_format):
    secret = make_book("Quicksilver", live=False)
    closed = (
        make_catalogue()
        .get_parent()
        .specific.add_child(instance=BookIndexPage(title="Quicksilver", slug="quicksilver"))
    )
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    shut = Collection.get_first_root_node().add_child(name="Quicksilver")
    CollectionViewRestriction.objects.create(collection=shut, restriction_type="login")
    sample = Document.objects.create(
        title="Quicksilver", file=ContentFile(b"%PDF", name="quicksilver.pdf"), collection=shut
    )
    picture = make_picture("Quicksilver")
    home = HomePage.objects.get()
    home.introduction = "".join(
        [
            *(
                f'<p><a linktype="page" id="{each.pk}">sightline</a></p>'
                for each in (secret, closed)
            ),
            f'<p><a linktype="document" id="{sample.pk}">sightline</a></p>',
            f'<p><embed embedtype="image" id="{picture.pk}" format="left" alt=""/></p>',
        ]
    )
    home.save()
    for address in ("/", f"/api/v2/pages/{home.pk}/", f"/api/v3/pages/{home.pk}/"):
        said = Client().get(address, {"rich_text_format": rich_text_format}).content.decode()
        assert said.count("sightline") >= 3
        assert "quicksilver" not in said.lower()
        assert picture.file.name not in said
