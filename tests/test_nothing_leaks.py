"""One book of each hidden kind is planted, each with aliases, and looked for through every way out.

A new way out joins `WAYS_OUT`; a new kind of hiding joins `plant`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, Page, PageViewRestriction

from books.codes import Form
from books.images import make_renditions
from books.models import (
    BookIndexPage,
    BookPage,
    DraftShare,
    Format,
    Picture,
    RelatedBook,
    ShareImage,
)
from books.share_images.making import draw_share_images
from books.unfinished import enqueue_unfinished
from home.models import ContentPage, HomePage
from home.roles import API_READERS, MARKETING_EDITORS, PUBLISHERS
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_content_page,
    make_picture,
    make_site,
)
from tests.roles import log_in, make_section_editor, make_user, token_of

pytestmark = pytest.mark.django_db

# A word that stands in everything a hidden book says and shows, and nowhere else.
SECRET = "Quicksilver"
HIDDEN = "draft|review|unpublished|expired|password|login|section|scheduled|update"
LEAK = re.compile(rf"{SECRET}[\W_]({HIDDEN}|tagline|pdf)", re.IGNORECASE)

WAYS_OUT = [
    "/",
    "/books/",
    "/books/?page=2",
    f"/search/?q={SECRET}",
    "/search/?q=open",
    "/api/v2/pages/",
    f"/api/v2/pages/?search={SECRET}",
    "/api/v2/pages/?type=books.BookPage&fields=*",
    "/api/v2/images/?fields=*",
    "/api/v2/documents/?fields=*",
    "/api/v2/redirects/?fields=*",
    "/api/v3/books/",
    f"/api/v3/books/?search={SECRET}",
    "/api/v3/books/?facets=contributor,role,subject,series,form,language,availability",
    "/api/v3/books/?fields=title,related_books,description",
    "/api/v3/contributors/",
    f"/api/v3/contributors/?search={SECRET}",
    "/api/v3/subjects/",
    "/api/v3/series/",
    "/api/v3/changes/",
    "/api/v3/pages/",
    f"/api/v3/pages/?search={SECRET}",
    "/api/v3/pages/?type=books.BookPage",
    "/api/v3/images/",
    f"/api/v3/images/?search={SECRET}",
    "/api/v3/documents/",
    "/api/v3/redirects/",
    "/api/v3/openapi.json",
    "/feeds/new.atom",
    "/feeds/new.json",
    "/sitemap.xml",
    "/robots.txt",
    "/site.webmanifest",
    "/healthz",
]

WAYS_TO_A_FILE = ["", "/", "images/../", "./"]


def hidden(kind: str, **fields) -> BookPage:
    """A book of which nothing may be known: title, people, shelf, cover, sample and text."""
    name = f"{SECRET} {kind}"
    book = make_book(
        name,
        contributor=ContributorFactory(name=f"{name} author"),
        subject=SubjectFactory(name=f"{name} subject"),
        series=SeriesFactory(name=f"{name} series"),
        cover=make_picture(f"{name} cover"),
        description=[("paragraph", f"<p>{name} text</p>")],
        **fields,
    )
    sample = Document.objects.create(
        title=f"{name} sample", file=ContentFile(b"%PDF", name=f"{SECRET}.pdf")
    )
    format_ = Format(form=Form.PDF, sample=sample)
    book.formats = [format_]
    book.save()
    return book


@pytest.fixture(scope="module")
def hidden_keys(django_db_setup, django_db_blocker) -> Iterator[list[int]]:
    """The keys of the hidden books, planted once for a module; taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [book.pk for book in plant()]
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def open_key(hidden_keys: list[int], django_db_blocker) -> Iterator[int]:
    """The key of the open book, likewise."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_open_book(load(hidden_keys)).pk
        transaction.set_rollback(True)


def load(keys: list[int]) -> list[BookPage]:
    return [BookPage.objects.get(pk=key) for key in keys]


@pytest.fixture
def hidden_books(hidden_keys: list[int]) -> list[BookPage]:
    return load(hidden_keys)


@pytest.fixture
def open_book(open_key: int) -> BookPage:
    return BookPage.objects.get(pk=open_key)


def plant() -> list[BookPage]:
    draft, review, unpublished, expired, private, login, sectioned = (
        hidden("draft", live=False),
        hidden("review", live=False),
        hidden("unpublished"),
        hidden("expired", expire_at=timezone.now() - timedelta(minutes=1)),
        hidden("password"),
        hidden("login"),
        hidden("section"),
    )
    scheduled = hidden("scheduled", live=False, go_live_at=timezone.now() + timedelta(days=9))
    books = [draft, review, unpublished, expired, private, login, sectioned, scheduled]
    for book in books:
        alias = book.create_alias(update_slug=f"{book.slug}-early-alias")
        alias.create_alias(update_slug=f"{book.slug}-alias-of-alias")
    scheduled.save_revision().publish()
    review.save_revision()
    review.get_workflow().start(review, make_user(MARKETING_EDITORS, "author"))
    unpublished.unpublish()
    restrict(private, restriction_type="password", password="open")
    restrict(login, restriction_type="login")
    section = make_site().add_child(instance=BookIndexPage(title="Section", slug="section"))
    sectioned.move(section, "last-child")
    restrict(section, restriction_type="login")
    for book in books:
        book.create_alias(update_slug=f"{book.slug}-late-alias")
        share(book)
    return books


def aliases_of(books: list[BookPage]) -> list[BookPage]:
    return list(BookPage.objects.filter(alias_of__isnull=False, title__in=[b.title for b in books]))


def share(book: BookPage) -> DraftShare:
    tomorrow = timezone.now() + timedelta(days=1)
    return DraftShare.objects.create(book=book, expires_at=tomorrow)


def restrict(page: BookPage, **fields: str) -> None:
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), **fields)


def make_open_book(hidden_books: list[BookPage]) -> BookPage:
    """A public book that refers to each hidden one, in a draft of which the secret stands."""
    book = make_book("An open book")
    hidden_pages = hidden_books + aliases_of(hidden_books)
    links = "".join(f'<a linktype="page" id="{each.pk}">link</a>' for each in hidden_pages)
    book.description = [("paragraph", f"<p>{links}</p>")]
    book.related_books = [RelatedBook(book=each) for each in hidden_pages]
    book.save()
    alias = book.create_alias(update_slug="open-alias")
    book.save_revision().publish()
    book.tagline = f"{SECRET} tagline"
    book.save_revision()
    schedule_update(book)
    assert BookPage.objects.get(pk=alias.pk).live
    return BookPage.objects.get(pk=book.pk)


def schedule_update(book: BookPage) -> None:
    """Of a public book with an alias: what is to come is as secret as a book to come."""
    update = BookPage.objects.get(pk=book.pk)
    update.title = f"{SECRET} update"
    update.go_live_at = timezone.now() + timedelta(days=9)
    update.save_revision().publish()


def blocks_that_choose(book: BookPage) -> list[tuple[str, dict]]:
    """A row of each kind that would show the book."""
    shelves = {"subject": book.book_subjects.first().subject, "series": book.series}
    rows = [("books", {"source": name, name: shelf}) for name, shelf in shelves.items()]
    return [("books", {"heading": "Chosen", "source": "chosen", "books": [book]}), *rows]


@pytest.fixture
def choosing_pages(open_book, hidden_books) -> list[HomePage | ContentPage]:
    """The home page and a content page, whose blocks choose each hidden book and the open one."""
    rows = [block for book in hidden_books for block in blocks_that_choose(book)]
    rows.append(("books", {"heading": "Open", "source": "chosen", "books": [open_book]}))
    buttons = [("button", {"text": "Go", "page": Page(pk=book.pk)}) for book in hidden_books]
    home = HomePage.objects.get()
    home.body = [("hero", {"book": hidden_books[0]}), *rows]
    home.save_revision().publish()
    return [home, make_content_page("Choices", body=[*rows, *buttons])]


@pytest.fixture
def alike(hidden_books) -> list[str]:
    """Addresses of the hidden books themselves, and of what only they use."""
    addresses = ["/api/v3/previews/", "/api/v3/snippets/", "/api/v3/sites/"]
    for book in hidden_books:
        cover, sample = book.cover, book.formats.first().sample
        subject, writer = book.book_subjects.first().subject, book.contributions.first().contributor
        addresses += [
            f"/books/{book.slug}/",
            f"/api/v2/pages/{book.pk}/",
            f"/api/v3/pages/{book.pk}/",
            f"/api/v3/pages/{book.pk}/?version=draft",
            f"/api/v3/books/{book.pk}/",
            f"/api/v3/previews/{book.pk}/",
            f"/api/v3/previews/{book.draft_shares.get().pk}/",
            f"/drafts/{book.draft_shares.get().pk}/",
            f"/drafts/{book.pk}/",
            f"/admin/books/shares/{book.pk}/",
            f"/admin/pages/{book.pk}/edit/preview/",
            f"/api/v2/pages/find/?html_path=/books/{book.slug}/",
            f"/api/v2/images/{cover.pk}/",
            f"/api/v3/images/{cover.pk}/",
            f"/api/v2/documents/{sample.pk}/",
            f"/api/v3/documents/{sample.pk}/",
            f"/subjects/{subject.slug}/",
            f"/series/{book.series.slug}/",
            f"/contributors/{writer.slug}/",
            *(f"/books/{book.slug}/cite.{kind}" for kind in ("ris", "bib")),
            *(
                f"{thing.get_absolute_url()}new.{kind}"
                for thing in (subject, book.series, writer)
                for kind in ("atom", "json")
            ),
            f"/api/v3/subjects/{subject.pk}/",
            f"/api/v3/series/{book.series.pk}/",
            f"/api/v3/contributors/{writer.pk}/",
            f"/api/v3/books/by-path/?path=/books/{book.slug}/",
        ]
    for alias in aliases_of(hidden_books):
        addresses += [
            f"/books/{alias.slug}/",
            *(f"/books/{alias.slug}/cite.{kind}" for kind in ("ris", "bib")),
            f"/api/v2/pages/{alias.pk}/",
            f"/api/v2/pages/find/?html_path=/books/{alias.slug}/",
            f"/api/v3/pages/{alias.pk}/",
            f"/api/v3/books/{alias.pk}/",
            f"/api/v3/books/by-path/?path=/books/{alias.slug}/",
            f"/api/v3/previews/{alias.pk}/",
        ]
    return addresses


def test_no_list_or_search_says_anything_of_a_hidden_book(client, open_book):
    sitemaps = re.findall("http://localhost(/sitemaps/.*?)<", text_of(client.get("/sitemap.xml")))
    kinds = {f"/sitemaps/{kind}" for kind in ("books", "pages", "contributors")}
    assert {name.split("-")[0] for name in sitemaps} >= kinds
    ways = [*WAYS_OUT, *sitemaps]
    answers = {address: client.get(address) for address in ways}
    assert {address: each.status_code for address, each in answers.items()} == dict.fromkeys(
        ways, 200
    )
    told = [address for address, each in answers.items() if LEAK.search(text_of(each))]
    assert told == []


def test_no_address_of_a_hidden_book_says_anything_of_it(client, open_book, alike):
    told = [address for address in alike if LEAK.search(answer(client, address))]
    assert told == []


def test_the_open_book_says_nothing_of_the_hidden_ones(client, open_book):
    for address in (
        open_book.url,
        f"/api/v2/pages/{open_book.pk}/",
        f"/api/v3/pages/{open_book.pk}/",
        f"/api/v3/pages/{open_book.pk}/?version=draft",
        f"/api/v3/books/{open_book.pk}/",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert not LEAK.search(text_of(response)), address


def test_pages_that_choose_hidden_books_say_nothing_of_them(client, choosing_pages):
    for page in choosing_pages:
        for address in (
            page.url,
            f"/api/v2/pages/{page.pk}/",
            f"/api/v3/pages/{page.pk}/",
            f"/api/v3/pages/?type={page._meta.label}",
            f"/api/v2/pages/?type={page._meta.label}&fields=*",
        ):
            response = client.get(address)
            assert response.status_code == 200, address
            assert not LEAK.search(text_of(response)), address
        assert "An open book" in client.get(page.url).content.decode()


def test_a_token_shows_the_draft_that_it_was_made_for_and_no_other(client, open_book, hidden_books):
    for book in hidden_books:
        shown = text_of(client.get(f"/api/v3/previews/{book.draft_shares.get().token}/"))
        kind = book.title.removeprefix(f"{SECRET} ")
        assert {name.lower() for name in LEAK.findall(shown)} - {"pdf"} == {kind}
        assert f"{SECRET} {kind} text" in shown
        page = text_of(client.get(book.draft_shares.get().get_absolute_url()))
        assert {name.lower() for name in LEAK.findall(page)} - {"pdf"} == {kind}
    shown = text_of(client.get(f"/api/v3/previews/{share(open_book).token}/"))
    assert LEAK.findall(shown) == ["update"]
    page = text_of(client.get(share(open_book).get_absolute_url()))
    assert set(LEAK.findall(page)) == {"update"}


def make_stranger() -> AbstractUser:
    return get_user_model().objects.create_user("stranger")


def make_reader() -> AbstractUser:
    return make_user(API_READERS)


# By filters and orders something could be guessed of what is not shown.
ORACLES = [
    f"/api/v3/images/?title={SECRET} draft cover",
    "/api/v3/images/?order=title&limit=100",
    f"/api/v3/documents/?title={SECRET} draft sample",
    f"/api/v3/documents/?search={SECRET}",
    f"/api/v3/pages/?title={SECRET} draft",
    f"/api/v3/pages/?search={SECRET}&type=books.BookPage",
]


def told_to(client, address: str, headers: dict[str, str]) -> str:
    response = client.get(address, headers=headers)
    return f"{response.status_code} {response.content.decode()}"


@pytest.mark.parametrize("make", [make_stranger, make_reader])
def test_a_token_without_rights_is_told_what_everyone_is_told(
    client, open_book, alike, make: Callable[[], AbstractUser]
):
    token, draft = token_of(make()), f"/api/v3/pages/{open_book.pk}/?version=draft"
    # Those of a book or two, and of an alias.
    for address in (*WAYS_OUT, *alike[:40], *alike[-8:], *ORACLES, draft):
        if address.startswith("/api/") and "/snippets/" not in address and "/sites/" not in address:
            assert told_to(client, address, token) == told_to(client, address, {}), address
    for address in ("/api/v3/snippets/books.Subject/", "/api/v3/sites/"):
        assert client.get(address, headers=token).status_code in (403, 422)


def test_a_token_of_one_section_tells_nothing_of_others(client, open_book, alike):
    user = make_section_editor()
    token = token_of(user)
    for address in (*WAYS_OUT, *alike, *ORACLES, f"/api/v3/pages/{open_book.pk}/?version=draft"):
        if address.startswith("/api/"):
            slug = next((part for part in address.split("/") if SECRET.lower() in part.lower()), "")
            assert not LEAK.search(told_to(client, address, token).replace(slug or "\0", ""))
    own = make_picture("My own")
    own.collection = Collection.objects.get(name="Own")
    own.save()
    assert "My own" in told_to(client, "/api/v3/images/", token)
    assert "My own" not in told_to(client, "/api/v3/images/", {})
    section = BookIndexPage.objects.get(slug="a-section")
    draft = section.add_child(instance=BookPage(title="My draft", live=False))
    assert "My draft" in told_to(client, f"/api/v3/pages/{draft.pk}/", token)
    assert "An open book" in told_to(client, f"/api/v3/pages/{open_book.pk}/", token)
    user.is_active = False
    user.save()
    assert told_to(client, "/api/v3/images/", token).startswith("401 ")


@pytest.mark.parametrize("role", [MARKETING_EDITORS, PUBLISHERS])
def test_a_token_of_a_role_shows_what_its_people_work_with(client, open_book, hidden_books, role):
    token = token_of(make_user(role))
    for book in hidden_books:
        cover, sample = book.cover, book.formats.first().sample
        for address in (
            f"/api/v3/pages/{book.pk}/?version=draft",
            f"/api/v3/images/{cover.pk}/",
            f"/api/v3/documents/{sample.pk}/",
        ):
            assert told_to(client, address, token).startswith("200 "), address
    for address in ("/api/v3/books/", "/api/v3/contributors/", f"/api/v3/books/?search={SECRET}"):
        assert told_to(client, address, token) == told_to(client, address, {})


def test_files_are_served_to_who_works_with_them_alone(hidden_books, open_book):
    reader = log_in(API_READERS)
    section = Client()
    section.force_login(make_section_editor())
    for book in hidden_books[:2]:
        make_renditions.call(book.cover_id)
        sample = book.formats.first().sample
        addresses = [*files_of(book.cover), sample.url]
        assert answers(reader, addresses) == answers(section, addresses) == {404}
        book.cover.collection = sample.collection = Collection.objects.get(name="Own")
        book.cover.save()
        sample.save()
        assert answers(section, addresses) == {200}
        assert answers(reader, addresses) == {404}


def test_what_is_open_can_be_found(client, open_book):
    """Otherwise the other tests would pass on an empty site."""
    for address in ("/books/", "/api/v3/books/", "/api/v2/pages/", "/search/?q=open"):
        assert "An open book" in client.get(address).content.decode(), address


def answer(client, address: str) -> str:
    """What the address answers, without what was asked being counted as told."""
    response = client.get(address, follow=False)
    slug = next((part for part in address.split("/") if SECRET.lower() in part.lower()), "")
    return text_of(response).replace(slug, "") if slug else text_of(response)


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace") + str(response.headers)


def test_an_old_address_does_not_tell_the_new_one_of_a_hidden_book(
    client, django_capture_on_commit_callbacks
):
    book = make_book("Once open")
    book.slug = "open-elsewhere"
    with django_capture_on_commit_callbacks(execute=True):
        book.save_revision().publish()
    assert client.get("/books/once-open/")["Location"] == "/books/open-elsewhere/"
    book = BookPage.objects.get(pk=book.pk)
    book.unpublish()
    book.slug = f"{SECRET}-update".lower()
    with django_capture_on_commit_callbacks(execute=True):
        book.save()
    for address in ("/books/once-open/", "/books/open-elsewhere/"):
        assert client.get(address).status_code == 404
    for address in ("/api/v2/redirects/?fields=*", "/api/v3/redirects/"):
        assert not LEAK.search(text_of(client.get(address)))


def test_a_draft_that_gets_another_slug_leaves_no_redirect(
    client, django_capture_on_commit_callbacks
):
    draft = make_book(f"{SECRET} draft", live=False)
    draft.slug = "another"
    with django_capture_on_commit_callbacks(execute=True):
        draft.save()
    for address in ("/api/v2/redirects/?fields=*", "/api/v3/redirects/"):
        assert not LEAK.search(text_of(client.get(address)))


def test_samples_of_hidden_books_are_not_served(client, hidden_books):
    for book in hidden_books:
        assert client.get(book.formats.first().sample.url).status_code == 404


def files_of(cover: Picture) -> list[str]:
    """The addresses of all files of a cover: as uploaded, and as made for pages and the admin."""
    return [cover.file.url, *(each.file.url for each in cover.renditions.all())]


def answers(client, addresses: list[str]) -> set[int]:
    return {client.get(address).status_code for address in addresses}


def test_no_file_of_a_hidden_book_is_served(client, open_book, hidden_books):
    editor = log_in(MARKETING_EDITORS)
    for book in hidden_books:
        make_renditions.call(book.cover_id)
        book.cover.get_rendition("max-165x165")
        assert len(files_of(book.cover)) == 5
        sample = book.formats.first().sample.file.url
        for address in (*files_of(book.cover), sample):
            ways = [address.replace("/media/", f"/media/{way}") for way in WAYS_TO_A_FILE]
            assert answers(client, ways) == {404}, address
        assert answers(editor, files_of(book.cover)) == {200}


def test_no_share_image_of_a_hidden_book_is_drawn_or_served(client, hidden_books):
    draw_share_images.call([book.pk for book in hidden_books])
    enqueue_unfinished()
    assert not ShareImage.objects.filter(book_id__in=[book.pk for book in hidden_books]).exists()
    editor = log_in(MARKETING_EDITORS)
    for book in hidden_books:
        file = ContentFile(b"left over", name="left.jpg")
        left = ShareImage.objects.create(book=book, design=1, digest="0" * 64, file=file)
        ways = [left.file.url.replace("/media/", f"/media/{way}") for way in WAYS_TO_A_FILE]
        assert answers(client, ways) == answers(editor, ways) == {404}


def test_an_old_address_does_not_tell_the_new_one_of_what_hidden_books_name(client):
    book = make_book(contributor=ContributorFactory(name="Ada"), subject=SubjectFactory(name="Ada"))
    ada, shelf = book.contributions.get().contributor, book.book_subjects.get().subject
    old = [ada.get_absolute_url(), shelf.get_absolute_url()]
    book.unpublish()
    for thing in (ada, shelf):
        thing.slug = f"{SECRET}-draft".lower()
        thing.save()
    for address in old:
        assert client.get(address).status_code == 404
        assert not LEAK.search(text_of(client.get(address)))


def test_a_cover_is_served_while_its_book_is_public(client):
    book = make_book("Open", cover=make_picture("Open"))
    make_renditions.call(book.cover_id)
    assert answers(client, files_of(book.cover)) == {200}
    book.unpublish()
    assert answers(client, files_of(book.cover)) == {404}
    book.save_revision().publish()
    assert answers(client, files_of(book.cover)) == {200}


def test_a_cover_of_two_books_is_hidden_with_the_last(client):
    cover = make_picture("Shared")
    one, other = make_book("One", cover=cover), make_book("Other", cover=cover)
    one.unpublish()
    assert answers(client, files_of(cover)) == {200}
    other.delete()
    assert answers(client, files_of(cover)) == {404}


def test_images_are_served_by_no_other_view():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["signature", 1, "original"])


def test_the_photo_and_the_documents_of_an_unpublished_contributor_are_hidden(client):
    text = Document.objects.create(
        title=f"{SECRET} draft", file=ContentFile(b"%PDF", name=f"{SECRET}.pdf")
    )
    link = f'<p><a linktype="document" id="{text.pk}">a life</a></p>'
    ada = ContributorFactory(bio=link, photo=make_picture(f"{SECRET} draft"))
    make_book(contributor=ada)
    assert answers(client, [text.url, ada.photo.file.url]) == {200}
    ada.unpublish()
    assert answers(client, [text.url, ada.photo.file.url]) == {404}
    for address in (
        "/api/v2/images/",
        "/api/v3/images/",
        "/api/v2/documents/",
        "/api/v3/documents/",
    ):
        assert not LEAK.search(text_of(client.get(address))), address


def test_the_tree_is_planted_as_meant(hidden_books):
    assert {book.title for book in BookPage.objects.published()} <= {"An open book"}
    # Each has two aliases from before and one from after.
    planted = BookPage.objects.exclude(title="An open book")
    assert planted.count() == len(hidden_books) * 4
