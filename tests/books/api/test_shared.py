"""`/api/v3/contributors/`, `subjects/` and `series/`."""

from datetime import date

import pytest
from wagtail.models import Site

from books.models import Publication
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db


def names(client, address: str) -> list[str]:
    return [item["name"] for item in client.get(f"/api/v3/{address}").json()["items"]]


def test_each_has_its_books_newest_first(client):
    ada = ContributorFactory(name="Ada Lovelace", orcid="0000-0002-1825-0097")
    above = SubjectFactory(name="Society")
    subject = SubjectFactory(name="Economics", parent=above, bisac="BUS068000")
    run = SeriesFactory(name="Voyages")
    old = make_book("Old", contributor=ada, subject=subject, published_on=date(2001, 1, 1))
    new = make_book("New", contributor=ada, subject=above, series=run)
    make_book("Hidden", contributor=ada, subject=subject, series=run, live=False)
    for kind, address, record, ids in (
        ("contributor", f"contributors/{ada.pk}/", ContributorRecord, [new.pk, old.pk]),
        ("subject", f"subjects/{above.pk}/", SubjectRecord, [new.pk, old.pk]),
        ("subject", f"subjects/{subject.pk}/", SubjectRecord, [old.pk]),
        ("series", f"series/{run.pk}/", SeriesRecord, [new.pk]),
    ):
        answer = client.get(f"/api/v3/{address}").json()
        assert answer.pop("books") == {"count": len(ids), "ids": ids}
        stored = Publication.objects.get(kind=kind, object_id=answer["id"])
        assert record.model_validate(answer) == record.model_validate_json(stored.record)
    listed = client.get("/api/v3/subjects/").json()
    assert [item["books"]["count"] for item in listed["items"]] == [1, 2]
    assert listed["items"][0]["ancestors"] == [{"id": above.pk, "name": "Society"}]


def test_only_what_a_public_book_names_is_there(client):
    ada, hidden = ContributorFactory(name="Ada"), ContributorFactory(name="Hidden")
    book = make_book(contributor=ada)
    make_book("Draft", contributor=hidden, live=False)
    ContributorFactory(name="Of no book")
    assert names(client, "contributors/") == ["Ada"]
    there = client.get(f"/api/v3/contributors/{hidden.pk}/")
    nowhere = client.get("/api/v3/contributors/999999/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    book.unpublish()
    assert names(client, "contributors/") == []


def test_a_list_is_sorted_searched_and_paged(client):
    for name in ("Zoë Zimmer", "Émile Abel", "Ada Byron", "Organisation"):
        make_book(f"By {name}", contributor=ContributorFactory(name=name))
    assert names(client, "contributors/") == [
        *("Émile Abel", "Ada Byron", "Organisation", "Zoë Zimmer"),
    ]
    assert names(client, "contributors/?search=emile") == ["Émile Abel"]
    assert names(client, "contributors/?limit=2&offset=1") == ["Ada Byron", "Organisation"]
    first = client.get("/api/v3/contributors/?limit=3").json()
    second = client.get(first["next"]).json()
    assert [item["name"] for item in second["items"]] == ["Zoë Zimmer"]
    assert second["next"] is None
    assert client.get(second["previous"]).json()["items"] == first["items"]


def test_what_another_site_shows_is_listed_there(client):
    subject = SubjectFactory(name="Economics")
    book = make_book(subject=subject)
    other = Site.objects.create(hostname="other.example", root_page=book.get_root())
    Publication.objects.books().update(site_id=other.pk)
    assert names(client, "subjects/") == []
    assert names(client, "subjects/?site=other.example") == ["Economics"]


def test_lists_cost_at_most_four_statements(client, django_assert_num_queries):
    for number in range(3):
        make_book(f"Book {number}", subject=SubjectFactory(), series=SeriesFactory())
    for address in ("contributors/", "subjects/?search=subject", "series/"):
        client.get(f"/api/v3/{address}")
        with django_assert_num_queries(3):
            client.get(f"/api/v3/{address}")
    with django_assert_num_queries(4):
        client.get("/api/v3/contributors/?limit=2")
    subject = Publication.objects.filter(kind="subject").first().object_id
    with django_assert_num_queries(3):
        client.get(f"/api/v3/subjects/{subject}/")
