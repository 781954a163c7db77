"""Prints, as JSON, the cookie of an administrator who has just logged in, and the books' list."""

import json

import django
from django.conf import settings


def main() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from tests.benchmarks.catalogue import ADMINISTRATOR

    client = Client()
    client.force_login(get_user_model().objects.get(username=ADMINISTRATOR))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    print(json.dumps({"cookie": cookie, "path": reverse("books:index")}))


if __name__ == "__main__":
    main()
