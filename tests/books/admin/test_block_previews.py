"""The preview of each block in the picker is rendered in the site's own looks."""

import pytest
from django.urls import reverse

from tests.books.test_blocks import insertable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("block", list(insertable()), ids=lambda block: type(block).__name__)
def test_a_preview_shows_its_words(admin_client, block):
    block_id = block.definition_prefix
    response = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": block_id})
    assert response.status_code == 200, block_id
    assert "css/site.css" in response.content.decode()
