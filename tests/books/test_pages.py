"""What readers see of books: every line that is public, and nothing that is not."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction, Site

from books.codes import Role
from books.images import make_renditions
from books.models import BookPage, Contribution, PublisherSettings, RelatedBook
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


def text_of(response) -> str:
    return " ".join(strip_tags(response.content.decode()).replace("&#x27;", "'").split())


def publish_settings(**fields) -> PublisherSettings:
    site = Site.objects.get(is_default_site=True)
    settings, _ = PublisherSettings.objects.update_or_create(site=site, defaults=fields)
    return settings


def plant_hidden_books(**shared) -> list[str]:
    """One book of every kind that no reader may see; their titles."""
    now = timezone.now()
    make_book("Hidden draft", live=False, **shared)
    make_book("Hidden scheduled", live=False, go_live_at=now + timedelta(days=1), **shared)
    make_book("Hidden expired", expire_at=now - timedelta(minutes=1), **shared)
    restricted = make_book("Hidden restricted", **shared)
    PageViewRestriction.objects.create(
        page=restricted, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    return ["Hidden draft", "Hidden scheduled", "Hidden expired", "Hidden restricted"]


def chapter(title: str, contributors: str = "") -> dict[str, str]:
    return {"title": title, "subtitle": "", "contributors": contributors, "page": "12"}


def seed_book() -> BookPage:
    author = ContributorFactory(name="Marco Coscione", bio="<p>He is a researcher.</p>")
    publish_settings(
        name="The House",
        newsletter_offer="Subscribe and take 10% off.",
        student_offer_label="Are you a student?",
        student_offer_page=make_content_page("Students"),
    )
    return make_book(
        "In Defense of Small Producers",
        subtitle="The Story of CLAC",
        contributor=author,
        in_student_offer=True,
        offers_exam_copies=True,
        contents=[
            ("matter", {"title": "Preface", "contributors": "", "page": "9"}),
            ("chapter", chapter("CLAC and the FLO System", contributors="A. B.")),
            ("part", {"title": "Part One", "subtitle": "", "chapters": [chapter("Within")]}),
        ],
        author_bio=[("contributor", {"contributor": author, "text": ""})],
    )


def test_the_book_page_shows_every_line_of_the_seeds_shape(client):
    make_catalogue()
    text = text_of(client.get(seed_book().url))
    for line in (
        "In Defense of Small Producers",
        "The Story of CLAC",
        "By Marco Coscione",
        "Paperback $29.95",
        "Are you a student?",
        "All about In Defense of Small Producers.",
        "Request Exam Copy",
        "Preface",
        "CLAC and the FLO System",
        "A. B.",
        "Part One",
        "Within",
        "He is a researcher.",
        "Subscribe and take 10% off.",
    ):
        assert line in text


def test_contributors_are_gathered_by_role_in_order(client):
    book = make_book(contributor=ContributorFactory(name="First Author"))
    for name in ("Ann Editor", "Bob Editor"):
        person = ContributorFactory(name=name)
        book.contributions.add(Contribution(contributor=person, role=Role.EDITOR))
    book.save()
    text = text_of(client.get(book.url))
    assert "By First Author" in text
    assert "Edited by Ann Editor and Bob Editor" in text


def test_a_contributor_in_draft_is_named_but_neither_linked_nor_described(client):
    person = ContributorFactory(name="Quiet Person", bio="<p>Secret life.</p>", live=False)
    bio = [("contributor", {"contributor": person, "text": ""})]
    content = client.get(make_book(contributor=person, author_bio=bio).url).content.decode()
    assert "Quiet Person" in content
    assert "Secret life" not in content
    assert person.get_absolute_url() not in content
    assert client.get(person.get_absolute_url()).status_code == 404


def test_hidden_books_are_on_no_list(client):
    shared = {"contributor": ContributorFactory(), "subject": SubjectFactory()}
    shared["series"] = SeriesFactory()
    shown = make_book("Shown book", **shared)
    titles = plant_hidden_books(**shared)
    for hidden in BookPage.objects.filter(title__in=titles):
        shown.related_books.add(RelatedBook(book=hidden))
    shown.save()
    addresses = ["/", make_catalogue().url, shown.url]
    addresses += [thing.get_absolute_url() for thing in shared.values()]
    for address in addresses:
        text = text_of(client.get(address))
        assert "Shown book" in text
        assert not [title for title in titles if title in text], address


def test_a_hidden_book_is_unknown_or_asks_for_the_password(client):
    plant_hidden_books()
    for title in ("Hidden draft", "Hidden scheduled"):
        assert client.get(f"/books/{title.lower().replace(' ', '-')}/").status_code == 404
    locked = client.get("/books/hidden-restricted/")
    assert "Password required" in text_of(locked)
    assert "Hidden restricted" not in text_of(locked)


def test_a_subject_or_series_without_a_public_book_is_unknown(client):
    subject, series = SubjectFactory(), SeriesFactory()
    plant_hidden_books(subject=subject, series=series)
    assert client.get(subject.get_absolute_url()).status_code == 404
    assert client.get(series.get_absolute_url()).status_code == 404


def test_a_subject_shows_the_books_of_the_subjects_under_it(client):
    above = SubjectFactory(name="Economics")
    below = SubjectFactory(name="Trade", parent=above)
    SubjectFactory(name="Embargoed", parent=above)
    make_book("Of trade", subject=below)
    text = text_of(client.get(above.get_absolute_url()))
    assert "Of trade" in text
    assert "Embargoed" not in text


def test_a_series_goes_by_its_numbers(client):
    series = SeriesFactory()
    for number in ("10", "2", "1"):
        make_book(f"Volume {number}", series=series, series_number=number)
    text = text_of(client.get(series.get_absolute_url()))
    places = [text.index(f"Volume {number} ") for number in ("1", "2", "10")]
    assert places == sorted(places)


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "9" * 18, ""])
def test_an_odd_page_number_shows_the_nearest_page(client, page):
    make_book()
    assert client.get(make_catalogue().url, {"page": page}).status_code == 200


def test_the_catalogue_is_paged(client):
    for number in range(26):
        make_book(f"Book {number}")
    assert "Page 2 of 2" in text_of(client.get(make_catalogue().url, {"page": "2"}))


def test_an_unknown_page_is_404_in_the_sites_own_clothes(client):
    make_site()
    for address in ("/nothing/", "/contributors/nobody/", "/subjects/none/", "/series/none/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "There is no such page" in text_of(response)


@pytest.mark.parametrize("name", ["400.html", "403.html", "500.html"])
def test_an_error_page_needs_no_context(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "<h1>" in render_to_string(name)


def test_a_cover_is_shown_from_renditions_and_none_is_made_by_reading(client):
    picture = make_picture()
    picture.renditions.all().delete()
    book = make_book(cover=picture)
    assert "no-cover" in client.get(book.url).content.decode()
    assert not picture.renditions.exists()


def test_a_cover_has_words_and_measures(client):
    cover = make_picture(size=(900, 1350))
    make_renditions.call(cover.pk)
    book = make_book(cover=cover, cover_alt="A red ship")
    content = client.get(book.url).content.decode()
    assert 'alt="A red ship"' in content
    assert 'width="640" height="960"' in content


def test_every_page_is_sound_html_without_inline_scripts_styles_or_others_resources(client):
    subject, series, author = SubjectFactory(), SeriesFactory(), ContributorFactory()
    book = make_book(subject=subject, series=series, contributor=author)
    things = [thing.get_absolute_url() for thing in (subject, series, author)]
    pages = ["/", make_catalogue().url, book.url, make_content_page().url, "/search/?q=a", "/no/"]
    for address in pages + things:
        content = client.get(address).content.decode()
        assert content.count("<h1") == 1, address
        assert '<html lang="en"' in content
        assert re.search(r"<title>\s*[^<\s]", content)
        assert all(each.endswith(" defer></script>") for each in scripts_in(content))
        assert "<style" not in content
        assert " style=" not in content
        assert not re.search(r'(src|srcset)="(https?:)?//', content)
        loaded = r'<link rel="(stylesheet|preload|icon|manifest)[^>]*href="(https?:)?//'
        assert not re.search(loaded, content)


def scripts_in(content: str) -> list[str]:
    """Those that run; what is written in one for machines to read does not."""
    found = re.findall(r"<script.*?</script>", content, re.DOTALL)
    return [each for each in found if not each.startswith('<script type="application/ld+json">')]


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_no_page_asks_more_of_the_database_for_more_books(client):
    shared = {"contributor": ContributorFactory(), "subject": SubjectFactory()}
    shared["series"] = SeriesFactory()
    first = make_book("Book", **shared)
    things = [thing.get_absolute_url() for thing in shared.values()]
    addresses = ["/", make_catalogue().url, first.url, "/search/?q=Book", *things]

    def add_books(start: int, end: int) -> None:
        for number in range(start, end):
            cover = make_picture(f"Cover {number}")
            book = make_book(f"Book {number}", cover=cover, **shared)
            first.related_books.add(RelatedBook(book=book))
        first.save()

    add_books(0, 6)
    few = [queries_of(client, address) for address in addresses]
    add_books(6, 10)
    assert [queries_of(client, address) for address in addresses] == few


def test_a_contributor_without_a_public_book_is_unknown(client):
    person = ContributorFactory(name="Embargoed Author")
    plant_hidden_books(contributor=person)
    assert client.get(person.get_absolute_url()).status_code == 404
    make_book(contributor=person)
    assert client.get(person.get_absolute_url()).status_code == 200
