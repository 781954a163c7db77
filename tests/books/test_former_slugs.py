"""The address that a contributor, a subject or a series had leads to where it is now."""

import pytest
from django.core.management import call_command

from books.merging.merge import merge
from books.merging.undo import undo
from books.models import Contributor, FormerSlug, Publication
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db


def rename(thing, slug: str):
    """The thing as it is stored, under another slug."""
    thing = type(thing).objects.get(pk=thing.pk)
    thing.slug = slug
    thing.save()
    return thing


def where(client, path: str) -> str | int:
    """Where the address leads, or what it answers instead."""
    answer = client.get(path)
    return answer["Location"] if answer.status_code == 301 else answer.status_code


def person(client, slug: str) -> str | int:
    return where(client, f"/contributors/{slug}/")


def slugs() -> set[str]:
    return set(FormerSlug.objects.values_list("slug", flat=True))


@pytest.fixture
def ada() -> Contributor:
    ada = ContributorFactory(name="Ada")
    make_book("By Ada", contributor=ada)
    return ada


def test_the_old_address_leads_to_the_new_one(client):
    subject, series = SubjectFactory(name="Ponds"), SeriesFactory(name="Walks")
    ada = ContributorFactory(name="Ada")
    make_book(contributor=ada, subject=subject, series=series)
    for thing, path in ((ada, "/contributors/"), (subject, "/subjects/"), (series, "/series/")):
        old = thing.get_absolute_url()
        assert where(client, old) == 200
        rename(thing, "other")
        assert where(client, old) == f"{path}other/"
        assert where(client, f"{old}?page=2&q=a%20b") == f"{path}other/?page=2&q=a%20b"
        assert where(client, f"{path}other/") == 200
        assert where(client, f"{path}nothing/") == 404


def test_slugs_of_one_kind_say_nothing_of_another(client, ada):
    rename(ada, "other")
    assert where(client, "/subjects/ada/") == where(client, "/series/ada/") == 404


def test_letters_beyond_ascii(client):
    writer = ContributorFactory(name="Émile Żuk", slug="émile-żuk")
    make_book(contributor=writer)
    old = writer.get_absolute_url()
    rename(writer, "жук")
    assert slugs() == {"émile-żuk"}
    answer = client.get(old, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/contributors/%D0%B6%D1%83%D0%BA/", 301)]


def test_each_old_address_leads_straight_to_the_latest(client, ada):
    for slug in ("b", "c", "d"):
        rename(ada, slug)
    assert [person(client, slug) for slug in ("ada", "b", "c")] == ["/contributors/d/"] * 3


def test_going_back_to_an_old_slug_needs_no_way_to_it(client, ada):
    rename(ada, "b")
    rename(ada, "ada")
    assert slugs() == {"b"}
    assert person(client, "ada") == 200
    assert person(client, "b") == "/contributors/ada/"


def test_a_new_thing_wins_over_the_redirect(client, ada):
    rename(ada, "augusta")
    other = ContributorFactory(name="Ada", slug="ada")
    # Nobody else can know of it yet.
    assert person(client, "ada") == "/contributors/augusta/"
    book = make_book("By the other", contributor=other)
    assert person(client, "ada") == 200
    book.unpublish()
    assert person(client, "ada") == 404
    book.save_revision().publish()
    rename(other, "another")
    assert person(client, "ada") == "/contributors/another/"


def test_only_what_is_public_is_led_to(client, ada):
    book = ada.contributions.get().page
    rename(ada, "augusta")
    book.unpublish()
    assert person(client, "ada") == person(client, "augusta") == 404
    rename(ada, "secret")
    assert person(client, "ada") == person(client, "augusta") == person(client, "secret") == 404
    book.save_revision().publish()
    assert person(client, "ada") == person(client, "augusta") == "/contributors/secret/"


def test_slugs_that_nobody_knew_are_not_kept(client):
    hidden = ContributorFactory(name="Hidden")
    draft = make_book(contributor=hidden, live=False)
    rename(hidden, "embargoed")
    rename(hidden, "open")
    draft.save_revision().publish()
    assert person(client, "open") == 200
    assert person(client, "hidden") == person(client, "embargoed") == 404
    assert not FormerSlug.objects.exists()


def test_the_slug_of_a_draft_counts_once_it_is_published(client, ada):
    draft = Contributor.objects.get(pk=ada.pk)
    draft.slug = "augusta"
    revision = draft.save_revision()
    assert person(client, "ada") == 200
    assert person(client, "augusta") == 404
    revision.publish()
    assert person(client, "ada") == "/contributors/augusta/"
    Contributor.objects.get(pk=ada.pk).unpublish()
    assert person(client, "ada") == person(client, "augusta") == 404


def test_what_was_deleted_leads_nowhere(client):
    series = SeriesFactory(name="Walks")
    book = make_book(series=series)
    rename(series, "strolls")
    book.delete()
    series.delete()
    assert where(client, "/series/walks/") == where(client, "/series/strolls/") == 404


def test_old_addresses_of_what_was_merged_lead_to_the_kept_one(client, ada):
    rename(ada, "augusta")
    kept = ContributorFactory(name="Countess")
    make_book("By the countess", contributor=kept)
    made = merge("contributor", ada.pk, kept.pk, None)
    assert person(client, "ada") == person(client, "augusta") == "/contributors/countess/"
    rename(kept, "lovelace")
    assert person(client, "ada") == person(client, "countess") == "/contributors/lovelace/"
    undo("contributor", made.pk, None)
    assert person(client, "ada") == "/contributors/augusta/"
    assert person(client, "augusta") == 200
    assert person(client, "countess") == "/contributors/lovelace/"


def test_a_rebuild_changes_nothing_and_forgives_a_damaged_record(client, ada):
    rename(ada, "augusta")
    call_command("rebuild_publications")
    assert slugs() == {"ada"}
    Publication.objects.filter(kind="contributor", object_id=ada.pk).update(record="{")
    call_command("rebuild_publications")
    assert slugs() == {"ada"}
    assert person(client, "ada") == "/contributors/augusta/"


def test_nothing_but_the_slug_leaves_a_row(ada):
    ada.bio = "<p>Other.</p>"
    ada.save()
    ContributorFactory(name="Nobody").delete()
    assert not FormerSlug.objects.exists()
