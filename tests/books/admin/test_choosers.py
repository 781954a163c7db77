"""What a book lacks can be made where it is chosen."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document

from books.models import Contributor, Series, Subject
from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_picture
from tests.roles import make_section_editor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Contributor, {"name": "Ada Writer", "kind": "person"}),
        (Subject, {"name": "Economics"}),
        (Series, {"name": "Voyages"}),
    ],
)
def test_a_new_one_is_made_in_the_chooser(editor, model, fields):
    name = f"wagtailsnippetchoosers_books_{model._meta.model_name}"
    response = editor.post(reverse(f"{name}:create"), fields)
    assert response.json()["step"] == "chosen"
    assert model.objects.get().name == fields["name"]


def test_a_new_contributor_gets_sort_name_and_slug(editor):
    address = reverse("wagtailsnippetchoosers_books_contributor:create")
    editor.post(address, {"name": "Marco Coscione", "kind": "person"})
    person = Contributor.objects.get()
    assert (person.sort_name, person.slug) == ("Coscione, Marco", "marco-coscione")


@pytest.mark.parametrize("typed", ["bronte", "Brontë", "BRONTE", "charlotte bron"])
@pytest.mark.parametrize("factory", [ContributorFactory, SubjectFactory, SeriesFactory])
def test_who_types_no_accents_finds_what_is_there_already(editor, factory, typed):
    found = factory(name="Charlotte Brontë")
    factory(name="Another")
    name = found._meta.model_name
    for address in (
        reverse(f"wagtailsnippetchoosers_books_{name}:choose_results"),
        reverse(f"wagtailsnippets_books_{name}:list_results"),
    ):
        shown = editor.get(address, {"q": typed}).content.decode()
        assert "Charlotte Brontë" in shown
        assert "Another" not in shown


def test_the_admins_api_shows_media_to_who_may_work_with_them(editor):
    section = Client()
    section.force_login(make_section_editor())
    document = Document.objects.create(title="Sample", file=ContentFile(b"%PDF", name="s.pdf"))
    for kind, thing in {"images": make_picture(), "documents": document}.items():
        address = f"/admin/api/main/{kind}/{thing.pk}/"
        assert editor.get(address).status_code == 200
        assert section.get(address).status_code == 404
