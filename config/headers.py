"""Security headers, by path: strict for the public, only as loose elsewhere as is needed."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Policy = dict[str, str]

PUBLIC: Policy = {
    "default-src": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
# Wagtail's edit forms have inline scripts, without hashes or nonces of their own.
ADMIN: Policy = PUBLIC | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
}
# Wagtail's user bar addresses its files by the site's own full URL, and styles itself inline.
USER_BAR: Policy = PUBLIC | {
    "default-src": f"'self' {settings.WAGTAILADMIN_BASE_URL}",
    "style-src": f"'self' 'unsafe-inline' {settings.WAGTAILADMIN_BASE_URL}",
    "img-src": "'self' data:",
}
API_DOCS: Policy = PUBLIC | {
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
}
# What was uploaded may be shown, but never run or load anything.
UPLOADS: Policy = {"sandbox": "", "default-src": "'none'"}

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class SecurityHeadersMiddleware:
    """Stands before all that answers readers, so that every such answer has the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = policy_for(request, response)
        written = "; ".join(f"{name} {sources}".strip() for name, sources in policy.items())
        # Wagtail's view for documents has a policy of its own, under which a PDF can be read.
        if policy is UPLOADS or "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = written
        response["Permissions-Policy"] = PERMISSIONS
        response["X-Content-Type-Options"] = "nosniff"
        return response


def policy_for(request: HttpRequest, response: HttpResponse) -> Policy:
    path = request.path_info
    if path.startswith(settings.MEDIA_URL) or is_download(request, response):
        return UPLOADS
    if path.startswith("/admin/"):
        return ADMIN
    if path == "/api/v3/docs" or path.startswith("/api/v3/docs/"):
        return API_DOCS
    return USER_BAR if shows_user_bar(request, response) else PUBLIC


def is_download(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it is a document that no browser shows: any but a PDF."""
    disposition = response.get("Content-Disposition", "")
    return request.path_info.startswith("/documents/") and disposition.startswith("attachment")


def shows_user_bar(request: HttpRequest, response: HttpResponse) -> bool:
    """Asks for the user only where there can be one, and never of a database that is away."""
    return (
        response.status_code < 500
        and response.get("Content-Type", "").startswith("text/html")
        and settings.SESSION_COOKIE_NAME in request.COOKIES
        and hasattr(request, "user")
        and request.user.is_authenticated
    )
