import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation

from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.factories import make_catalogue
from tests.roles import log_in, make_section_editor
from tests.running import Running, running_site
from tests.smtp import MailServer

PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_configure() -> None:
    # Many tests start processes, which shall not compile all of the code again each time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_finish() -> None:
    # What is imported stays; looking through it again and again takes an eighth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Without what only costs time: slow password hashes, static files under hashed names."""
    with override_settings(
        MEDIA_ROOT=str(tmp_path_factory.mktemp("media")),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "staticfiles": PLAIN_STATIC},
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The tests' database, with a site and its catalogue: most tests would make them first."""
    with django_db_blocker.unblock():
        make_catalogue()
        # What tests that commit begin with, each after the other has emptied the database.
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()


@pytest.fixture(autouse=True)
def new_beginning() -> None:
    """What one test caches of its database, asks of the API, or reads in another language, means
    nothing to the next."""
    translation.deactivate()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def editor() -> Client:
    return log_in(MARKETING_EDITORS, "editor")


@pytest.fixture
def publisher() -> Client:
    return log_in(PUBLISHERS, "publisher")


@pytest.fixture
def section() -> Client:
    """Works in one section and one collection, and publishes there."""
    client = Client()
    client.user = make_section_editor()
    client.force_login(client.user)
    return client


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """Takes all mails of the test, over SMTP."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def post() -> Iterator[MailServer]:
    """Takes all mails of the demo site."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, post: MailServer) -> Iterator[Running]:
    """The demo, served as `make run` serves it, for those who read it from outside."""
    variables = {"API_RATE_ANONYMOUS": "", "EMAIL_URL": f"smtp://{post.host}:{post.port}"}
    with running_site(tmp_path_factory.mktemp("demo"), **variables) as site:
        yield site
