"""Records are kept in memory by what they say, so that lists need not read them again."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from books import stored_records
from books.memory import Memory
from books.models import Publication
from books.stored_records import Stored
from tests.factories import make_book

pytestmark = pytest.mark.django_db

LIST = "/api/v3/books/"


@pytest.fixture(autouse=True)
def memory(monkeypatch) -> Memory[str, bytes]:
    """One in which nothing is kept yet."""
    memory: Memory[str, bytes] = Memory(1_000_000, size_of=len)
    monkeypatch.setattr(stored_records, "KEPT", memory)
    return memory


def titles(client) -> list[str]:
    return [item["title"] for item in client.get(LIST).json()["items"]]


def digests(*rows: Publication) -> dict[int, str]:
    return {row.pk: row.digest for row in rows}


def test_lists_read_only_what_changed(client, django_assert_num_queries):
    book, _other = make_book("One"), make_book("Another")
    for cost in (2, 1):
        with django_assert_num_queries(cost):
            assert titles(client) == ["One", "Another"]
    book.title = "One more"
    book.save_revision().publish()
    for cost in (2, 1):
        with django_assert_num_queries(cost):
            assert titles(client) == ["One more", "Another"]
    book.unpublish()
    with django_assert_num_queries(1):
        assert titles(client) == ["Another"]


def test_lists_and_cards_share_them(client, django_assert_num_queries):
    make_book("One")
    titles(client)
    row = Publication.objects.books().get()
    with django_assert_num_queries(0):
        found = stored_records.stored_records(digests(row))
    assert json.loads(found[row.pk].record)["title"] == "One"


def test_what_changed_or_went_since_its_digest_was_read_is_told_as_it_is(memory):
    changed, gone = make_book("One"), make_book("Another")
    rows = list(Publication.objects.books().order_by("object_id"))
    changed.title = "One more"
    changed.save_revision().publish()
    gone.unpublish()
    found = stored_records.stored_records(digests(*rows))
    now = Publication.objects.books().get(object_id=changed.pk)
    assert found == {now.pk: Stored(now.digest, now.record.encode())}
    assert len(memory) == 1


def test_none_are_read_where_none_are_asked_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stored_records.stored_records({}) == {}


def test_memory_is_bounded_and_the_least_asked_for_goes_first():
    memory: Memory[int, bytes] = Memory(10, size_of=len)
    for key in range(3):
        memory.put(key, b"abc")
    assert memory.get(0) == b"abc"
    memory.put(3, b"abcd")
    assert [memory.get(key) for key in range(4)] == [b"abc", None, b"abc", b"abcd"]
    assert memory.size == 10
    memory.put(0, b"a")
    assert memory.size == 8
    memory.put(4, b"abcdefghijk")
    assert (len(memory), memory.size) == (0, 0)


def test_memory_can_be_read_while_others_write_to_it():
    memory: Memory[int, bytes] = Memory(300, size_of=len)
    done = Event()

    def read() -> None:
        while not done.is_set():
            for key in range(200):
                memory.get(key)

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for turn in range(20_000):
                memory.put(turn % 200, b"abc")
        finally:
            done.set()
    assert [reader.result() for reader in readers] == [None, None]
    assert (len(memory), memory.size) == (100, 300)
