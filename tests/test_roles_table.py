"""Who may do what to which state of a book, at every address of the admin and the APIs.

`roles_open.txt` and `roles_change.txt` in `tests/golden` are the tables; `make golden` renews them
after a change that is meant. Permissions do not depend on the database. That no role but publishers
and administrators changes what is public is no matter of the table: it is asserted for every row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    APIToken,
    Collection,
    Locale,
    Page,
    PageViewRestriction,
    Revision,
    Site,
    Task,
    TaskState,
    Workflow,
)

from books.models import (
    BookIndexPage,
    BookPage,
    Contributor,
    DraftShare,
    ExamCopyRequest,
    Publication,
    PublisherSettings,
    Rebuild,
    Series,
    Subject,
)
from home.models import NewsletterSubscription
from home.roles import API_READERS, MARKETING_EDITORS, PUBLISHERS
from tests.doors import Door, Things, doors
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_picture,
    make_site,
)
from tests.golden import assert_golden
from tests.roles import log_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.golden]

HELP = """Each line is a door: a method and an address, and what it does for each role. "yes": it \
opens. "no": it is refused. "changes": it changes something. "-": it does nothing. A new address \
or another rule changes this file: look whether the line is right, then run `make golden`.
"""
PAGE = ("page_id", "page_to_move_id", "api/main/^pages/<int:pk>", "wagtailcore/page/")


def publish(book: BookPage, editor: Any) -> None:
    book.save_revision().publish()


def schedule(book: BookPage, editor: Any) -> None:
    book.go_live_at = timezone.now() + timedelta(days=2)
    book.save_revision().publish()


def lock(book: BookPage, editor: Any) -> None:
    book.locked = True
    book.save()


def submit(book: BookPage, editor: Any) -> None:
    book.get_workflow().start(book, editor)


def hide(book: BookPage, editor: Any) -> None:
    publish(book, editor)
    PageViewRestriction.objects.create(page=book, restriction_type="login")


STATES = {
    "draft": lambda book, editor: None,
    "live": publish,
    "scheduled": schedule,
    "locked": lock,
    "review": submit,
    "private": hide,
}


def make_states(things: Things, editor: Any) -> dict[str, BookPage]:
    """A book in each state; all of them show the same person, subject, series and cover."""
    books = {}
    for name, bring in STATES.items():
        shared = {"series": things.series, "cover": things.picture}
        book = make_book(name.title(), contributor=things.contributor, live=False, **shared)
        book.book_subjects.create(subject=things.subject)
        book.owner = editor
        book.save_revision()
        book.save_revision()
        bring(book, editor)
        books[name] = BookPage.objects.get(pk=book.pk)
    return books


def make_things(editor: Any, reader: Any) -> Things:
    root = Collection.get_first_root_node()
    file = ContentFile(b"A sample.", name="sample.txt")
    people = [make(name="One") for make in (ContributorFactory, SubjectFactory, SeriesFactory)]
    for thing in people:
        type(thing).objects.create(name="Other")
        thing.save_revision().publish()
    contributor, subject, series = (type(each).objects.get(pk=each.pk) for each in people)
    assert isinstance(contributor, Contributor)
    assert isinstance(subject, Subject)
    assert isinstance(series, Series)
    site = Site.objects.get()
    PublisherSettings.for_site(site)
    return Things(
        catalogue=make_catalogue(),
        other=make_site().add_child(instance=BookIndexPage(title="Other", slug="other")),
        contributor=contributor,
        subject=subject,
        subject_revision=subject.latest_revision,
        series=series,
        picture=make_picture(),
        document=get_document_model().objects.create(title="Sample", file=file),
        collection=root.add_child(name="Covers"),
        task=Task.objects.get(),
        workflow=Workflow.objects.get(),
        rebuild=Rebuild.objects.create(kind="tree", object_id=1, total=1),
        request=ExamCopyRequest.objects.create(email="teacher@example.org"),
        subscription=NewsletterSubscription.objects.create(email="reader@example.org", site=site),
        site=site,
        someone=get_user_model().objects.create_user("someone"),
        group=Group.objects.create(name="Some people"),
        token=APIToken.create_token(user=reader, name="reader")[0],
        locale=Locale.objects.get_or_create(language_code="es")[0],
        redirect=Redirect.objects.create(old_path="/old", redirect_link="/new"),
    )


def make_clients() -> dict[str, tuple[Client, dict[str, str]]]:
    """Each role's client, and the token it comes to the API with."""
    admin = Client()
    admin.user = get_user_model().objects.create_superuser("admin", "admin@example.org", "x")
    admin.force_login(admin.user)
    reader = Client()
    reader.user = make_user(API_READERS)
    clients = {
        "anonymous": Client(),
        "reader": reader,
        "editor": log_in(MARKETING_EDITORS, "editor"),
        "publisher": log_in(PUBLISHERS, "publisher"),
        "admin": admin,
    }
    return {role: (client, token_of(client)) for role, client in clients.items()}


def token_of(client: Client) -> dict[str, str]:
    user = getattr(client, "user", None)
    if user is None:
        return {}
    return {"Authorization": f"Bearer {APIToken.create_token(user=user, name='table')[1]}"}


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def public_state() -> list:
    """All that readers can see: publications, and pages that are live."""
    pages = Page.objects.filter(live=True).order_by("pk")
    return [
        *Publication.objects.order_by("pk").values_list("kind", "object_id", "digest", "path"),
        *pages.values_list("pk", "path", "url_path", "title", "live_revision_id"),
        *PageViewRestriction.objects.filter(page__live=True)
        .order_by("pk")
        .values_list("pk", "page_id"),
    ]


def state() -> list:
    """What is public, and all drafts, schedules, locks and reviews of pages."""
    return [
        *public_state(),
        *Page.objects.order_by("pk").values_list("pk", "path", "locked", "latest_revision_id"),
        *Revision.objects.order_by("pk").values_list("pk", "approved_go_live_at"),
        *TaskState.objects.order_by("pk").values_list("pk", "status"),
    ]


def knock(door: Door, client: Client, token: dict[str, str]) -> Any:
    client.cookies.pop("messages", None)
    client.raise_request_exception = False
    options: dict[str, Any] = {"headers": token} if door.json else {}
    if door.json and door.method != "get":
        options["content_type"] = "application/json"
    data = {} if door.method == "get" else door.data
    return getattr(client, door.method)(door.address, data, **options)


def outcome(response: Any) -> str:
    if response.status_code in (401, 403):
        return "no"
    if response.status_code == 302 and response["Location"].startswith(
        ("/admin/login/", "/admin/?")
    ):
        return "no"
    if response.status_code == 302 and response["Location"] == "/admin/":
        return "no"
    return "yes" if response.status_code < 400 else str(response.status_code)


@pytest.fixture
def clients(db) -> dict[str, tuple[Client, dict[str, str]]]:
    return make_clients()


@pytest.fixture
def things(clients) -> Things:
    editor = clients["editor"][0].user
    things = make_things(editor, clients["reader"][0].user)
    things.books = make_states(things, editor)
    things.book = things.books["review"]
    things.share = DraftShare.objects.create(
        book=things.book, created_by=editor, expires_at=timezone.now() + timedelta(days=1)
    )
    things.session = EditingSession.objects.create(
        user=editor, content_object=things.book, last_seen_at=timezone.now()
    )
    return things


def test_who_may_open_what(clients, things):
    lines = []
    for door in doors(things):
        if door.method == "get":
            said = {}
            for role, (client, token) in clients.items():
                with taken_back():
                    said[role] = outcome(knock(door, client, token))
            lines.append(f"{door.name}  {in_words(said)}")
    assert_golden("roles_open.txt", HELP + "\n".join(sorted(lines)) + "\n")


def test_who_may_change_what_in_which_state(clients, things):
    lines = []
    for door in writing_doors(things):
        said = {}
        for role in roles_for(door):
            before, public = state(), public_state()
            with taken_back():
                knock(door, *clients[role])
                said[role] = "changes" if state() != before else "-"
                if role != "publisher":
                    assert public_state() == public, f"{role} changes what is public: {door}"
        if set(said.values()) != {"-"}:
            lines.append(f"{door.name}  {in_words(said)}")
    assert_golden("roles_change.txt", HELP + "\n".join(sorted(lines)) + "\n")


def roles_for(door: Door) -> tuple[str, ...]:
    """Who may not log in to the admin is refused before anyone looks at a book's state."""
    editorial = ("editor", "publisher")
    is_repeated = door.route.endswith("]") and not door.route.endswith("[live]")
    return editorial if is_repeated else ("anonymous", "reader", *editorial)


def writing_doors(things: Things) -> Iterator[Door]:
    """Each door that writes: those of pages for a book in each state."""
    for name, book in things.books.items():
        things.book = book
        for door in doors(things):
            of_page = any(part in door.route for part in PAGE)
            if door.method != "get" and (of_page or name == "live"):
                door.route += f" [{name}]" if of_page else ""
                yield door


def in_words(said: dict[str, str]) -> str:
    return " ".join(f"{role}={word}" for role, word in said.items())
