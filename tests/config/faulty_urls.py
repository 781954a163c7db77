"""The site's addresses, and others that fail in different ways, with all they were given."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django_tasks import task

from config import urls


@csrf_exempt
def fail(request: HttpRequest, token: str = "") -> HttpResponse:
    given = [*request.GET.values(), *request.POST.values(), *request.headers.values()]
    raise ValueError(f"{request.user}, {token}, {given}")


def fail_later(request: HttpRequest) -> HttpResponse:
    def pieces() -> Iterator[str]:
        yield "so far " * 300_000
        raise RuntimeError("and no further")

    return StreamingHttpResponse(pieces())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    raise RuntimeError("even this page")


@task()
def fail_as_a_task(address: str) -> None:
    raise RuntimeError(f"Nothing reaches {address}.")


urlpatterns = [
    path("fail/", fail),
    path("fail/<token>/", fail),
    path("api/v3/fail/", fail),
    path("fail-later/", fail_later),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = page_not_found, urls.handler500
