"""What something public shows of images and documents is a publisher's to change or delete."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import APIToken, Collection, GroupPagePermission, PageViewRestriction

from books.models import Picture
from tests.books.publishing.test_schedule import HOUR, schedule
from tests.factories import ContributorFactory, make_book, make_content_page, make_picture

pytestmark = pytest.mark.django_db


def make_document(**fields):
    file = ContentFile(b"A sample.", name="sample.txt")
    return get_document_model().objects.create(title="Sample", file=file, **fields)


def change(client: Client, medium) -> None:
    place = "images" if isinstance(medium, Picture) else "documents"
    data = {"title": "Changed", "tags": "", "collection": medium.collection_id}
    address = f"{medium.pk}/" if place == "images" else f"edit/{medium.pk}/"
    client.post(f"/admin/{place}/{address}", data)


def delete(client: Client, medium) -> None:
    place = "images" if isinstance(medium, Picture) else "documents"
    address = f"{medium.pk}/delete/" if place == "images" else f"delete/{medium.pk}/"
    client.post(f"/admin/{place}/{address}")


def act_on_many(action: str, **data):
    def act(client: Client, medium) -> None:
        client.post(
            f"/admin/bulk/{medium._meta.label_lower.replace('.', '/')}/{action}/?id={medium.pk}",
            data,
        )

    act.__name__ = f"{action}_in_bulk"
    return act


def move_in_bulk(client: Client, medium) -> None:
    other = Collection.get_first_root_node().add_child(name="Other")
    act_on_many("add_to_collection", collection=other.pk)(client, medium)


def through_v3(method: str, **data):
    def act(client: Client, medium) -> None:
        _, token = APIToken.create_token(user=client.user, name="desk")
        place = "images" if isinstance(medium, Picture) else "documents"
        getattr(client, method)(
            f"/api/v3/{place}/{medium.pk}/",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    act.__name__ = f"{method}_through_v3"
    return act


WAYS = [
    change,
    delete,
    act_on_many("delete"),
    act_on_many("add_tags", tags="new"),
    move_in_bulk,
    through_v3("patch", title="Changed"),
    through_v3("delete"),
]


def stored(medium) -> tuple | None:
    now = type(medium).objects.filter(pk=medium.pk).first()
    return now and (now.title, now.file.name, now.collection_id, sorted(now.tags.names()))


@pytest.mark.parametrize("way", WAYS)
def test_an_editor_leaves_the_cover_of_a_public_book_alone(editor, publisher, way):
    cover = make_picture()
    make_book("Walden", cover=cover)
    before = stored(cover)
    way(editor, cover)
    assert stored(cover) == before
    way(publisher, cover)
    assert stored(cover) != before


@pytest.mark.parametrize("way", WAYS)
def test_an_editor_leaves_a_sample_alone_that_readers_have(editor, publisher, way):
    sample = make_document()
    book = make_book("Walden")
    book.formats.all()[0].sample = sample
    format_ = book.formats.first()
    format_.sample = sample
    format_.save()
    book.save()
    before = stored(sample)
    way(editor, sample)
    assert stored(sample) == before
    way(publisher, sample)
    assert stored(sample) != before


@pytest.mark.parametrize("way", WAYS)
def test_what_only_a_draft_shows_is_an_editors(editor, way):
    cover = make_picture()
    make_book("Walden", cover=cover, live=False)
    before = stored(cover)
    way(editor, cover)
    assert stored(cover) != before


def schedule_draft(editor: Client, cover: Picture) -> None:
    schedule(make_book("Walden", cover=cover, live=False), HOUR)


def schedule_update(editor: Client, cover: Picture) -> None:
    schedule(make_book("Walden"), HOUR, cover=cover)


def submit(editor: Client, cover: Picture) -> None:
    book = make_book("Walden", cover=cover, live=False)
    book.save_revision(user=editor.user)
    book.get_workflow().start(book, editor.user)


def schedule_portrait(editor: Client, photo: Picture) -> None:
    author = ContributorFactory(photo=photo, live=False)
    author.go_live_at = timezone.now() + HOUR
    author.save_revision().publish()


@pytest.mark.parametrize("way", [change, delete, through_v3("patch", title="Changed")])
@pytest.mark.parametrize("state", [schedule_draft, schedule_update, submit, schedule_portrait])
def test_what_is_to_be_public_has_been_reviewed(editor, publisher, state, way):
    cover = make_picture()
    state(editor, cover)
    before = stored(cover)
    way(editor, cover)
    assert stored(cover) == before
    way(publisher, cover)
    assert stored(cover) != before


def test_who_uploaded_it_asks_too(editor):
    cover = make_picture()
    cover.uploaded_by_user = editor.user
    cover.save()
    make_book("Walden", cover=cover)
    change(editor, cover)
    assert Picture.objects.get().title == "Cover"


def test_photos_and_pages_behind_a_password_count_too(editor):
    photo, picture = make_picture("Ada"), make_picture("Inside")
    make_book("Walden", contributor=ContributorFactory(photo=photo))
    page = make_content_page("Inside", body=[("image", {"image": picture})])
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    for medium in (photo, picture):
        before = stored(medium)
        change(editor, medium)
        assert stored(medium) == before


def test_the_editor_is_told_who_shows_it(editor):
    cover = make_picture()
    make_book("Walden", cover=cover)
    page = editor.get(f"/admin/images/{cover.pk}/", follow=True).content.decode()
    assert "“Cover” is shown by “Walden”: ask a publisher" in page
    _, token = APIToken.create_token(user=editor.user, name="desk")
    answer = editor.delete(
        f"/api/v3/images/{cover.pk}/", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 403
    assert "is shown by “Walden”" in answer.json()["detail"]


@pytest.fixture
def own(section) -> Picture:
    """Of the collection of someone who publishes nothing, and shown elsewhere."""
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    cover = make_picture()
    cover.collection = Collection.objects.get(name="Own")
    cover.save()
    return cover


def reasons(client: Client, medium: Picture) -> list[str]:
    """In the admin and in the API, each of which refuses."""
    _, token = APIToken.create_token(user=client.user, name="desk")
    address, headers = f"images/{medium.pk}/", {"Authorization": f"Bearer {token}"}
    page = client.get(f"/admin/{address}", follow=True).content.decode()
    answer = client.delete(f"/api/v3/{address}", headers=headers)
    assert answer.status_code == 403
    return [page, answer.json()["detail"]]


def test_an_editor_of_a_section_is_told_of_what_is_public(section, own):
    make_book("Walden", cover=own)
    private = make_book("Secret", cover=own)
    private.view_restrictions.create(restriction_type="login")
    for reason in reasons(section, own):
        assert "“Cover” is shown by “Walden”: ask a publisher" in reason
        assert "Secret" not in reason


def test_and_of_what_is_not_only_that_it_is(section, own):
    private = make_book("Secret", cover=own)
    private.view_restrictions.create(restriction_type="login")
    for reason in reasons(section, own):
        assert "“Cover” is shown by something that you cannot see: ask a publisher" in reason
        assert "Secret" not in reason


@pytest.mark.parametrize("is_live", [True, False])
def test_nor_is_a_draft_of_another_section_named(section, own, is_live):
    schedule(make_book("Walden", live=is_live), HOUR, cover=own, title="Secret")
    for reason in reasons(section, own):
        assert "“Cover” is to be shown by something that you cannot see: ask" in reason
        assert "Secret" not in reason
