"""Subjects and series have drafts: what is public of them is what a publisher has published."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from books.merging.merge import merge
from books.merging.undo import undo
from books.models import BookPage, BookSubject, Publication, Series, Subject
from books.publishing.records import record_of
from books.publishing.upkeep import everything
from tests.factories import SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db

KINDS = [("subject", Subject, SubjectFactory), ("series", Series, SeriesFactory)]


def edit(client: Client, thing: Subject | Series, **data: str) -> None:
    form = {"name": thing.name, "slug": thing.slug, "description": "null", **data}
    address = f"/admin/snippets/books/{thing._meta.model_name}/edit/{thing.pk}/"
    assert client.post(address, form).status_code == 302


def book_on(kind: str, thing: Subject | Series) -> BookPage:
    return make_book("Walden", **{kind: thing})


def shown(client: Client, kind: str) -> str | None:
    """What the API's record of the one book says of its subject or series."""
    (book,) = client.get("/api/v3/books/").json()["items"]
    said = book["subjects"][:1] if kind == "subject" else [book["series"] or {}]
    return said[0].get("name") if said else None


def stored_is_public() -> bool:
    """Whether everything that is stored is what building it again would say."""
    return not [drift for batch in everything() for drift in batch.drift()]


@pytest.mark.parametrize(("kind", "model", "factory"), KINDS)
def test_an_editors_change_of_a_live_one_is_a_draft(
    client, editor, publisher, kind, model, factory
):
    thing = factory(name="Ponds")
    book_on(kind, thing)
    before = list(Publication.objects.order_by("pk").values())
    edit(editor, thing, name="Lakes")
    edit(editor, thing, name="Rivers", **{"action-publish": "1"})
    assert list(Publication.objects.order_by("pk").values()) == before
    assert model.objects.get().name == "Ponds"
    assert model.objects.get().get_latest_revision_as_object().name == "Rivers"
    edit(publisher, thing, name="Rivers", **{"action-publish": "1"})
    assert shown(client, kind) == "Rivers"


@pytest.mark.parametrize(("kind", "model", "factory"), KINDS)
def test_what_an_editor_makes_in_the_list_is_a_draft(
    client, editor, publisher, kind, model, factory
):
    address = f"/admin/snippets/books/{model._meta.model_name}/add/"
    assert editor.post(address, {"name": "New", "description": "null"}).status_code == 302
    thing = model.objects.get()
    assert not thing.live
    book_on(kind, thing)
    assert shown(client, kind) is None
    assert client.get(thing.get_absolute_url()).status_code == 404
    edit(publisher, thing, **{"action-publish": "1"})
    assert shown(client, kind) == "New"
    assert client.get(thing.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("kind", "model", "factory"), KINDS)
def test_one_that_is_not_published_is_shown_nowhere(client, kind, model, factory):
    thing = factory(name="Xylophones")
    book = book_on(kind, thing)
    address = thing.get_absolute_url()
    public = ["/books/", "/", book.url, "/sitemap.xml", "/api/v3/books/", "/feeds/new.atom"]
    public += [f"/api/v3/books/?facets={kind}", f"/api/v3/{thing._meta.verbose_name_plural}/"]
    assert "Xylophones" in client.get(book.url).content.decode()
    thing.unpublish()
    for each in public:
        assert "Xylophones" not in client.get(each).content.decode(), each
    assert client.get(address).status_code == 404
    assert Publication.objects.get(kind=kind, object_id=thing.pk).withdrawn
    assert stored_is_public()
    model.objects.get().save_revision().publish()
    assert shown(client, kind) == "Xylophones"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("kind", "model", "factory"), KINDS)
def test_a_publisher_alone_publishes_a_draft(editor, publisher, kind, model, factory):
    thing = factory(name="Ponds")
    edit(editor, thing, name="Lakes")
    draft = model.objects.get().latest_revision
    with pytest.raises(PermissionDenied):
        draft.publish(user=editor.user)
    draft.publish(user=publisher.user)
    assert model.objects.get().name == "Lakes"


@pytest.mark.parametrize(("kind", "model", "factory"), KINDS)
def test_a_copy_is_not_saved_over_its_original(client, editor, kind, model, factory):
    thing = factory(name="Ponds")
    book_on(kind, thing)
    address = f"/admin/snippets/books/{model._meta.model_name}/copy/{thing.pk}/"
    assert editor.post(address, {"name": "Lakes", "description": "null"}).status_code == 302
    assert shown(client, kind) == "Ponds"
    assert not model.objects.get(name="Lakes").live


def test_a_draft_between_two_published_subjects_is_passed_over(client):
    top = SubjectFactory(name="Nature")
    middle = SubjectFactory(name="Secret", parent=top, live=False)
    below = SubjectFactory(name="Ponds", parent=middle)
    make_book("Walden", subject=below)
    (book,) = client.get(f"/api/v3/books/?subject={top.pk}").json()["items"]
    assert [each["name"] for each in book["subjects"][0]["ancestors"]] == ["Nature"]
    page = client.get(top.get_absolute_url()).content.decode()
    assert below.get_absolute_url() in page
    for address in (top, below):
        assert "Secret" not in client.get(address.get_absolute_url()).content.decode()
    assert "Secret" not in client.get("/books/").content.decode()
    middle.save_revision().publish()
    (book,) = client.get("/api/v3/books/").json()["items"]
    assert [each["name"] for each in book["subjects"][0]["ancestors"]] == ["Nature", "Secret"]
    assert stored_is_public()


def test_two_drafts_cannot_stand_under_each_other(publisher):
    one, other = SubjectFactory(), SubjectFactory()
    edit(publisher, one, parent=str(other.pk))
    edit(publisher, other, parent=str(one.pk), **{"action-publish": "1"})
    with pytest.raises(ValidationError):
        Subject.objects.get(pk=one.pk).latest_revision.publish(user=publisher.user)
    assert Subject.objects.get(pk=one.pk).parent is None


def test_a_merge_moves_the_drafts_of_what_stands_below_too(publisher):
    duplicate, kept, below = (SubjectFactory(name=name) for name in ("Pond", "Ponds", "Frogs"))
    edit(publisher, below, parent=str(duplicate.pk))
    made = merge("subject", duplicate.pk, kept.pk, publisher.user)
    draft = Subject.objects.get(pk=below.pk).get_latest_revision_as_object()
    assert draft.parent_id == kept.pk
    undo("subject", made.pk, publisher.user)
    draft = Subject.objects.get(pk=below.pk).get_latest_revision_as_object()
    assert draft.parent_id == duplicate.pk


def test_a_draft_whose_parent_is_gone_opens_without_it(publisher):
    above, below = SubjectFactory(), SubjectFactory()
    edit(publisher, below, parent=str(above.pk))
    above.delete()
    draft = Subject.objects.get().get_latest_revision_as_object()
    assert draft.parent is None


def test_a_draft_of_a_book_previews_what_publishing_would_show():
    book = make_book("Walden", live=False, series=SeriesFactory(live=False))
    book.book_subjects = [BookSubject(subject=SubjectFactory(live=False))]
    record = record_of(book)
    assert record.subjects == []
    assert record.series is None
