import pytest
from django.test import Client

from home.roles import MARKETING_EDITORS, PUBLISHERS
from tests.roles import log_in


@pytest.fixture
def publisher() -> Client:
    return log_in(PUBLISHERS, "publisher")


@pytest.fixture
def editor() -> Client:
    return log_in(MARKETING_EDITORS, "editor")
