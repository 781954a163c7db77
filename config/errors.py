"""Every answer that is an error: a page for people, RFC 9457's problem details under `/api/`."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

RETRY_AFTER_SECONDS = "30"
PROBLEM_JSON = "application/problem+json"
PAGES = {
    HTTPStatus.SERVICE_UNAVAILABLE: "503.html",
    HTTPStatus.INTERNAL_SERVER_ERROR: "500.html",
}


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def is_from_editor(request: HttpRequest) -> bool:
    """Whether it is for the admin, and from someone who may open that."""
    user = getattr(request, "user", None)
    is_admin = request.path_info.startswith("/admin/")
    return is_admin and user is not None and user.has_perm("wagtailadmin.access_admin")


def problem_body(status: HTTPStatus, detail: str, **more: object) -> dict[str, object]:
    """RFC 9457, section 3."""
    said = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return said | more


def problem(status: HTTPStatus, detail: str, **more: object) -> JsonResponse:
    body = problem_body(status, detail, **more)
    return JsonResponse(body, status=status, content_type=PROBLEM_JSON)


def error_response(
    request: HttpRequest, status: HTTPStatus, detail: str, **more: object
) -> HttpResponse:
    """Needs no database. `more` are further members of the problem; a page shows `request_id`."""
    if is_api(request):
        return problem(status, detail, **more)
    page = PAGES.get(status, "400.html")
    return HttpResponse(render_to_string(page, more), status=status)


def name_request(request: HttpRequest) -> dict[str, str]:
    """So that a reader can tell us which one failed, and we find it in the log."""
    request_id = getattr(request, "id", "")
    return {"request_id": request_id} if request_id else {}


def refuse_request(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse:
    """Answers a request that the server does not take, now or ever. Needs no database."""
    of_body = status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if of_body and not is_api(request):
        return HttpResponse(render_to_string("413.html", {"message": detail}), status=status)
    response = error_response(request, status, detail)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def refuse_form(request: HttpRequest) -> HttpResponse:
    """Answers an editor whose form is too large to be read; autosave expects Wagtail's JSON."""
    message = _(
        "Nothing was saved: this form has more fields or more text than one form may have. "
        "What you typed is still in it. Make it shorter, and save again."
    )
    if request.accepts("text/html"):
        page = render_to_string("413.html", {"message": message})
        return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    said = {"success": False, "error_code": "validation_error", "error_message": message}
    return JsonResponse(said, status=HTTPStatus.BAD_REQUEST)


def offer_to_send_again(request: HttpRequest) -> HttpResponse | None:
    """A page that keeps what was typed into a form, unless a password was.

    It has no token of its own: a form that another site sent is refused again.
    """
    if request.method != "POST" or is_api(request) or not request.accepts("text/html"):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (BadRequest, OSError, RawPostDataException):
        return None
    if any("password" in name for name, _value in fields):
        return None
    known = {"fields": fields, "action": request.get_full_path(), "has_files": request.FILES}
    page = render_to_string("503_again.html", known)
    response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent))
    if too_large and is_from_editor(request):
        return refuse_form(request)
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        detail = f"The body is longer than {most} bytes."
        return error_response(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return error_response(request, HTTPStatus.BAD_REQUEST, "This request is not valid.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return problem(HTTPStatus.FORBIDDEN, "This is not open to you.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Tells a database that is away, or that refuses a value, from a fault of ours."""
    match sys.exc_info()[1]:
        case OperationalError() | InterfaceError():
            response = offer_to_send_again(request) or error_response(
                request,
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Please try again in a moment.",
                **name_request(request),
            )
            response["Retry-After"] = RETRY_AFTER_SECONDS
            return response
        case DataError() if request.method in ("GET", "HEAD"):
            return error_response(
                request, HTTPStatus.BAD_REQUEST, "The address asks for an impossible value."
            )
    detail = "The fault is ours."
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return error_response(request, status, detail, **name_request(request))
