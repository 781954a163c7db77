"""Redirects imported from a table, some of whose rows are not whole."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

pytestmark = pytest.mark.django_db

PROCESS = "/admin/redirects/import/process/"


def upload(publisher: Client, *rows: str) -> dict[str, str]:
    """What the form that asks to confirm sends."""
    table = SimpleUploadedFile("moved.csv", "\n".join(["from,to", *rows, ""]).encode())
    form = publisher.post("/admin/redirects/import/", {"import_file": table}).context["form"]
    columns = {"from_index": "0", "to_index": "1", "permanent": "on", "site": ""}
    return {name: form[name].value() for name in ("import_file_name", "input_format")} | columns


def import_rows(publisher: Client, *rows: str) -> HttpResponse:
    return publisher.post(PROCESS, upload(publisher, *rows))


def imported() -> list[tuple[str, str]]:
    return list(Redirect.objects.values_list("old_path", "redirect_link"))


@pytest.mark.parametrize("half", ["/b", "/b,"])
def test_a_row_without_a_target_is_told_of_and_the_others_are_imported(publisher, half):
    answer = import_rows(publisher, half, "/a,https://example.org/", "/c,nowhere")
    summary = answer.context["import_summary"]
    assert imported() == [("/a", "https://example.org/")]
    assert ["/b", "", "This field is required."] in summary["errors"]
    counts = (summary["total"], summary["successes"], summary["errors_count"])
    assert counts == (3, 1, 2)


def test_a_blank_line_is_no_row(publisher):
    assert import_rows(publisher, "/a,https://example.org/", "", ",").status_code == 302
    assert imported() == [("/a", "https://example.org/")]


def test_an_import_is_confirmed_once(publisher):
    data = upload(publisher, "/a,https://example.org/")
    assert [publisher.post(PROCESS, data).status_code for _ in range(2)] == [302, 404]
