"""Exam copy requests in the admin: who may see them, find them, handle them, carry them away."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from books.models import BookPage, ExamCopyRequest
from home.models import NewsletterSubscription
from tests.factories import make_book, make_site

pytestmark = pytest.mark.django_db

LIST = "/admin/books/examcopyrequest/"
SUBSCRIBERS = "/admin/home/newslettersubscription/"
MARCH = "2024-03-02T12:00:00Z"


@pytest.fixture
def book() -> BookPage:
    return make_book("Walden")


def ask(book: BookPage, name: str = "Ada Teacher", **fields) -> ExamCopyRequest:
    values = {"institution": "Pond College", "course": "Solitude 101", **fields}
    email = f"{name.split()[0].lower()}@example.edu"
    return ExamCopyRequest.objects.create(book=book, name=name, email=email, **values)


def names(client: Client, query: str = "") -> set[str]:
    html = client.get(LIST + query).content.decode()
    return {name for name in ("Ada Teacher", "Ben Reader") if name in html}


def test_who_has_no_permission_sees_nothing(editor, publisher, book):
    request = ask(book)
    for client, kind in ((editor, "examcopyrequest"), (publisher, "newslettersubscription")):
        for permission in client.user.groups.get().permissions.filter(codename__endswith=kind):
            client.user.groups.get().permissions.remove(permission)
    for client, address in ((editor, LIST), (publisher, SUBSCRIBERS), (editor, SUBSCRIBERS)):
        for way in (
            "",
            "results/",
            "?export=csv",
            f"inspect/{request.pk}/",
            f"delete/{request.pk}/",
        ):
            assert client.get(address + way).status_code in (302, 403, 404), address + way
    assert editor.post(f"{LIST}handle/{request.pk}/", {"handled": "yes"}).status_code in (302, 403)
    request.refresh_from_db()
    assert request.handled_at is None
    assert "Reader requests" not in editor.get("/admin/").content.decode()


def test_the_permissions_can_be_given_in_the_admin(admin_client):
    html = admin_client.get("/admin/groups/new/").content.decode()
    for codename in ("view_examcopyrequest", "view_newslettersubscription"):
        permission = Permission.objects.get(codename=codename)
        assert f'name="permissions" value="{permission.pk}"' in html, codename


def test_a_request_is_found_filtered_and_read(editor, book):
    ask(book)
    other = ask(make_book("Flatland"), "Ben Reader", institution="Line School")
    other.mark(True, editor.user)
    assert names(editor) == {"Ada Teacher", "Ben Reader"}
    for query, found in (
        ("?q=pond", {"Ada Teacher"}),
        ("?q=flatland", {"Ben Reader"}),
        ("?q=ben%40example.edu", {"Ben Reader"}),
        ("?handled=no", {"Ada Teacher"}),
        ("?handled=yes", {"Ben Reader"}),
        ("?q=nobody", set()),
    ):
        assert names(editor, query) == found, query
    inspected = editor.get(f"{LIST}inspect/{other.pk}/").content.decode()
    for words in ("Flatland", "Line School", "Solitude 101", "ben@example.edu"):
        assert words in inspected


@pytest.mark.parametrize("address", [LIST, SUBSCRIBERS, "/admin/books/rebuild/", f"{LIST}results/"])
@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "email__regex=[",
        "handled_by__password__startswith=x",
        "handled=maybe",
        "state=maybe",
        "form__exact=",
        "requested_at__gte=yesterday",
        "requested_at_from=yesterday",
        "ordering=-handled_by__password",
        "q=%F0%9F%93%9A",
        "p=-1",
        "p=x",
        "o=99.-x.1",
        "export=exe",
        "e=1",
    ],
)
def test_no_address_is_an_error(publisher, admin_client, book, address, query):
    ask(book)
    client = admin_client if "rebuild" in address else publisher
    response = client.get(f"{address}?{query}", follow=True)
    assert response.status_code == 200, query


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "p=99999999999999999999"])
def test_what_no_database_can_look_for_is_refused(publisher, query):
    response = publisher.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("query", ["nonsense=1", "handled_by=1", "handled=no&email__regex=x"])
@pytest.mark.parametrize("export", ["", "&export=csv"])
def test_an_unknown_filter_is_told(publisher, book, query, export):
    ask(book)
    response = publisher.get(f"{LIST}?{query}{export}", follow=True)
    assert "There is no such filter" in response.content.decode()
    assert "Ada Teacher" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("handled=maybe", "Select a valid choice"),
        ("requested_at_from=yesterday", "Enter a valid date."),
        ("form=parchment", "Select a valid choice"),
    ],
)
def test_of_a_filter_that_makes_no_sense_nothing_is_listed(publisher, book, query, message):
    ask(book)
    for address in (LIST, f"{LIST}results/"):
        html = publisher.get(f"{address}?{query}").content.decode()
        assert message in html
        assert "Ada Teacher" not in html
    export = publisher.get(f"{LIST}?{query}&export=csv")
    assert b"Ada Teacher" not in b"".join(export.streaming_content)


def test_the_list_is_wagtails_own(publisher, book):
    ask(book)
    page = publisher.get(f"{LIST}?handled=no")
    templates = {template.name for template in page.templates}
    assert "wagtailadmin/generic/index.html" in templates
    assert not any(name and name.startswith("modeladmin/") for name in templates)
    html = " ".join(page.content.decode().split())
    for part in ('id="filters-drilldown"', 'role="search"', "w-pill", "State: </span>"):
        assert part in html, part
    fragment = publisher.get(f"{LIST}results/?handled=no&_w_filter_fragment=1").content.decode()
    assert "<html" not in fragment
    assert "Ada Teacher" in fragment


def test_requests_are_found_by_date(publisher, book):
    ask(book)
    old = ask(book, "Ben Reader")
    ExamCopyRequest.objects.filter(pk=old.pk).update(requested_at=parse_datetime(MARCH))
    for query, found in (
        ("?requested_at_from=2024-03-02&requested_at_to=2024-03-02", {"Ben Reader"}),
        ("?requested_at_to=2024-03-01", set()),
        ("?requested_at_from=2024-03-03", {"Ada Teacher"}),
    ):
        assert names(publisher, query) == found, query


def test_each_page_and_order_of_a_long_list(publisher, book):
    for number in range(51):
        ask(book, f"P{number:02}")
    first, second = (publisher.get(f"{LIST}?ordering=name&p={n}").content.decode() for n in (1, 2))
    assert [("P00" in page, "P50" in page) for page in (first, second)] == [
        (True, False),
        (False, True),
    ]
    assert "Page 2 of 2" in " ".join(second.split())
    for key in ("name", "book__title", "institution", "course", "requested_at", "handled_at"):
        for order in (key, f"-{key}"):
            assert f"ordering={order}" in publisher.get(f"{LIST}?ordering={key}").content.decode()
            assert publisher.get(f"{LIST}?ordering={order}").status_code == 200


@pytest.mark.parametrize("address", [LIST, SUBSCRIBERS])
def test_an_empty_list_says_so(publisher, book, address):
    assert "There are no " in publisher.get(address).content.decode()


def test_each_role_has_the_buttons_of_what_it_may_do(editor, publisher, book):
    request = ask(book)
    handle, inspect, delete = (
        f"{LIST}{way}/{request.pk}/" for way in ("handle", "inspect", "delete")
    )
    for client, address, expected in (
        (editor, LIST, [handle, inspect]),
        (publisher, LIST, [handle, inspect, delete]),
        (editor, inspect, [handle]),
        (publisher, inspect, [handle, delete]),
    ):
        html = client.get(address).content.decode()
        links = [way for way in (handle, inspect, delete) if f'href="{way}"' in html]
        assert links == expected, (client.user.username, address)
    group = editor.user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="change_examcopyrequest"))
    assert f'href="{handle}"' not in editor.get(LIST).content.decode()


@pytest.mark.parametrize("way", ["inspect/x/", "delete/x/", "inspect/999999/", "handle/999999/"])
def test_what_is_not_there_is_not_found(publisher, way):
    assert publisher.get(LIST + way).status_code == 404


def test_a_request_is_handled_and_the_log_says_by_whom(editor, book):
    request = ask(book)
    address = f"{LIST}handle/{request.pk}/"
    assert "Waiting since" in editor.get(address).content.decode()
    request.refresh_from_db()
    assert request.handled_at is None
    for _ in range(2):
        assert editor.post(address, {"handled": "yes"}).status_code == 302
    request.refresh_from_db()
    assert request.handled_by == editor.user
    assert ModelLogEntry.objects.get(action="books.handle_request").user == editor.user
    editor.post(address, {"handled": "no"})
    request.refresh_from_db()
    assert (request.handled_at, request.handled_by) == (None, None)


def test_nobody_writes_requests_in_the_admin(publisher, book):
    request = ask(book)
    for way in ("create/", f"edit/{request.pk}/"):
        assert publisher.get(LIST + way).status_code in (302, 403)
        assert publisher.post(LIST + way, {"name": "x"}).status_code in (302, 403)


def test_who_asks_to_be_forgotten_is(editor, publisher, book):
    request = ask(book)
    assert editor.post(f"{LIST}delete/{request.pk}/").status_code in (302, 403)
    assert ExamCopyRequest.objects.exists()
    assert publisher.post(f"{LIST}delete/{request.pk}/").status_code == 302
    assert not ExamCopyRequest.objects.exists()


HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "plain, with comma"]


def test_exported_cells_are_never_formulas(publisher, book):
    for number, words in enumerate(HOSTILE):
        ask(book, f"P{number}", institution=words, enrolment=30)
    content = b"".join(publisher.get(f"{LIST}?export=csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    told = {row["Institution"] for row in rows}
    assert told == {f"'{words}" for words in HOSTILE[:-1]} | {HOSTILE[-1]}
    assert {row["Students Expected"] for row in rows} == {"30"}
    book_ = publisher.get(f"{LIST}?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(book_.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert set(HOSTILE) <= {cell.value for cell in cells}
    assert 30 in {cell.value for cell in cells}


def test_an_export_follows_the_filter_and_the_search(publisher, book):
    ask(book)
    ask(book, "Ben Reader").mark(True, publisher.user)
    for query, found in (("handled=no", "Ada Teacher"), ("q=ben", "Ben Reader")):
        answer = publisher.get(f"{LIST}?{query}&export=csv")
        content = b"".join(answer.streaming_content).decode()
        assert [row["Name"] for row in csv.DictReader(io.StringIO(content))] == [found]


@pytest.mark.parametrize("query", ["", "?export=csv"])
def test_more_requests_cost_no_more_queries(publisher, query):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = publisher.get(LIST + query)
            b"".join(response.streaming_content) if response.streaming else response.content
        return len(queries)

    for count in (1, 6):
        for number in range(count):
            ask(make_book(f"Book {count} {number}"), f"P{number}").mark(True, publisher.user)
        if count == 1:
            cost()
            few = cost()
    assert cost() == few


def test_subscribers_are_listed_by_state(publisher):
    site = make_site().get_site()
    for name in ("waiting", "subscribed", "left"):
        row = NewsletterSubscription.objects.create(
            site=site, email=f"{name}@example.org", consent="=Yes"
        )
        if name != "waiting":
            row.confirm()
        if name == "left":
            row.unsubscribe()
    for name in ("waiting", "subscribed", "left"):
        html = publisher.get(f"{SUBSCRIBERS}?state={name}").content.decode()
        assert [each for each in ("waiting", "subscribed", "left") if f"{each}@" in html] == [name]
    content = b"".join(publisher.get(f"{SUBSCRIBERS}?export=csv").streaming_content).decode()
    rows = {row["E-Mail"]: row for row in csv.DictReader(io.StringIO(content))}
    assert rows["left@example.org"]["State"] == "Left"
    assert rows["left@example.org"]["Agreed To"] == "'=Yes"
