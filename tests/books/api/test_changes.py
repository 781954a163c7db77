"""`/api/v3/changes/`: whoever mirrors the catalogue through it ends with the same bytes."""

import json
import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from books.api.opaque import from_opaque, to_opaque
from books.models import BookPage, Numbering, Publication
from books.publishing.upkeep import forget_withdrawn
from tests.books.publishing.test_any_sequence import Desk
from tests.factories import ContributorFactory, make_book

CHANGES = "/api/v3/changes/"


class Mirror:
    """Follows the catalogue with a few rows at a time, and keeps what is public by kind and id."""

    def __init__(self, client: Client, query: str = "limit=3"):
        self.client = client
        self.next = f"{CHANGES}?{query}"
        self.things: dict[tuple[str, int], str] = {}
        self.numbers: list[int] = []

    def read(self) -> dict[str, Any]:
        """One answer; the records as the bytes in which they came."""
        response = self.client.get(self.next)
        answer = json.loads(response.content)
        assert response.status_code == 200, response.content
        for change, record in zip(answer["items"], sent(response, '"record":'), strict=True):
            self.numbers.append(change["number"])
            key = (change["kind"], change["id"])
            if change["action"] == "delete":
                self.things.pop(key, None)
            else:
                self.things[key] = record
        self.next = answer["next"]
        return answer

    def follow(self) -> None:
        while self.read()["more"]:
            pass

    def books(self) -> dict[int, str]:
        return {pk: record for (kind, pk), record in self.things.items() if kind == "book"}


def sent(response: HttpResponse, before: str) -> Iterator[str]:
    """The values of an answer's items, each from `before` on, as they were sent."""
    text = response.content.decode()
    at = text.index('"items":[') + len('"items":[')
    while text[at] != "]":
        start = text.index(before, at) + len(before)
        at = json.JSONDecoder().raw_decode(text, start)[1]
        yield text[start:at]
        at += len("}") if before else 0
        at += text[at] == ","


def catalogue(client: Client) -> dict[int, str]:
    """All books through the list, as bytes."""
    found: dict[int, str] = {}
    address = "/api/v3/books/?limit=2&order=title"
    while address:
        response = client.get(address)
        answer = json.loads(response.content)
        ids = [record["id"] for record in answer["items"]]
        found |= zip(ids, sent(response, ""), strict=True)
        address = answer["next"]
    return found


@pytest.mark.django_db
def test_a_mirror_of_a_changing_catalogue_ends_equal_to_it(client):
    desk = Desk(seed=3)
    mirror = Mirror(client)
    mirror.follow()
    assert mirror.books() == catalogue(client)
    steps = [desk.edit, desk.unpublish, desk.new_book, desk.move, desk.restrict, desk.lift]
    steps += [desk.delete, desk.readdress, desk.relate, desk.alias]
    for step in random.Random(5).choices(steps, k=40):
        step()
        mirror.read()
    mirror.follow()
    assert mirror.books() == catalogue(client)
    assert mirror.numbers == sorted(set(mirror.numbers))
    rows = Publication.objects.public().filter(kind__in=["contributor", "subject", "series"])
    shared = {(row.kind, row.object_id): row.record for row in rows}
    assert {key: mirror.things[key] for key in mirror.things if key[0] != "book"} == shared


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_missed_while_several_publish(settings):
    settings.API_RATE_ANONYMOUS = ""
    books = [make_book(f"Book {number}").pk for number in range(3)]
    mirror = Mirror(Client(), "limit=2&kind=book")
    writers = [threading.Thread(target=publish, args=(pk,)) for pk in books]
    for writer in writers:
        writer.start()
    for writer in writers:
        while writer.is_alive():
            writer.join(timeout=0.01)
            mirror.read()
    mirror.follow()
    assert mirror.books() == catalogue(Client())
    assert mirror.numbers == sorted(set(mirror.numbers))


def publish(pk: int) -> None:
    try:
        for number in range(5):
            book = BookPage.objects.get(pk=pk)
            book.tagline = f"Printing {number}"
            book.save_revision().publish()
    finally:
        connections.close_all()


@pytest.mark.django_db
def test_the_snapshot_holds_no_tombstones_and_what_follows_does(client):
    make_book("Gone").unpublish()
    there = make_book("There")
    mirror = Mirror(client, "kind=book")
    assert [item["action"] for item in mirror.read()["items"]] == ["upsert"]
    assert mirror.read()["items"] == []
    there.unpublish()
    change = mirror.read()["items"][0]
    assert (change["action"], change["id"], change["record"]) == ("delete", there.pk, None)
    assert mirror.read() == mirror.read()


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["unpublish", "expire", "restrict", "delete"])
def test_whatever_hides_a_book_is_a_delete(client, how):
    book = make_book()
    pk = book.pk
    mirror = Mirror(client, "kind=book")
    mirror.read()
    match how:
        case "unpublish":
            book.unpublish()
        case "delete":
            book.delete()
        case "restrict":
            PageViewRestriction.objects.create(page=book, restriction_type="login")
        case "expire":
            book.expire_at = timezone.now()
            book.save()
    assert [(each["action"], each["id"]) for each in mirror.read()["items"]] == [("delete", pk)]
    assert mirror.books() == {}


@pytest.mark.django_db
def test_however_many_expire_at_once_none_is_left_out_and_no_answer_is_longer(client):
    for number in range(5):
        make_book(f"Book {number}")
    mirror = Mirror(client, "limit=2&kind=book")
    mirror.follow()
    BookPage.objects.update(expire_at=timezone.now())
    Publication.objects.books().update(expires=timezone.now())
    told = []
    for _ in range(3):
        answer = mirror.read()
        told += answer["items"]
        assert len(answer["items"]) <= 2
    assert (len({each["id"] for each in told}), answer["more"]) == (5, False)
    assert {each["action"] for each in told} == {"delete"}
    assert mirror.books() == {}


@pytest.mark.django_db
def test_a_withdrawal_within_the_snapshot_reaches_the_mirror(client):
    books = [make_book(f"Book {number}") for number in range(3)]
    mirror = Mirror(client, "limit=1&kind=book")
    mirror.read()
    books[0].unpublish()
    books[2].unpublish()
    mirror.follow()
    assert set(mirror.books()) == {books[1].pk}


@pytest.mark.django_db
def test_a_book_that_moved_to_another_site_is_gone_from_this_one(client):
    book = make_book()
    mirror = Mirror(client, "kind=book")
    mirror.read()
    other = Site.objects.create(hostname="other.example", root_page=book.get_root())
    number = Numbering.objects.get().last + 1
    Publication.objects.filter(object_id=book.pk).update(site_id=other.pk, number=number)
    Numbering.objects.update(last=number)
    assert [each["action"] for each in mirror.read()["items"]] == ["delete"]
    assert client.get(f"{CHANGES}?kind=book").json()["items"] == []
    assert len(client.get(f"{CHANGES}?kind=book&site=other.example").json()["items"]) == 1


@pytest.mark.django_db
def test_a_cursor_that_is_too_old_is_gone_and_says_how_to_start_again(client):
    book, other = make_book("One"), make_book("Two")
    cursor = client.get(CHANGES).json()["cursor"]
    book.unpublish()
    Publication.objects.update(changed_at=timezone.now() - timedelta(days=400))
    forget_withdrawn()
    response = client.get(CHANGES, {"since": cursor})
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert "start again without `since`" in response.json()["detail"]
    mirror = Mirror(client)
    mirror.follow()
    assert set(mirror.books()) == {other.pk}


@pytest.mark.django_db
def test_a_cursor_of_another_database_is_gone(client):
    make_book()
    cursor = client.get(CHANGES).json()["cursor"]
    Numbering.objects.update(last=1)
    assert client.get(CHANGES, {"since": cursor}).status_code == 410
    Numbering.objects.update(last=10**6, history="0" * 32)
    assert client.get(CHANGES, {"since": cursor}).status_code == 410


@pytest.mark.django_db
def test_after_a_backup_is_restored_mirrors_start_again(client):
    make_book()
    cursor = client.get(CHANGES).json()["cursor"]
    call_command("rebuild_publications", "--new-history")
    assert client.get(CHANGES, {"since": cursor}).status_code == 410
    assert (
        client.get(CHANGES, {"since": client.get(CHANGES).json()["cursor"]}).json()["items"] == []
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "name"),
    [
        *(("since=x", "since"), ("since=", "since"), ("since=W10", "since")),
        *(("since=bnVsbA", "since"), ("kind=page", "kind"), ("limit=1001", "limit")),
        *(("site=nowhere.example", "site"), ("kind=series&since={cursor}", "kind")),
    ],
)
def test_a_bad_parameter_is_a_problem_that_names_it(client, query, name):
    make_book()
    cursor = client.get(f"{CHANGES}?kind=book").json()["cursor"]
    response = client.get(f"{CHANGES}?{query.format(cursor=cursor)}")
    assert response.status_code == 422
    assert [error["loc"][:2] for error in response.json()["errors"]] == [["query", name]]


@pytest.mark.django_db
def test_following_costs_three_statements(client, django_assert_num_queries):
    for number in range(3):
        make_book(f"Book {number}", contributor=ContributorFactory())
    with django_assert_num_queries(3):
        cursor = client.get(CHANGES).json()["cursor"]
    with django_assert_num_queries(2):
        client.get(CHANGES, {"since": cursor})


def read_values(cursor: str) -> list:
    return from_opaque(cursor.rpartition(".")[0])


@pytest.mark.django_db
@pytest.mark.parametrize("signature", ["", ".", ".x", ".é", "kept"])
def test_a_forged_cursor_does_not_list_what_was_withdrawn_before_its_time(client, signature):
    book = make_book()
    book.unpublish()
    cursor = client.get(CHANGES).json()["cursor"]
    history, _number, _start, *others = read_values(cursor)
    kept = cursor[cursor.rindex(".") :]
    forged = to_opaque([history, 0, 0, *others]) + signature.replace("kept", kept)
    response = client.get(CHANGES, {"since": forged})
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"] == ["query", "since"]


@pytest.mark.django_db
def test_a_cursor_is_short_and_the_same_for_the_same_place(client):
    make_book()
    first, second = (client.get(CHANGES).json()["cursor"] for _ in range(2))
    assert first == second
    assert len(first) < 250


@pytest.mark.django_db
def test_a_cursor_outlives_a_change_of_the_secret_key(client, settings):
    make_book()
    cursor = client.get(CHANGES).json()["cursor"]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert client.get(CHANGES, {"since": cursor}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(CHANGES, {"since": cursor}).status_code == 422
