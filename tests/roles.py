"""Clients that are logged in as someone of a role."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.test import Client

from home.roles import make_roles
from tests.factories import make_catalogue


def make_user(group: str, name: str = "") -> AbstractUser:
    """A user of this group alone; the catalogue and the roles are there with it."""
    make_catalogue()
    make_roles()
    name = name or group.lower().replace(" ", "-")
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "secret")
    user.groups.add(Group.objects.get(name=group))
    return user


def log_in(group: str, name: str = "") -> Client:
    client = Client()
    client.user = make_user(group, name)
    client.force_login(client.user)
    return client
