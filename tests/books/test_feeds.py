"""`/feeds/new.atom` and its kin, and the citations of a book, as they are asked for."""

from datetime import date, timedelta

import bibtexparser
import feedparser
import pytest
import rispy
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from books.feeds import NEWEST_BOOKS
from books.models import BookPage
from tests.books.publishing.rows import row_of
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_site,
)

pytestmark = pytest.mark.django_db


def titles(client, address: str) -> list[str]:
    """The titles of a feed, which both forms of it tell alike."""
    response = client.get(f"{address}new.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(response.content)
    assert not read.bozo
    response = client.get(f"{address}new.json")
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    found = [entry.title for entry in read.entries]
    assert found == [item["title"] for item in response.json()["items"]]
    return found


def test_new_books_are_those_that_are_out_latest_first(client):
    make_book("Old", published_on=date(1999, 1, 1))
    make_book("New", published_on=timezone.localdate())
    make_book("To come", published_on=timezone.localdate() + timedelta(days=2))
    make_book("Undated", published_on=None)
    make_book("Draft", live=False)
    assert titles(client, "/feeds/") == ["New", "Old", "Undated"]


def test_a_feed_holds_the_newest_thirty(client):
    row = row_of(make_book())
    for number in range(NEWEST_BOOKS + 3):
        row.pk, row.object_id, row.number = None, 10_000 + number, 10_000 + number
        row.save(force_insert=True)
    assert len(titles(client, "/feeds/")) == NEWEST_BOOKS


def test_what_books_share_has_a_feed_of_its_own(client):
    ada = ContributorFactory(name="Ada")
    above = SubjectFactory(name="Society")
    below = SubjectFactory(name="Economics", parent=above)
    run = SeriesFactory(name="Voyages")
    make_book("One", contributor=ada, subject=below, series=run)
    make_book("Other", subject=above, published_on=date(2021, 1, 1))
    assert titles(client, "/contributors/ada/") == ["One"]
    assert titles(client, "/subjects/economics/") == ["One"]
    assert titles(client, "/subjects/society/") == ["Other", "One"]
    assert titles(client, "/series/voyages/") == ["One"]
    head = feedparser.parse(client.get("/subjects/society/new.atom").content).feed
    assert head.title == "New books: Society"
    assert head.link == "http://localhost/subjects/society/"
    assert head.id == "http://localhost/subjects/society/new.atom"


def test_without_a_public_book_there_is_no_feed(client):
    subject = SubjectFactory(name="Society")
    book = make_book(subject=subject)
    assert client.get("/subjects/society/new.atom").status_code == 200
    book.unpublish()
    for slug in ("society", "unheard-of"):
        assert client.get(f"/subjects/{slug}/new.atom").status_code == 404
    book.contributions.first().contributor.unpublish()
    assert client.get("/contributors/ada-writer/new.json").status_code == 404


def test_a_site_has_its_own_books_alone(client):
    make_book("Here", subject=SubjectFactory(name="Society"))
    home = Page.get_first_root_node().add_child(instance=Page(title="Else", slug="else"))
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=home)
    elsewhere = client.get("/feeds/new.json", HTTP_HOST="127.0.0.1").json()
    assert elsewhere["items"] == []
    assert elsewhere["feed_url"] == "http://127.0.0.1/feeds/new.json"
    answer = client.get("/subjects/society/new.json", HTTP_HOST="127.0.0.1")
    assert answer.status_code == 404


def test_each_language_has_its_feeds(client):
    book = make_book("English")
    french = Locale.objects.create(language_code="fr")
    for page in (make_site(), make_catalogue(), book):
        copy = page.copy_for_translation(french)
        copy.title = "Français" if page == book else copy.title
        copy.save_revision().publish()
    assert titles(client, "/feeds/") == ["English"]
    assert titles(client, "/fr/feeds/") == ["Français"]
    assert client.get("/fr/feeds/new.json").json()["home_page_url"] == "http://localhost/fr/"
    cited = client.get(f"{BookPage.objects.get(title='Français').url}cite.bib")
    assert "Français" in cited.content.decode()


def test_who_has_a_feed_is_told_when_it_is_another(client):
    make_book("First")
    first = client.get("/feeds/new.atom")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get("/feeds/new.atom", **known).status_code == 304
    since = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert client.get("/feeds/new.atom", **since).status_code == 304
    make_book("Second")
    assert client.get("/feeds/new.atom", **known).status_code == 200


def test_a_book_to_come_appears_on_its_day(client, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_book("To come", published_on=tomorrow)
    before = client.get("/feeds/new.json")
    assert before.json()["items"] == []
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)
    after = client.get("/feeds/new.json", HTTP_IF_NONE_MATCH=before["ETag"])
    assert [item["title"] for item in after.json()["items"]] == ["To come"]


@pytest.mark.parametrize("address", ["/feeds/new.atom", "/subjects/society/new.json"])
def test_queries_do_not_grow_with_the_books(client, address, django_assert_num_queries):
    subject = SubjectFactory(name="Society")
    make_book(subject=subject)
    client.get(address)
    count = 8 if "subjects" in address else 6
    with django_assert_num_queries(count):
        client.get(address)
    for number in range(4):
        make_book(f"Book {number}", subject=subject, series=SeriesFactory())
    with django_assert_num_queries(count):
        client.get(address)


def test_a_book_is_cited_in_files_to_download(client):
    book = make_book("Été", contributor=ContributorFactory(name="Ada King"), isbn="9781999900632")
    answer = client.get(f"{book.url}cite.ris")
    assert answer["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="king2020ete.ris"'
    [entry] = rispy.loads(answer.content.decode())
    assert (entry["title"], entry["authors"]) == ("Été", ["King, Ada"])
    answer = client.get(f"{book.url}cite.bib")
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"
    [entry] = bibtexparser.parse_string(answer.content.decode()).entries
    assert entry.key == "king2020ete"


def test_only_public_books_are_cited(client):
    book = make_book("Open")
    draft = make_book("Draft", live=False)
    page = make_content_page("Students")
    assert client.get("/books/open/cite.ris").status_code == 200
    for path in (f"/books/{draft.slug}/", f"/{page.slug}/", "/books/", "/", "/a/b/c/"):
        assert client.get(f"{path}cite.ris").status_code == 404, path
    assert client.get("/books/open/cite.pdf").status_code == 404
    assert client.get("/books/open/x/cite.ris").status_code == 404
    book.unpublish()
    assert client.get("/books/open/cite.ris").status_code == 404
