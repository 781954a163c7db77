"""What a public server sends to Sentry and to a collector of traces, and that it is asked to."""

import json
import os
from collections.abc import Iterator

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.config.collectors import Collector, collecting
from tests.config.processes import run
from tests.config.servers import Process, production, serving

__all__ = ["production"]

SENTRY, TRACES = "/api/7/envelope/", "/v1/traces"
SECRETS = ("zoe", "horse", "dr4ft-t0ken", "b34rer")


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="module")
def server(production, collector) -> Iterator[Process]:
    reports = {
        "SENTRY_DSN": f"http://key@{collector.address}/7",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{collector.address}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    with serving(os.environ | production | reports) as server:
        answer = server.ask(
            "/fail/dr4ft-t0ken/?email=zoe@example.org",
            "password=correct+horse&email=zoe%40example.org",
            Authorization="Bearer b34rer",
            User_Agent="Mozilla/5.0",
            X_Request_ID="of-the-proxy",
        )
        assert answer.status == 500
        yield server


def test_a_fault_is_one_event_without_what_is_secret(server, collector):
    [envelope] = server.until(lambda: collector.sent(SENTRY))
    _header, item, payload = envelope.split(b"\n")[:3]
    assert json.loads(item)["type"] == "event"
    event = json.loads(payload)
    [error] = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert not any("vars" in frame for frame in error["stacktrace"]["frames"])
    assert event["request"] == {"method": "POST", "url": "/fail/***/"}
    assert event["tags"]["request_id"] == "of-the-proxy"
    text = envelope.decode()
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_request_is_a_span_without_what_is_secret(server, collector):
    [body] = server.until(lambda: collector.sent(TRACES))
    [resource] = ExportTraceServiceRequest.FromString(body).resource_spans
    named = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert named["service.name"] == "frontlist"
    [span] = resource.scope_spans[0].spans
    attributes = {each.key: each.value for each in span.attributes}
    assert attributes["http.status_code"].int_value == 500
    assert attributes["http.url"].string_value.endswith("/fail/***/")
    assert "http.user_agent" not in attributes
    assert span.end_time_unix_nano > span.start_time_unix_nano
    [event] = span.events
    assert event.name == "exception"
    assert [secret for secret in SECRETS if secret.encode() in body] == []


@pytest.mark.parametrize(
    ("variable", "value", "module", "group"),
    [
        ("SENTRY_DSN", "https://key@sentry.example/1", "sentry_sdk", "sentry"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://x.example", "opentelemetry.sdk", "opentelemetry"),
    ],
)
def test_where_a_package_is_missing_its_command_is_told(tmp_path, variable, value, module, group):
    script = f"import sys; sys.modules[{module!r}] = None; import config.wsgi"
    refused = run("-c", script, **{"VAR_DIR": str(tmp_path), variable: value})
    assert refused.returncode != 0
    last = refused.stderr.splitlines()[-1]
    assert variable in last
    assert f"--group {group}" in last


@pytest.mark.parametrize("value", ["nonsense", "https://sentry.example/1"])
def test_an_address_of_sentry_that_is_none_is_refused(tmp_path, value):
    refused = run("manage.py", "check", SENTRY_DSN=value, VAR_DIR=str(tmp_path))
    assert refused.returncode != 0
    assert refused.stderr.startswith("SENTRY_DSN: Must be a DSN")
    assert len(refused.stderr.splitlines()) == 1


def test_without_settings_nothing_of_either_is_loaded():
    script = (
        "import sys, django; django.setup()\n"
        "print([name for name in sys.modules if name.startswith(('sentry_sdk', 'opentelemetry'))])"
    )
    loaded = run("-c", script, DJANGO_SETTINGS_MODULE="config.settings")
    assert loaded.stdout.strip() == "[]", loaded.stderr
