"""The roles, and clients that are logged in as someone of one."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.test import Client

from tests.factories import make_catalogue

roles = import_module("home.migrations.0003_roles")


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
