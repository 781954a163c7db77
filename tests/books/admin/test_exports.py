"""No export runs what someone wrote, or fails over it: Wagtail's reports, listings and ours."""

import csv
import io

import pytest
from django.http import StreamingHttpResponse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail import VERSION
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect

from books.admin.exports import LONGEST_CELL, plain_cell, preprocess_unguarded
from books.models import BookPage
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.factories import ContributorFactory, make_book
from tests.roles import log_in

pytestmark = pytest.mark.django_db

BAD = '=HYPERLINK("x")\x07\x0b'
GOOD = '=HYPERLINK("x")'
REPORTS = [
    *("/admin/reports/locked/", "/admin/reports/site-history/", "/admin/reports/aging-pages/"),
    *("/admin/redirects/", "/admin/books/", "/admin/reports/page-types-usage/"),
    *("/admin/reports/workflow/", "/admin/reports/workflow_tasks/"),
]
HOLDING = REPORTS[:5]


@pytest.fixture
def book(admin_user) -> BookPage:
    book = make_book(BAD, contributor=ContributorFactory(name=BAD))
    book.save_revision(user=admin_user, log_action=True).publish(user=admin_user)
    BookPage.objects.filter(pk=book.pk).update(
        locked=True, locked_at=timezone.now(), locked_by=admin_user
    )
    Redirect.objects.create(old_path=f"/{BAD}", redirect_link=BAD)
    return book


def read(response: StreamingHttpResponse, way: str) -> list[str]:
    content = b"".join(response.streaming_content)
    if way == "csv":
        return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    cells = [cell for row in load_workbook(io.BytesIO(content)).active for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    return [str(cell.value) for cell in cells]


@pytest.mark.parametrize("way", ["csv", "xlsx"])
@pytest.mark.parametrize("address", REPORTS)
def test_no_cell_is_a_formula_and_no_character_breaks_the_file(admin_client, book, address, way):
    response = admin_client.get(address, {"export": way})
    assert response.status_code == 200
    cells = read(response, way)
    assert not any("\x07" in cell or "\x0b" in cell for cell in cells)
    if way == "csv":
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    if address in HOLDING:
        assert any(GOOD in cell for cell in cells)


@pytest.mark.parametrize("role", [PUBLISHERS, MARKETING_EDITORS])
@pytest.mark.parametrize("way", ["csv", "xlsx"])
def test_each_role_has_what_it_may_see(book, role, way):
    client = log_in(role)
    for address in REPORTS:
        response = client.get(address, {"export": way})
        assert response.status_code in (200, 302)
        if response.status_code == 200:
            read(response, way)


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "\x07=1"],
)
def test_a_formula_is_a_text(text):
    assert plain_cell(text, is_csv=True).startswith("'")
    assert not plain_cell(text, is_csv=False).startswith("'")


def test_a_cell_holds_what_a_program_can_read():
    assert plain_cell("a\ud800b\ufffec\x00", is_csv=False) == "abc"
    assert len(plain_cell("x" * 40000, is_csv=True)) == LONGEST_CELL
    assert len(plain_cell("😀" * 20000, is_csv=False)) == LONGEST_CELL // 2


def test_this_version_of_wagtail_still_needs_the_guard():
    """When this fails, look whether `books.admin.exports` is still needed, and still enough."""
    view = SpreadsheetExportMixin()
    assert VERSION[:2] == (8, 0)
    assert preprocess_unguarded(view, "title", BAD, "csv") == BAD
    assert preprocess_unguarded(view, "title", BAD, "xlsx") == BAD
