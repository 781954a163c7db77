"""Numbers are given in commit order: whoever reads "all after N" misses nothing."""

import threading

import pytest
from django.db import connection, connections

from books.models import BookPage, Numbering, Publication
from books.publishing.changes import one_change
from tests.factories import make_book


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_reader_of_all_after_n_sees_every_change_of_concurrent_publishers():
    rounds, publishers = 3, 4
    books = [make_book(f"Book {number}").pk for number in range(publishers)]
    start = Numbering.objects.get().last
    writers = [threading.Thread(target=publish, args=(pk, rounds)) for pk in books]
    seen: list[tuple[int, int]] = []
    for writer in writers:
        writer.start()
    cursor = start
    for writer in writers:
        while writer.is_alive():
            # Reading without a pause keeps the writers from working, and SQLite's wait ends.
            writer.join(timeout=0.01)
            cursor = read_after(cursor, seen)
    read_after(cursor, seen)
    numbers = [number for number, _ in seen]
    assert numbers == sorted(set(numbers))
    last = {pk: number for number, pk in seen}
    rows = Publication.objects.books().values_list("object_id", "number")
    assert last == dict(rows)
    assert max(numbers) == start + rounds * publishers


def publish(pk: int, rounds: int) -> None:
    try:
        for number in range(rounds):
            publish_once(pk, number)
    finally:
        connections.close_all()


def publish_once(pk: int, number: int) -> None:
    book = BookPage.objects.get(pk=pk)
    book.tagline = f"Printing {number}"
    book.save_revision().publish()


def read_after(cursor: int, seen: list[tuple[int, int]]) -> int:
    """Read what has a higher number than the cursor, as a mirror would; the new cursor."""
    rows = Publication.objects.filter(number__gt=cursor).order_by("number")
    for number, pk in rows.values_list("number", "object_id"):
        seen.append((number, pk))
        cursor = number
    return cursor


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_numbers_are_locked_until_the_commit():
    """While one transaction holds a number, no other gets the next; shown on PostgreSQL."""
    from django.db import transaction

    from books.publishing.publications import take_numbers

    with transaction.atomic():
        first = take_numbers(1)
        waiting = threading.Thread(target=take_one)
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join()
    with transaction.atomic():
        assert take_numbers(1) == first + 2
    assert connection.vendor in ("sqlite", "postgresql")


def take_one() -> None:
    from django.db import transaction

    from books.publishing.publications import take_numbers

    try:
        with transaction.atomic():
            take_numbers(1)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_publish_the_same_books_in_opposite_order_do_not_block_each_other():
    books = [make_book(f"Book {number}").pk for number in range(4)]
    failures: list[Exception] = []
    orders = (books, books[::-1])
    editors = [threading.Thread(target=publish_all, args=(pks, failures)) for pks in orders]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert failures == []


def publish_all(pks: list[int], failures: list[Exception]) -> None:
    """Publish these books as one change, as a bulk action does, and that five times."""
    try:
        for number in range(5):
            with one_change():
                for pk in pks:
                    publish_once(pk, number)
    except Exception as error:
        failures.append(error)
    finally:
        connections.close_all()
