"""How far a change that many books show has come, for those who may look."""

import pytest

from books.models import Rebuild

pytestmark = pytest.mark.django_db


def test_the_progress_of_rebuilds_can_be_seen_and_not_changed(admin_client):
    rebuild = Rebuild.objects.create(
        kind="subject", object_id=1, label="subject: Economics", done=50, total=120
    )
    page = admin_client.get("/admin/books/rebuild/").content.decode()
    assert "subject: Economics" in page
    assert "50" in page
    assert "120" in page
    assert "/admin/books/rebuild/create/" not in page
    for act in ("edit", "delete"):
        assert admin_client.get(f"/admin/books/rebuild/{act}/{rebuild.pk}/").status_code in (
            302,
            403,
        )


def test_who_has_no_permission_does_not_see_them(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", password="secret"))
    assert client.get("/admin/books/rebuild/").status_code == 302
