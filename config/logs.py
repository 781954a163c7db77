"""Logs: on stderr, a line of JSON for each problem in production, readable in a terminal."""

import logging
import logging.config
import sys
import threading
from datetime import UTC, datetime
from typing import Any

from django.core.signals import got_request_exception
from pythonjsonlogger.json import JsonFormatter

from config.log_context import enter_task, keep_fault, leave_task, request_of
from config.masking import mask

logger = logging.getLogger("frontlist")
# What would end a line, or start another (Unicode, section 5.8), or control a terminal.
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


class JsonLines(JsonFormatter):
    """Named fields alone: what others attach to a record can be anything."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        request = request_of(record)
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(
            "T", "milliseconds"
        )
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = mask(record.message, request)
        log_data.update(getattr(record, "context", {}))
        if trace := message_dict.get("exc_info"):
            log_data["exc_info"] = mask(trace, request)


class TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        request = request_of(record)
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        message = mask(record.getMessage(), request).translate(CONTROL)
        context = getattr(record, "context", {}).items()
        told = " ".join(f"{name}={value}" for name, value in context).translate(CONTROL)
        line = f"{time} {record.levelname} {record.name}: {message}{f' [{told}]' if told else ''}"
        if record.exc_info:
            line += f"\n{mask(self.formatException(record.exc_info), request)}"
        return line


def make_formatter(style: str = "") -> logging.Formatter:
    """By default that of the settings: the server's own process asks, which has no Django."""
    if not style:
        from django.conf import settings

        style = settings.LOG_FORMAT
    return JsonLines() if style == "json" else TextLines()


def make_config(level: str, style: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`, after Django's own (`django.utils.log`)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "context": {"()": "config.log_context.ContextFilter"},
            "answers": {"()": "config.log_context.AnswerFilter"},
            "security": {"()": "config.log_context.SecurityFilter"},
        },
        "formatters": {"lines": {"()": make_formatter, "style": style}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["context", "security"],
            },
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Instead of Django's handlers, one of which mails whole requests to administrators.
            "django": {"level": level},
            # With DEBUG it would log each statement with its values.
            "django.db.backends": {"level": "INFO"},
            "django.request": {"filters": ["answers"]},
            # Written only where ACCESS_LOG puts `config.access_log` in front.
            "frontlist.access": {"level": "INFO"},
        },
    }


def configure(config: dict[str, str]) -> None:
    """Called by Django when it starts, in every process, with the setting LOGGING."""
    from django_tasks.signals import task_finished, task_started

    logging.config.dictConfig(make_config(**config))
    logging.captureWarnings(True)
    got_request_exception.connect(keep_fault, dispatch_uid="log")
    # After the receivers of django_tasks, which log how a task ended.
    task_started.connect(enter_task, dispatch_uid="log")
    task_finished.connect(leave_task, dispatch_uid="log")
    if config["style"] == "json":
        sys.excepthook = log_end
        threading.excepthook = log_end_of_thread


def log_end(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """What nobody has caught ends the process; being stopped from a keyboard is no fault."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logger.critical("The process ends.", exc_info=(kind, error, trace))


def log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        trace = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logger.critical("The thread %s ends.", getattr(ended.thread, "name", "?"), exc_info=trace)
