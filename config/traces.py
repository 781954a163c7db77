"""Traces of requests by OpenTelemetry: only with OTEL_EXPORTER_OTLP_ENDPOINT, inside the edge.

Its other variables (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …) are read by its own packages.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from config.log_context import current_request
from config.masking import mask

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

REQUEST_IDS = "config.request_ids.RequestIdMiddleware"
# Of a reader nothing is told; of an address no query.
LEFT_OUT = {"http.user_agent", "user_agent.original", "net.peer.ip", "client.address", "url.query"}
ADDRESSES = {"http.url", "http.target", "url.full"}


def trace_requests() -> None:
    """Called before Django is loaded, whose middleware it adds to. Raises ImproperlyConfigured."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.django import DjangoInstrumentor
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ImproperlyConfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT needs packages that are not installed:"
            " .venv/bin/uv sync --no-dev --inexact --group opentelemetry"
        ) from error

    class MaskingProcessor(BatchSpanProcessor):
        """Masks while the request is there, whose secrets it then knows."""

        def on_end(self, span: "ReadableSpan") -> None:
            super().on_end(mask_span(span, current_request.get()))

    os.environ.setdefault("OTEL_SERVICE_NAME", "frontlist")
    provider = TracerProvider()
    provider.add_span_processor(MaskingProcessor(OTLPSpanExporter()))
    DjangoInstrumentor().instrument(
        tracer_provider=provider,
        excluded_urls="healthz,readyz,metrics",
        # Within what gives the request its id.
        middleware_position=1 + settings.MIDDLEWARE.index(REQUEST_IDS),
    )


def mask_span(span: "ReadableSpan", request: HttpRequest | None) -> "ReadableSpan":
    """The same one, with what may leave this house."""
    from opentelemetry.sdk.trace import Event, ReadableSpan
    from opentelemetry.trace import Status

    events = [
        Event(each.name, mask_attributes(each.attributes, request), each.timestamp)
        for each in span.events
    ]
    return ReadableSpan(
        name=mask(span.name, request),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=mask_attributes(span.attributes, request),
        events=events,
        links=span.links,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        # Its description is the exception's message.
        status=Status(
            span.status.status_code, mask(span.status.description or "", request) or None
        ),
        start_time=span.start_time,
        end_time=span.end_time,
    )


def mask_attributes(
    attributes: Mapping[str, Any] | None, request: HttpRequest | None
) -> dict[str, Any]:
    kept = {name: each for name, each in (attributes or {}).items() if name not in LEFT_OUT}
    for name in ADDRESSES & kept.keys():
        kept[name] = kept[name].partition("?")[0]
    return {
        name: mask(value, request) if isinstance(value, str) else value
        for name, value in kept.items()
    }
