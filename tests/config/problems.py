"""What the API says where it refuses (RFC 9457)."""

from django.http import HttpResponse


def problem(response: HttpResponse, status: int) -> dict:
    """Its members; fails where the answer is no problem, or does not say what is wrong."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert (said["status"], bool(said["title"])) == (status, True)
    assert said["detail"] not in ("", "Validation failed")
    return said
