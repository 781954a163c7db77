"""Two who take one ISBN or one slug in the same instant: one gets it, the other hears why not."""

from functools import partial

import pytest
from django.test import Client

from books.models import BookPage, Contributor, Series, Subject
from books.publishing.refusals import PublishingError
from tests.at_once import fail_at_once, run_at_once
from tests.factories import make_book

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_of_two_books_published_at_once_with_one_isbn_one_is_refused():
    books = [make_book(title, live=False) for title in ("First", "Second", "Third")]
    for book in books:
        format_ = book.formats.get()
        format_.isbn = "9780140439441"
        book.formats = [format_]
        book.save_revision()
    revisions = [BookPage.objects.get(pk=book.pk).latest_revision for book in books]
    raised = fail_at_once(*(revision.publish for revision in revisions))
    assert [type(error) for error in raised] == [PublishingError] * 2
    assert all("already has this ISBN" in str(error) for error in raised)
    assert BookPage.objects.live().count() == 1


@pytest.mark.parametrize("model", [Contributor, Subject, Series])
def test_things_of_one_name_that_are_made_at_once_have_slugs_of_their_own(model):
    """Each has been checked, as a form does it, before any is saved."""
    things = [model(name="Ada") for _ in range(3)]
    for thing in things:
        thing.full_clean()
    assert {thing.slug for thing in things} == {"ada"}
    assert fail_at_once(*(thing.save for thing in things)) == []
    slugs = model.objects.values_list("slug", flat=True)
    assert sorted(slugs) == ["ada", "ada-2", "ada-3"]


def test_slugs_of_the_longest_names_differ_too():
    things = [Contributor.objects.create(name="a" * 255) for _ in range(12)]
    slugs = {thing.slug for thing in things}
    assert len(slugs) == 12
    assert max(map(len, slugs)) == 255


def test_two_who_add_a_subject_in_the_admin_at_once_are_both_served(django_user_model):
    users = [django_user_model.objects.create_superuser(name) for name in ("one", "two")]

    def add(user) -> int:
        client = Client()
        client.force_login(user)
        data = {"name": "Ponds", "slug": "", "description": "null"}
        return client.post("/admin/snippets/books/subject/add/", data).status_code

    assert run_at_once(*(partial(add, user) for user in users)) == [302, 302]
    assert Subject.objects.count() == 2
