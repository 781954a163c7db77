"""`/sitemap.xml` and the sitemaps it names, as sitemaps.org and its schema have them."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from lxml import etree
from wagtail.models import Locale, Page, PageViewRestriction, Site

from books.models import BookIndexPage, BookPage, Publication, Subject
from books.sitemaps import SPAN
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

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HERE = "http://localhost"


def tree_of(response) -> etree._Element:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False))


def entries(root: etree._Element, name: str) -> dict[str, datetime]:
    """Address and time of each entry; each has just these two, in this order."""
    assert [etree.QName(each).localname for each in root] == [name] * len(root)
    assert {each.tag.split("}")[0][1:] for each in root.iter()} == {NS["s"]}
    found = {}
    for entry in root:
        assert [etree.QName(part).localname for part in entry] == ["loc", "lastmod"]
        found[entry[0].text] = datetime.fromisoformat(entry[1].text)
    assert len(found) == len(root)
    return found


def sitemaps(client) -> dict[str, datetime]:
    return entries(tree_of(client.get("/sitemap.xml")), "sitemap")


def addresses(client) -> dict[str, datetime]:
    """Everything that all sitemaps name."""
    found = {}
    for address in sitemaps(client):
        found |= entries(tree_of(client.get(address.removeprefix(HERE))), "url")
    return found


def paths(client) -> set[str]:
    return {address.removeprefix(HERE) for address in addresses(client)}


@pytest.fixture
def book() -> BookPage:
    return make_book(
        "Été",
        contributor=ContributorFactory(name="Ada"),
        subject=SubjectFactory(name="Society"),
        series=SeriesFactory(name="Voyages"),
    )


def test_everything_public_is_named_once_with_its_last_change(client, book):
    make_content_page("Students")
    make_book("Draft", subject=SubjectFactory(name="Hidden"), live=False)
    SubjectFactory(name="Of no book")
    found = addresses(client)
    assert set(found) == {
        *(f"{HERE}/", f"{HERE}/books/", f"{HERE}/students/", f"{HERE}/books/%C3%A9t%C3%A9/"),
        *(f"{HERE}/contributors/ada/", f"{HERE}/subjects/society/", f"{HERE}/series/voyages/"),
    }
    assert found[f"{HERE}/books/%C3%A9t%C3%A9/"] == row_of(book).changed_at.replace(microsecond=0)
    for address in found:
        assert client.get(address.removeprefix(HERE)).status_code == 200


def test_a_sitemap_is_as_new_as_the_latest_of_its_things(client, book):
    newer = make_book("Newer")
    age = timezone.now() - timedelta(days=3)
    Publication.objects.filter(object_id=book.pk, kind="book").update(changed_at=age)
    [changed_at] = [when for at, when in sitemaps(client).items() if "/books-" in at]
    assert changed_at == row_of(newer).changed_at.replace(microsecond=0)


def test_a_sitemap_holds_a_span_of_ids(client, book):
    other = make_book("Other")
    Publication.objects.filter(pk=row_of(other).pk).update(object_id=3 * SPAN + 7)
    named = [at.removeprefix(f"{HERE}/sitemaps/") for at in sitemaps(client) if "/books-" in at]
    assert named == ["books-0.xml", "books-3.xml"]
    third = entries(tree_of(client.get("/sitemaps/books-3.xml")), "url")
    assert set(third) == {f"{HERE}/books/other/"}
    for name in ("books-1", "books-2", "books-999999999999", "books-00", "redirects-0"):
        assert client.get(f"/sitemaps/{name}.xml").status_code == 404, name


def test_what_is_withdrawn_is_named_no_longer(client, book):
    assert "/books/%C3%A9t%C3%A9/" in paths(client)
    book.unpublish()
    assert paths(client) == {"/", "/books/"}


def test_a_private_page_is_not_named(client, book):
    page = make_content_page("Private")
    assert "/private/" in paths(client)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
    assert "/private/" not in paths(client)


def test_another_slug_above_is_another_path_for_all_below(client, book):
    page = make_content_page("About")
    child = make_content_page("People")
    child.move(page, pos="last-child")
    assert "/about/people/" in paths(client)
    before = row_of(child).number
    for above in (make_catalogue(), page):
        above = Page.objects.get(pk=above.pk).specific
        above.slug = f"new-{above.slug}"
        above.save_revision().publish()
    assert {"/new-books/%C3%A9t%C3%A9/", "/new-about/people/"} < paths(client)
    assert row_of(child).number > before
    call_command("check_site")


def test_a_moved_book_and_a_renamed_subject_are_named_where_they_are(client, book):
    other = make_site().add_child(instance=BookIndexPage(title="Other", slug="other"))
    book.move(other, pos="last-child")
    subject = Subject.objects.get(slug="society")
    subject.slug = "people"
    subject.save()
    assert {"/other/%C3%A9t%C3%A9/", "/subjects/people/"} < paths(client)
    call_command("check_site")


def test_pages_of_another_language_are_named_with_their_prefix(client, book):
    french = Locale.objects.create(language_code="fr")
    make_site().copy_for_translation(french).save_revision().publish()
    assert "/fr/" in paths(client)


def test_a_site_names_its_own(client, book):
    root = Page.get_first_root_node()
    home = root.add_child(instance=Page(title="Elsewhere", slug="elsewhere"))
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=home)
    answer = client.get("/sitemap.xml", HTTP_HOST="127.0.0.1")
    [only] = entries(tree_of(answer), "sitemap")
    assert only == "http://127.0.0.1/sitemaps/pages-0.xml"
    for name in ("books", "contributors", "subjects", "series"):
        address = f"/sitemaps/{name}-0.xml"
        assert client.get(address).status_code == 200
        assert client.get(address, HTTP_HOST="127.0.0.1").status_code == 404


def test_queries_do_not_grow_with_what_is_named(client, book, django_assert_num_queries):
    def ask():
        return [tree_of(client.get(a)) for a in ("/sitemap.xml", "/sitemaps/subjects-0.xml")]

    ask()
    with django_assert_num_queries(13):
        ask()
    for number in range(4):
        make_book(f"Book {number}", subject=SubjectFactory(), series=SeriesFactory())
    with django_assert_num_queries(13):
        ask()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemaps/books-0.xml"])
def test_who_has_the_answer_is_told_when_it_is_another(client, book, path):
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    known = {"HTTP_IF_NONE_MATCH": first["ETag"], "HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert client.get(path, **known).status_code == 304
    make_book("Another")
    assert client.get(path, **known).status_code == 200
    assert client.post(path).status_code == 405
