"""Every line of a book's copy stands on its page and in the API once it is imported."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Site

from books.models import BookPage, PublisherSettings
from tests.factories import make_catalogue

pytestmark = pytest.mark.django_db

DEMO = settings.BASE_DIR / "home/demo/in-defense-of-small-producers.txt"
# The publisher's real copy is not part of the project; where it lies beside it, it is tested.
COPIES = [DEMO, *sorted((settings.BASE_DIR.parent / "shared/seed").glob("*.txt"))]
BULLET = re.compile(r"^[\s•‣*-]+")


@pytest.fixture(params=COPIES, ids=lambda path: path.parent.name)
def copy(request: pytest.FixtureRequest) -> Path:
    make_catalogue()
    call_command("import_copy", str(request.param), "--publish")
    return request.param


def test_the_words_of_the_page_are_those_of_the_copy_also_where_others_were_before(client):
    make_catalogue()
    PublisherSettings.objects.create(site=Site.objects.get(), newsletter_offer="Write to us.")
    call_command("import_copy", str(DEMO))
    assert PublisherSettings.objects.get().newsletter_offer == "Write to us."
    call_command("import_copy", str(DEMO), "--publish")
    assert PublisherSettings.objects.get().newsletter_offer in lines_of(DEMO)


def lines_of(copy: Path) -> list[str]:
    lines = (BULLET.sub("", line) for line in copy.read_text().splitlines())
    return [plain(line) for line in lines if line.strip()]


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)


def test_every_line_stands_on_the_page(client, copy):
    response = client.get("/books/in-defense-of-small-producers/")
    page = plain(BeautifulSoup(response.content, "html.parser").get_text(" "))
    assert [line for line in lines_of(copy) if line not in page] == []


@pytest.mark.parametrize("api", ["/api/v3/books/{}/", "/api/v2/pages/{}/"])
def test_every_line_stands_in_the_api(client, copy, api):
    answer = client.get(api.format(BookPage.objects.get().pk)).json()
    told = plain(" ".join(strings_of(answer)))
    missing = [line for line in lines_of(copy) if line not in told]
    assert [
        part for line in missing for part in line.split(" $") if part.strip("$") not in told
    ] == []
    assert "$29.95" in told


def test_all_19_contents_entries_are_blocks(client, copy):
    book = BookPage.objects.get()
    contents = client.get(f"/api/v2/pages/{book.pk}/").json()["contents"]
    assert len(contents) == 19
    assert {block["type"] for block in contents} == {"chapter", "matter"}
    assert contents[-1]["value"]["title"] == "Bibliography"
    assert client.get(f"/api/v3/books/{book.pk}/").json()["contents"] == contents
