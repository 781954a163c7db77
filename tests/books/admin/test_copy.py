"""New book from copy, as each role meets it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from books.models import BookPage, Contributor, PublisherSettings
from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.factories import ContributorFactory, make_book, make_catalogue
from tests.roles import log_in

TEXT = (
    "A Title\n\nBy Ada Writer\n\nA long river runs through all of it.\n\nAdd to cart\n\n"
    "Join our newsletter and save 10%.\n\n"
    "Ada Writer\n\nAda Writer lives by the sea, where she writes about boats and weather.\n"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    return reverse("new_book_from_copy:index")


@pytest.fixture
def editor(client, django_user_model):
    """Someone who may add books under the catalogue, and nothing else."""
    group = Group.objects.create(name="Marketing")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group,
        page=make_catalogue(),
        permission=Permission.objects.get(codename="add_page"),
    )
    user = django_user_model.objects.create_user("editor", "e@example.com", "pass")
    user.groups.add(group)
    client.force_login(user)
    return user


@pytest.fixture
def visitor(client, django_user_model):
    """Someone who sees the admin, but may add no book."""
    group = Group.objects.create(name="Lookers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = django_user_model.objects.create_user("visitor", "v@example.com", "pass")
    user.groups.add(group)
    client.force_login(user)
    return user


def test_what_was_understood_is_shown_and_nothing_is_saved(client, editor, url):
    response = client.post(url, {"text": TEXT, "catalogue": make_catalogue().pk})

    html = response.content.decode()
    assert "Ada Writer (Author)" in html
    assert "Line 7: Add to cart" in html
    assert "Make the draft" in html
    assert (BookPage.objects.count(), Contributor.objects.count()) == (0, 0)


def test_the_draft_is_made_and_opened(client, editor, url):
    response = client.post(url, {"text": TEXT, "catalogue": make_catalogue().pk, "make": "yes"})

    book = BookPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[book.pk])
    assert (book.live, book.owner, book.latest_revision.user) == (False, editor, editor)
    assert client.get(response.url).status_code == 200


def test_bad_text_has_its_error_beside_the_field_and_is_kept(client, editor, url):
    response = client.post(url, {"text": "<i>noise", "catalogue": make_catalogue().pk})

    html = response.content.decode()
    assert "This is no book copy" in html
    assert "&lt;i&gt;noise" in html
    assert response.context["form"].errors.keys() == {"text"}


def test_no_html_of_the_text_passes_into_the_preview(client, editor, url):
    text = TEXT.replace("A long", "<script>alert(1)</script> A long")

    response = client.post(url, {"text": text, "catalogue": make_catalogue().pk})

    assert "<script>alert(1)" not in response.content.decode()


def test_a_book_of_someone_else_is_not_touched(client, editor, url):
    book = make_book("A Title")

    response = client.post(url, {"text": TEXT, "catalogue": make_catalogue().pk, "make": "yes"})

    assert "you may not change it" in response.content.decode()
    assert book.revisions.count() == 0


def test_a_draft_changes_no_settings_and_no_bio_that_readers_see(client, editor, url):
    shown = ContributorFactory(name="Ada Writer", bio="")
    make_book("Another Book", contributor=shown)

    client.post(url, {"text": TEXT, "catalogue": make_catalogue().pk, "make": "yes"})

    shown.refresh_from_db()
    assert shown.bio == ""
    assert not PublisherSettings.objects.exclude(newsletter_offer="").exists()
    draft = BookPage.objects.get(title="A Title").get_latest_revision_as_object()
    assert "lives by the sea" in draft.author_bio[0].value["text"].source


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_add_no_book_is_turned_away(client, visitor, url, method):
    catalogue = make_catalogue()

    response = getattr(client, method)(url, {"text": TEXT, "catalogue": catalogue.pk, "make": "y"})

    assert response.url == reverse("wagtailadmin_home")
    assert not BookPage.objects.exists()


def test_only_who_may_add_a_book_sees_the_entry_in_the_menu(client, editor, url):
    assert url in client.get(reverse("wagtailadmin_home")).content.decode()


def test_who_may_add_no_book_sees_no_entry_in_the_menu(client, visitor, url):
    make_catalogue()

    assert url not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_strangers_are_asked_to_log_in(client, url):
    assert client.get(url).url.startswith(reverse("wagtailadmin_login"))


def make_draft(client, url):
    data = {"text": TEXT, "catalogue": make_catalogue().pk, "make": "yes"}
    return client.post(url, data, follow=True)


def test_who_may_add_no_contributor_gets_the_draft_without_them_and_is_told(client, editor, url):
    html = make_draft(client, url).content.decode()
    book = BookPage.objects.get().get_latest_revision_as_object()
    assert not Contributor.objects.exists()
    assert not book.contributions.exists()
    assert book.author_bio[0].value["name"] == "Ada Writer"
    assert "Not credited: Ada Writer" in html


def test_who_may_add_no_contributor_credits_those_that_are_there(client, editor, url):
    known = ContributorFactory(name="Ada Writer", bio="")
    html = make_draft(client, url).content.decode()
    book = BookPage.objects.get().get_latest_revision_as_object()
    assert [each.contributor for each in book.contributions.all()] == [known]
    assert Contributor.objects.get().bio == ""
    assert "Not credited" not in html


@pytest.mark.parametrize("role", [MARKETING_EDITORS, PUBLISHERS])
def test_who_may_add_contributors_does_so(role, url):
    make_draft(log_in(role), url)
    book = BookPage.objects.get().get_latest_revision_as_object()
    assert [each.name for each in book.contributions.all()] == ["Ada Writer"]
    assert "lives by the sea" in Contributor.objects.get().bio
