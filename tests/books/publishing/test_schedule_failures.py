"""What cannot be published or taken down when it is due: it holds up nothing, and is told once."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from books.codes import Form
from books.models import (
    BookPage,
    Contribution,
    Format,
    PublisherSettings,
    ScheduleFailure,
)
from home.management.commands.worker import publish_scheduled, send_mails
from home.roles import MARKETING_EDITORS
from tests.books.admin.test_dashboard import panels
from tests.books.publishing.rows import row_of
from tests.books.publishing.test_schedule import HOUR, schedule, time_passes
from tests.factories import make_book, make_content_page, make_site
from tests.home.test_workflow import told
from tests.roles import log_in

pytestmark = pytest.mark.django_db

ISBN = "9780140439441"
TAKEN = "Another book already has this ISBN."


def schedule_by(client: Client, book: BookPage, when: timedelta = HOUR) -> Revision:
    book = BookPage.objects.get(pk=book.pk)
    book.go_live_at = timezone.now() + when
    revision = book.save_revision(user=client.user)
    revision.publish(user=client.user)
    return revision


@pytest.fixture
def taken(publisher) -> BookPage:
    """A scheduled book, due now, whose ISBN another has, past what the form checks."""
    book = make_book("Walden", live=False)
    book.formats = [Format(form=Form.PAPERBACK, isbn=ISBN)]
    book.save()
    schedule_by(publisher, book)
    Format.objects.filter(page=make_book("The other")).update(isbn=ISBN)
    time_passes(2 * HOUR)
    return book


def edit_content(book: BookPage, **content: object) -> None:
    """As damage, or another program, would leave it."""
    revision = scheduled_revision(book)
    revision.content.update(content)
    revision.save()


def scheduled_revision(book: BookPage) -> Revision:
    return Revision.objects.get(object_id=str(book.pk), approved_go_live_at__isnull=False)


def leave_out_people(book: BookPage) -> None:
    edit_content(book, contributions=[])


def give_impossible_role(book: BookPage) -> None:
    [contribution] = scheduled_revision(book).content["contributions"]
    edit_content(book, contributions=[{**contribution, "role": "none"}])


def take_slug(book: BookPage) -> None:
    edit_content(book, reference=str(book.reference), slug="other")
    make_book("Other")


def give_damaged_date(book: BookPage) -> None:
    edit_content(book, expire_at="no date at all")


def give_number_too_large(book: BookPage) -> None:
    edit_content(book, edition_number=10**30)


DAMAGES = [
    leave_out_people,
    give_impossible_role,
    take_slug,
    give_damaged_date,
    give_number_too_large,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_fails_holds_up_nothing_else(caplog, publisher, damage):
    broken, fine = make_book("Broken", live=False), make_book("Fine", live=False)
    going, page = make_book("Going"), make_content_page("Ada")
    schedule_by(publisher, broken, HOUR / 2)
    schedule_by(publisher, fine)
    schedule(going, None, HOUR)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    time_passes(2 * HOUR)
    damage(broken)
    with pytest.raises(CommandError, match="1 could not be done"):
        call_command("publish_scheduled")
    [line] = logged(caplog)
    assert line.startswith("“Broken” fails its schedule: ")
    assert BookPage.objects.get(pk=fine.pk).live
    assert not BookPage.objects.get(pk=going.pk).live
    assert not Page.objects.get(pk=page.pk).live
    assert not BookPage.objects.get(pk=broken.pk).live
    assert row_of(broken) is None
    assert ScheduleFailure.objects.get().title == "Broken"
    assert Revision.objects.get(approved_go_live_at__isnull=False).object_id == str(broken.pk)


def logged(caplog) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "frontlist.schedule"]


def look(patient: bool = True) -> bool:
    """Whether all that is due has been done; the worker's mails follow."""
    try:
        call_command("publish_scheduled", patient=patient)
    except CommandError:
        return False
    finally:
        send_mails()
    return True


def test_its_owner_is_told_once_for_each_reason(mail_server, publisher, taken, settings, capsys):
    for _ in range(3):
        assert not look(patient=False)
    [(address, mail)] = told(mail_server).items()
    assert address == publisher.user.email
    assert "Not published: Walden" in mail
    assert TAKEN in mail
    assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/pages/{taken.pk}/edit/" in mail
    send_mails()
    assert told(mail_server) == {}
    leave_out_people(taken)
    assert not look(patient=False)
    assert "Add at least one contributor" in told(mail_server)[publisher.user.email]


def test_the_worker_goes_on_and_logs_it_once(taken, caplog):
    publish_scheduled()
    assert len(logged(caplog)) == 1
    assert caplog.records[-1].exc_info is None


def test_a_mail_server_that_is_away_is_tried_again(mail_server, publisher, taken):
    mail_server.stop()
    assert not look()
    mail_server.start()
    send_mails()
    assert told(mail_server) == {}
    ScheduleFailure.objects.update(mail_due_at=timezone.now())
    send_mails()
    assert list(told(mail_server)) == [publisher.user.email]
    send_mails()
    assert told(mail_server) == {}


def test_without_an_owner_the_publisher_is_told(mail_server, taken, publisher):
    site = make_site().get_site()
    PublisherSettings.objects.update_or_create(site=site, defaults={"email": "house@example.org"})
    publisher.user.is_active = False
    publisher.user.save()
    assert not look()
    assert list(told(mail_server)) == ["house@example.org"]


def test_it_is_left_alone_until_it_is_saved(taken, caplog):
    assert not look()
    assert look()
    assert logged(caplog) == [f"“Walden” fails its schedule: “Walden”: {TAKEN}"]
    Format.objects.filter(isbn=ISBN).exclude(page=taken.pk).update(isbn="")
    assert look()
    assert not BookPage.objects.get(pk=taken.pk).live
    BookPage.objects.get(pk=taken.pk).save_revision()
    assert look()
    assert BookPage.objects.get(pk=taken.pk).live
    assert not ScheduleFailure.objects.exists()


def test_it_is_tried_again_after_a_while(taken):
    assert not look()
    Format.objects.filter(isbn=ISBN).exclude(page=taken.pk).update(isbn="")
    ScheduleFailure.objects.update(tried_at=timezone.now() - timedelta(minutes=6))
    assert look()
    assert BookPage.objects.get(pk=taken.pk).live


def test_one_that_is_unscheduled_is_forgotten(publisher, taken):
    assert not look()
    revision = BookPage.objects.get(pk=taken.pk).latest_revision
    publisher.post(f"/admin/pages/{taken.pk}/revisions/{revision.pk}/unschedule/")
    assert look()
    assert not ScheduleFailure.objects.exists()


def test_the_dashboard_says_why(publisher, taken):
    assert "failures" not in panels(publisher)
    assert not look()
    for client in (publisher, log_in(MARKETING_EDITORS)):
        failures = panels(client)["failures"]
        assert "Walden" in failures
        assert TAKEN in failures
    assert f"/admin/pages/{taken.pk}/edit/" in publisher.get("/admin/").content.decode()


def test_a_monitor_sees_it_and_readers_are_still_served(client, taken):
    assert not look()
    response = client.get("/readyz")
    assert response.status_code == 200
    said = json.loads(response.content)
    assert (said["schedule"], said["schedule_failures"]) == ("failing", 1)
    Page.objects.get(pk=taken.pk).specific.delete()
    assert look()
    said = json.loads(client.get("/readyz").content)
    assert (said["schedule"], said["schedule_failures"]) == ("ok", 0)


def test_what_cannot_be_unpublished_is_gone_all_the_same(client, mail_server, publisher):
    """Of the public books that name it one cannot be built any more."""
    going = make_book("Going")
    naming, other = make_book("Naming"), make_book("Another")
    for book in (naming, other):
        book.related_books.create(book=going)
        book.save()
    schedule(going, None, HOUR)
    Contribution.objects.filter(page=naming).update(role="nonsense")
    time_passes(2 * HOUR)
    assert not look()
    failure = ScheduleFailure.objects.get()
    assert failure.action == "expire"
    assert "Naming" in failure.reason
    titles = client.get("/api/v3/books/?fields=title").json()["items"]
    assert {each["title"] for each in titles} == {"Another", "Naming"}
    assert "Going" not in client.get(f"/api/v3/books/{other.pk}/").content.decode()
    assert client.get("/books/going/").status_code == 404
    assert len(told(mail_server)) == 1
    Contribution.objects.filter(page=naming).update(role="author")
    assert look(patient=False)
    assert not BookPage.objects.get(pk=going.pk).live
    assert not ScheduleFailure.objects.exists()
