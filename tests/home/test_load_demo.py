import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision

from books.identifiers import clean_isbn
from books.models import (
    BookPage,
    Contributor,
    Format,
    Picture,
    Price,
    Publication,
    PublisherSettings,
)
from home.demo.files import FOLDER, read_books
from home.demo_users import DEMO_PASSWORD, DEMO_USERNAMES, demo_users_exist
from tests.home.conftest import run

SEED = Path(__file__).parents[3] / "shared" / "seed"
OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
NOT_PUBLIC = ("meditations", "the-vision-of-hell", "the-wonderful-wizard-of-oz")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_every_book_of_the_files_and_the_seed_book_are_there():
    slugs = set(BookPage.objects.values_list("slug", flat=True))
    assert slugs == {*read_books(), "in-defense-of-small-producers"}


def test_a_second_run_changes_nothing_and_says_so():
    models = (Page, Revision, Picture, Contributor, Price, Publication)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    assert "nothing to do" in run("load_demo")
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_refuses_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="refuses PRODUCTION"):
        run("load_demo")


def test_the_seed_book_comes_in_whole():
    book = BookPage.objects.get(slug="in-defense-of-small-producers")
    assert book.live
    assert (book.subtitle, book.contributions.get().name) == ("The Story of CLAC", "Marco Coscione")
    assert str(book.formats.get().prices.get()) == "$29.95"
    assert len(book.contents) == 19
    assert book.in_student_offer
    assert book.offers_exam_copies


def test_isbns_are_valid_and_unique():
    formats = Format.objects.filter(page__locale__language_code="en").values_list("isbn", flat=True)
    isbns = [clean_isbn(isbn) for isbn in formats if isbn]
    assert len(isbns) == len(set(isbns)) > 30


def test_every_book_is_fit_to_be_saved_in_the_admin():
    for book in BookPage.objects.all():
        book.full_clean()
        for format_ in book.formats.all():
            format_.full_clean()
            for price in format_.prices.all():
                price.full_clean()


def test_every_cover_is_told_in_words():
    covers = [book.cover for book in BookPage.objects.filter(locale__language_code="en")]
    assert all(cover.description for cover in covers)
    assert len({cover.pk for cover in covers}) == len(covers)


@pytest.mark.parametrize("slug", NOT_PUBLIC)
def test_draft_scheduled_and_private_books_are_not_public(slug):
    book = BookPage.objects.get(slug=slug)
    assert book not in BookPage.objects.published()
    assert not Publication.objects.books().public().filter(object_id=book.pk).exists()


def test_all_other_books_are_public():
    assert BookPage.objects.published().count() == BookPage.objects.count() - len(NOT_PUBLIC)


def test_the_scheduled_book_goes_live_by_itself():
    book = BookPage.objects.get(slug="the-vision-of-hell")
    assert book.revisions.get(approved_go_live_at__year=2030)


def test_the_house_has_its_pages_and_offers():
    publisher = PublisherSettings.objects.get()
    assert publisher.name == "Frontlist Press"
    assert publisher.student_offer_page.slug == "students"
    assert publisher.exam_copy_page.slug == "exam-copies"
    assert "10%" in publisher.newsletter_offer


def test_what_can_be_had_can_be_bought_and_what_is_gone_cannot():
    for format_ in Format.objects.all():
        host = urlsplit(format_.buy_link).hostname
        gone = format_.availability in ("out_of_print", "cancelled")
        assert host == (None if gone else "bookshop.example"), format_


def samples() -> dict[str, bytes]:
    """Of each public book with a sample, what a reader is given as one."""
    formats = Format.objects.filter(page__locale__language_code="en", sample__isnull=False)
    books = BookPage.objects.published().filter(pk__in=formats.values("page"))
    return {book.slug: read_sample(book) for book in books}


def read_sample(book: BookPage) -> bytes:
    record = Publication.objects.get(kind="book", object_id=book.pk).record
    urls = {each["sample"]["url"] for each in json.loads(record)["formats"] if each["sample"]}
    assert len(urls) == 1
    response = Client().get(urlsplit(urls.pop()).path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_dozen_books_have_a_sample_which_is_a_valid_epub():
    for slug, data in samples().items():
        with ZipFile(io.BytesIO(data)) as epub:
            first, *others = epub.infolist()
            assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
            assert epub.read(first) == b"application/epub+zip"
            parsed = {each.filename: fromstring(epub.read(each)) for each in others}
        package = parsed["EPUB/package.opf"]
        listed = {f"EPUB/{item.get('href')}" for item in package.iter(f"{OPF}item")}
        assert listed == {name for name in parsed if name.endswith(".xhtml")}
        root = parsed["META-INF/container.xml"].find(".//*[@full-path]")
        assert root.get("full-path") == "EPUB/package.opf"
        for name in ("identifier", "title", "language", "creator"):
            assert package.find(f".//{DC}{name}").text, (slug, name)
        text = "".join(parsed["EPUB/text.xhtml"].itertext())
        assert len(text.split()) > 60, slug
    assert len(samples()) >= 12


def test_look_inside_leads_to_a_book_with_something_inside(client):
    link = re.search(r'<a class="button" href="([^"]+)"[^>]*>Look inside', get_text(client, "/"))
    page = get_text(client, link[1])
    assert "Read a sample" in page
    assert "The Decentralisation of Industries" in page
    assert 'href="https://bookshop.example/' in page


def get_text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_home_page_shows_what_its_editors_chose(client):
    content = client.get("/").content.decode()
    for words in (
        "A prince turned anarchist counts cucumbers, and finds",
        "New books",
        "The Lantern and Ladder",
        "For people who are going somewhere",
        "Voyage autour de ma chambre",
        "Rubáiyát of Omar Khayyám",
    ):
        assert words in content
    assert "Fields, Factories and Workshops</a></h2>" in content
    assert "Fields, Factories and Workshops</h3>" not in content


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/students/", "Can our whole course order together?"),
        ("/exam-copies/", 'href="/books/"'),
        ("/booksellers/", "<caption>Trade discount by copies ordered"),
        ("/about/", "Where to begin with us"),
    ],
)
def test_the_pages_say_more_than_a_paragraph(client, address, words):
    assert words in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/es/", "Libros antiguos con el futuro por delante</h1>"),
        ("/es/libros/", "Azul…"),
        ("/es/libros/azul/", "El librito de Valparaíso"),
        ("/es/libros/walden/", "junto a una laguna"),
        ("/es/libros/gitanjali/", "El cuaderno se perdió"),
        ("/es/sobre-la-casa/", "Somos cuatro personas"),
    ],
)
def test_a_part_of_the_house_is_in_spanish(client, address, words):
    content = client.get(address).content.decode()
    assert '<html lang="es"' in content
    assert words in content


def test_a_translated_book_has_the_isbns_of_its_work():
    english, spanish = BookPage.objects.filter(slug="walden").order_by("path")
    assert spanish.translation_key == english.translation_key
    assert spanish.reference != english.reference
    isbns = [{each.isbn for each in book.formats.all()} for book in (english, spanish)]
    assert isbns[0] == isbns[1]


def test_the_demo_users_are_known_by_their_password():
    assert {user.username for user in demo_users_exist()} == set(DEMO_USERNAMES)


def test_a_demo_user_with_another_password_is_no_longer_one():
    admin = get_user_model().objects.get(username="admin")
    admin.set_password("something else")
    admin.save()
    assert admin not in demo_users_exist()


def try_to_publish(client, username: str) -> BookPage:
    """The draft book, after the user has pressed “Publish” in the list's bulk action."""
    book = BookPage.objects.get(slug="meditations")
    assert client.login(username=username, password=DEMO_PASSWORD)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={book.pk}&next=/admin/", {"include_descendants": ""})
    book.refresh_from_db()
    return book


def test_an_editor_cannot_publish(client):
    assert not try_to_publish(client, "editor").live


def test_a_publisher_can_publish(client):
    assert try_to_publish(client, "publisher").live


def test_an_editor_may_edit_books_but_not_the_publisher(client):
    book = BookPage.objects.get(slug="meditations")
    user = get_user_model().objects.get(username="editor")
    may = book.permissions_for_user(user)
    assert (may.can_edit(), may.can_publish(), may.can_lock()) == (True, False, False)
    assert user.has_perm("books.change_contributor")
    assert not user.has_perm("books.publish_contributor")
    assert not user.has_perm("books.change_publishersettings")


def test_no_sentence_of_the_seed_is_in_the_demo():
    demo = " ".join(
        path.read_text() for path in FOLDER.rglob("*") if path.suffix in (".toml", ".txt")
    )
    for path in SEED.glob("*.txt"):
        prose = [line.strip() for line in path.read_text().splitlines() if len(line.strip()) > 90]
        for sentence in ". ".join(prose).split(". "):
            assert sentence.strip() not in demo
