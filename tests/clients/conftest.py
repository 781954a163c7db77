"""A served catalogue for clients to read."""

from collections.abc import Iterator

import pytest

from tests.clients.catalogue import plant_catalogue


@pytest.fixture
def catalogue_url(django_db_serialized_rollback, live_server) -> Iterator[str]:
    """The address of a server with the planted catalogue."""
    plant_catalogue()
    return live_server.url
