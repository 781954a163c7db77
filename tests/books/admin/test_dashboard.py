"""The home page of the admin: what each role sees at once, and what it costs."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from books.models import BookPage, BookReadiness, ExamCopyRequest
from home.roles import MARKETING_EDITORS
from tests.factories import make_book, make_catalogue, make_content_page
from tests.roles import log_in, make_user

pytestmark = pytest.mark.django_db

REVIEWS, REQUESTS, DRAFTS = "reviews", "requests", "drafts"
COMING, PUBLISHED, READINESS = "coming", "published", "readiness"


def panels(client: Client) -> dict[str, str]:
    """Each panel that is shown, as text, by its name and in their order."""
    html = client.get("/admin/").content.decode()
    found = re.findall(r'<section[^>]*id="(\w+)-section"(.*?)</section>', html, re.DOTALL)
    return {name: " ".join(unescape(strip_tags(body)).split()) for name, body in found}


def make_draft(title: str, client: Client, **fields) -> BookPage:
    book = make_book(title, live=False, **fields)
    book.save_revision(user=client.user)
    return book


def submit(book: BookPage, client: Client) -> None:
    book.save_revision(user=client.user)
    book.get_workflow().start(book, client.user)


def schedule(book: BookPage, when, client: Client) -> None:
    book.go_live_at = when
    book.save_revision(user=client.user).publish(user=client.user)


def ask(book: BookPage, name: str = "Ada Teacher", **fields) -> ExamCopyRequest:
    fields = {"email": "ada@example.edu", "institution": "Pond College", **fields}
    return ExamCopyRequest.objects.create(book=book, name=name, course="Solitude", **fields)


def test_nothing_to_say_shows_nothing(editor, publisher):
    assert panels(editor) == {}
    assert panels(publisher) == {}


def test_the_panels_come_in_the_order_of_what_presses(editor, publisher):
    submit(make_book("Walden", live=False), editor)
    make_draft("Cape Cod", publisher)
    schedule(make_book("Maine", live=False), timezone.now() + timedelta(days=1), publisher)
    ask(live := make_book("Flatland", live=False))
    live.save_revision(user=publisher.user).publish(user=publisher.user)
    assert list(panels(publisher)) == [*(REVIEWS, REQUESTS, DRAFTS, COMING, PUBLISHED, READINESS)]


def test_a_publisher_reviews_what_an_editor_waits_for(editor, publisher):
    book = make_book("Walden", live=False)
    submit(book, editor)
    waits = panels(publisher)[REVIEWS]
    for words in ("Awaiting your review", "Walden", "editor", "Approve", "Request changes"):
        assert words in waits
    assert DRAFTS not in panels(publisher)
    assert "Walden Awaits Publisher's approval" in panels(editor)[DRAFTS]
    assert REVIEWS not in panels(editor)
    html = publisher.get("/admin/").content.decode()
    approve = re.search(r'data-workflow-action-url="(\S+/approve/\S+)"', html)[1]
    assert publisher.post(approve).status_code == 302
    book.refresh_from_db()
    assert book.live
    assert REVIEWS not in panels(publisher)


def test_changes_that_were_asked_for_are_told(editor, publisher):
    book = make_book("Walden", live=False)
    submit(book, editor)
    task_state = book.current_workflow_task_state
    task_state.task.on_action(task_state, publisher.user, "reject", comment="A price is missing.")
    assert "Changes requested: A price is missing." in panels(editor)[DRAFTS]


def test_a_submission_stays_its_editors_whoever_edits_it_then(editor, publisher):
    book = make_book("Walden", live=False)
    submit(book, editor)
    book.save_revision(user=publisher.user)
    assert "Walden" in panels(editor)[DRAFTS]


def test_my_drafts_are_mine_and_not_yet_published(editor, publisher):
    make_draft("Mine", editor)
    make_draft("Theirs", publisher)
    done = make_draft("Done", editor)
    done.get_latest_revision().publish()
    changed = make_book("Changed")
    changed.title = "Changed a little"
    changed.save_revision(user=editor.user)
    drafts = panels(editor)[DRAFTS]
    assert "Mine Draft" in drafts
    assert "Changed a little Published, with unpublished changes" in drafts
    assert "Theirs" not in drafts
    assert "Done" not in drafts


def test_the_week_tells_what_goes_live_and_what_expires(editor, publisher):
    now = timezone.now()
    schedule(make_book("Soon", live=False), now + timedelta(days=2), publisher)
    schedule(make_book("Later", live=False), now + timedelta(days=9), publisher)
    make_book("Ends", expire_at=now + timedelta(days=1))
    make_book("Lasts", expire_at=now + timedelta(days=9))
    make_book("Never public", live=False, expire_at=now + timedelta(days=1))
    make_book("Wish", live=False, go_live_at=now + timedelta(days=1)).save_revision()
    for client in (editor, publisher):
        week = panels(client)[COMING]
        assert re.search("Ends Expires .* Soon Goes live", week), week
        for words in ("Later", "Lasts", "Never public", "Wish"):
            assert words not in week


def test_changes_of_a_live_book_are_told_apart(publisher):
    book = make_book("Walden", live=False)
    book.save_revision().publish()
    book.refresh_from_db()
    schedule(book, timezone.now() + timedelta(days=2), publisher)
    assert "Walden Its changes go live" in panels(publisher)[COMING]


def test_times_are_local(publisher):
    profile = UserProfile.get_for_user(publisher.user)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    when = (timezone.now() + timedelta(days=2)).replace(hour=20, minute=30)
    schedule(make_book("Walden", live=False), when, publisher)
    assert "5:30 a.m." in panels(publisher)[COMING]


def test_what_was_published_lately_and_by_whom(editor, publisher):
    now = timezone.now()
    for title, days in (("First", 3), ("Second", 1), ("Long ago", 30)):
        book = make_draft(title, editor)
        book.get_latest_revision().publish(user=publisher.user)
        BookPage.objects.filter(pk=book.pk).update(last_published_at=now - timedelta(days=days))
    lately = panels(editor)[PUBLISHED]
    assert re.search("Second publisher .* First publisher", lately), lately
    assert "Long ago" not in lately


def test_the_schedule_is_told_from_people(publisher):
    book = make_book("Walden", live=False)
    book.save_revision(user=publisher.user).publish(log_action="wagtail.publish.scheduled")
    assert "Walden The schedule" in panels(publisher)[PUBLISHED]


def test_requests_wait_until_they_are_handled(editor):
    book = make_book("Walden")
    ask(book, "Ben Reader").mark(True, editor.user)
    ask(book)
    waiting = panels(editor)[REQUESTS]
    assert "Walden Ada Teacher Pond College" in waiting
    assert "Ben Reader" not in waiting


def test_the_newest_five_requests_and_a_link_to_all(editor):
    book = make_book("Walden")
    for number in range(7):
        ask(book, f"T{number}", requested_at=timezone.now() - timedelta(hours=number))
    waiting = panels(editor)[REQUESTS]
    assert re.findall(r"\bT\d", waiting) == ["T0", "T1", "T2", "T3", "T4"]
    assert "All 7 requests that wait" in waiting
    html = editor.get("/admin/").content.decode()
    address = re.search(r'href="([^"]*examcopyrequest/\?handled=no)"', html)[1]
    assert editor.get(address).status_code == 200


def test_requests_are_for_those_who_may_see_them(editor):
    ask(make_book("Walden"))
    group = Group.objects.get(name=MARKETING_EDITORS)
    group.permissions.remove(Permission.objects.get(codename="view_examcopyrequest"))
    assert REQUESTS not in panels(editor)


@pytest.fixture
def of_another_part() -> Client:
    """Someone who may edit a content page and what is below it, and no books."""
    group = Group.objects.create(name="Another part")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    page, change = make_content_page(), Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    client = Client()
    client.user = make_user(group.name, "another")
    client.force_login(client.user)
    return client


def test_only_pages_that_one_may_edit_are_named(of_another_part, publisher):
    make_draft("Once mine", of_another_part)
    schedule(make_book("Soon", live=False), timezone.now() + timedelta(days=1), publisher)
    make_book("Ends", expire_at=timezone.now() + timedelta(days=1))
    book = make_book("Out", live=False)
    book.save_revision(user=publisher.user).publish(user=publisher.user)
    ask(book)
    assert panels(of_another_part) == {}
    page = Page.objects.get(slug="students").specific
    page.save_revision(user=of_another_part.user)
    assert "Students" in panels(of_another_part)[DRAFTS]


def test_the_books_that_lack_most_come_first(editor, of_another_part):
    ready = make_book("Ready")
    BookReadiness.objects.filter(book=ready).update(needed=0)
    make_book("Little")
    lacking = make_book("Much")
    BookReadiness.objects.filter(book=lacking).update(needed=3, gaps=4)
    told = panels(editor)[READINESS]
    assert told.index("Much") < told.index("Little")
    assert "Much 3 needed, 1 advisable" in told
    assert "Ready" not in told
    assert READINESS not in panels(of_another_part)


def fill(editor: Client, publisher: Client, count: int) -> None:
    now = timezone.now()
    for number in range(count):
        submit(make_book(f"Submitted {number}", live=False), editor)
        make_draft(f"Draft {number}", editor)
        schedule(make_book(f"Soon {number}", live=False), now + timedelta(days=1), publisher)
        make_book(f"Ends {number}", expire_at=now + timedelta(days=1))
        book = make_draft(f"Out {number}", editor)
        book.get_latest_revision().publish(user=publisher.user)
        ask(book)


def queries(client: Client) -> int:
    client.get("/admin/")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get("/admin/").status_code == 200
    return len(captured)


def test_ten_rows_cost_no_more_queries_than_two(editor, publisher):
    fill(editor, publisher, 2)
    few = [queries(editor), queries(publisher)]
    fill(editor, publisher, 8)
    assert [queries(editor), queries(publisher)] == few


def test_where_there_is_more_there_is_a_link_that_works(editor, publisher):
    fill(editor, publisher, 10)
    for client, names in (
        (editor, [REQUESTS, DRAFTS, COMING, PUBLISHED, READINESS]),
        (publisher, [REVIEWS, REQUESTS, DRAFTS, COMING, PUBLISHED, READINESS]),
    ):
        html = client.get("/admin/").content.decode()
        links = re.findall(r'dashboard-more"><a href="([^"]+)"', html)
        assert len(links) == len(names)
        for link in links:
            assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_tables_say_what_they_are(editor):
    make_draft("Mine", editor)
    html = editor.get("/admin/").content.decode()
    assert '<caption class="w-sr-only">Your drafts and submissions</caption>' in html
    assert re.search(r"<th[^>]*>\s*State\s*</th>", html)


def test_locked_pages_stay(publisher):
    book = make_book("Walden")
    BookPage.objects.filter(pk=book.pk).update(
        locked=True, locked_by=publisher.user, locked_at=timezone.now()
    )
    assert "Walden" in publisher.get("/admin/").content.decode()


def test_an_administrator_sees_all(admin_user):
    make_catalogue()
    client = Client()
    client.user = admin_user
    client.force_login(admin_user)
    submit(make_book("Walden", live=False), log_in(MARKETING_EDITORS, "editor"))
    assert "Walden" in panels(client)[REVIEWS]
