"""Faults to Sentry, or what speaks its protocol: only with SENTRY_DSN, and masked as the log is."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.log_context import current_request
from config.masking import mask, mask_path

# Of a request these alone are sent; never its headers, cookies, query or body.
ABOUT_REQUEST = ("method", "url")


def start_sentry(dsn: str) -> None:
    """Called by the settings, so that it is there for the server, the worker and commands alike.

    Raises ImproperlyConfigured.
    """
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN needs a package that is not installed:"
            " .venv/bin/uv sync --no-dev --inexact --group sentry"
        ) from error
    try:
        sentry_sdk.init(
            dsn,
            before_send=mask_event,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            # What was logged and asked before a fault.
            max_breadcrumbs=0,
        )
    except sentry_sdk.utils.BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN must be like https://key@host/project.") from error


def mask_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    request = current_request.get()
    about = event.pop("request", {})
    event.pop("extra", None)
    masked = mask_values(event, request)
    if request is not None:
        masked["request"] = {"method": about.get("method"), "url": mask_path(request)}
        masked["tags"] = {**masked.get("tags", {}), "request_id": getattr(request, "id", "")}
    return masked


def mask_values(value: Any, request: Any) -> Any:
    """Any text within; `event_id` and the like are Sentry's own."""
    match value:
        case str():
            return mask(value, request)
        case dict():
            return {
                name: each if name in OWN else mask_values(each, request)
                for name, each in value.items()
            }
        case list() | tuple():
            return [mask_values(each, request) for each in value]
    return value


OWN = {"event_id", "trace_id", "span_id", "parent_span_id", "sdk", "modules", "release"}
