"""The roles, and clients that are logged in as someone of one."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.test import Client
from wagtail.models import APIToken, Collection, GroupCollectionPermission, GroupPagePermission

from books.models import BookIndexPage
from tests.factories import make_catalogue, make_site

roles = import_module("home.migrations.0003_roles")

PAGES = ("add_page", "change_page", "publish_page")
MEDIA = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}


def make_user(group: str, name: str = "") -> AbstractUser:
    """A user of this group alone; the catalogue is there with it."""
    make_catalogue()
    name = name or group.lower().replace(" ", "-")
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "secret")
    user.groups.add(Group.objects.get(name=group))
    return user


def make_roles_again() -> None:
    """After a test with transactions of its own has emptied the database."""
    roles.make_roles(apps)


def log_in(group: str, name: str = "") -> Client:
    client = Client()
    client.user = make_user(group, name)
    client.force_login(client.user)
    return client


def make_section_editor(name: str = "section") -> AbstractUser:
    """A user who publishes what stands below `/a-section/`, with media of the collection "Own"."""
    # Books are made in the first catalogue there is, which is not to be this section.
    make_catalogue()
    group = Group.objects.create(name="Section editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    section = make_site().add_child(instance=BookIndexPage(title="A section", slug="a-section"))
    own = Collection.get_first_root_node().add_child(name="Own")
    for codename in PAGES:
        right = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=section, permission=right)
    for app, codenames in MEDIA.items():
        for right in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.create(group=group, collection=own, permission=right)
    return make_user(group.name, name)


def token_of(user: AbstractUser) -> dict[str, str]:
    """The header that a program of this user sends."""
    return {"Authorization": f"Bearer {APIToken.create_token(user=user, name='test')[1]}"}
