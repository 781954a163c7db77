"""`/metrics` for Prometheus, and the measuring of all else that is answered behind the edge."""

from collections.abc import Callable, Iterator
from hmac import compare_digest
from http import HTTPStatus
from itertools import product
from time import perf_counter

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric

from config.metrics import LIMITS
from config.metrics_process import REQUESTS
from config.metrics_shared import collect_processes
from config.metrics_site import collect_site

PATH = "/metrics"
KINDS = ("api", "admin", "media", "documents", "static", "search", "feeds", "page")
# Counted from 0, since Prometheus sees no increase in what begins with 1.
ALARMING = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)


class MetricsMiddleware:
    """Stands where the answers of health do. Without a token there is no such address, and to
    who does not have it neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        for kind, status in product(KINDS, ALARMING):
            REQUESTS.labels(kind, int(status))
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(Numbers())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and is_allowed(request):
            return self.answer()
        started = perf_counter()
        response = self.get_response(request)
        kind = kind_of(request.path_info)
        REQUESTS.labels(kind, response.status_code).observe(perf_counter() - started)
        if limit := limit_of(kind, response.status_code):
            LIMITS[limit].add()
        return response

    def answer(self) -> HttpResponse:
        text = generate_latest(self.registry)
        return HttpResponse(
            text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
        )


def no_metrics(request: HttpRequest) -> HttpResponse:
    """The view at that address, for who may not read them."""
    raise Http404


class Numbers:
    """A collector of prometheus_client."""

    def collect(self) -> Iterator[Metric]:
        yield from collect_processes()
        yield from collect_site()


def is_allowed(request: HttpRequest) -> bool:
    given = request.META.get("HTTP_AUTHORIZATION", "")
    return request.method in ("GET", "HEAD") and compare_digest(
        given.encode(errors="replace"), f"Bearer {settings.METRICS_TOKEN}".encode()
    )


def kind_of(path: str) -> str:
    first = path[1:].partition("/")[0]
    return first if first in KINDS else "page"


def limit_of(kind: str, status: int) -> str | None:
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return "api" if kind == "api" else "forms"
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return "size"
    return None
