"""The people of the demo, one for each role, all with one password that is no secret."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group

from home.roles import MARKETING_EDITORS, PUBLISHERS

DEMO_PASSWORD = "frontlist-demo"  # noqa: S105
DEMO_GROUPS = {"admin": "", "editor": MARKETING_EDITORS, "publisher": PUBLISHERS}
DEMO_USERNAMES = tuple(DEMO_GROUPS)


def demo_users_exist() -> list[AbstractUser]:
    """The users whom anyone could log in as, since they still have the demo password."""
    users = get_user_model().objects.filter(username__in=DEMO_USERNAMES, is_active=True)
    return [user for user in users if user.check_password(DEMO_PASSWORD)]


def make_demo_users() -> list[str]:
    """Makes the users that are missing; returns what was made, in words."""
    there = set(get_user_model().objects.values_list("username", flat=True))
    missing = [username for username in DEMO_USERNAMES if username not in there]
    for username in missing:
        make_demo_user(username, DEMO_GROUPS[username])
    return [f"the user “{username}”" for username in missing]


def make_demo_user(username: str, group: str) -> None:
    user = get_user_model().objects.create_user(
        username,
        email=f"{username}@example.org",
        password=DEMO_PASSWORD,
        is_superuser=not group,
        is_staff=not group,
    )
    if group:
        user.groups.add(Group.objects.get(name=group))
