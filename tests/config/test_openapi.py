"""`/api/v3/openapi.json`: the contract of the API."""

import json
from typing import Any

import jsonschema_rs
import pytest
from django.utils.translation import override
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from books.api.examples import record_examples
from books.record import BookRecord
from config.api import api_v3
from config.openapi import build_document
from tests.golden import GOLDEN, assert_golden

DRAFT = "https://json-schema.org/draft/2020-12/schema"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get("/api/v3/openapi.json").json()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }


@pytest.mark.golden
def test_the_contract_is_as_expected(document):
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)
    assert_golden("openapi.json", f"{text}\n")


def test_the_document_is_valid(document):
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(document)] == []
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": DRAFT, **schema})


def test_the_document_is_the_same_on_every_host_and_in_every_language(client, document):
    assert client.get("/api/v3/openapi.json", HTTP_HOST="127.0.0.1").json() == document
    with override("fr"):
        assert build_document(api_v3, "/api/v3/") == document


def test_every_operation_is_described_and_under_a_described_tag(document):
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    for name, operation in operations(document).items():
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= described, name


def test_readers_may_leave_out_the_token_and_editors_may_not(document):
    known = operations(document)
    assert {} in document["security"]
    assert "security" not in known["books_list"]
    assert known["pages_create"]["security"] == [{"BearerTokenAuth": []}]


def test_every_schema_is_used(document):
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text


def test_every_part_of_a_record_has_an_example_that_fits_its_schema(document):
    schemas = document["components"]["schemas"]
    parts = reachable("BookRecord", schemas)
    for name in parts:
        if schemas[name]["type"] == "object":
            assert schemas[name]["examples"], name
    for name, example in record_examples().items():
        whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(example)
        assert schemas[name]["examples"] == [example]


def reachable(name: str, schemas: dict[str, Any]) -> set[str]:
    """The names of all schemas a record is made of."""
    names: set[str] = set()
    waiting = {name}
    while waiting:
        names.add(name := waiting.pop())
        text = json.dumps(schemas[name])
        waiting |= {other for other in schemas if f'/schemas/{other}"' in text} - names
    return names


@pytest.mark.parametrize("stream", ["description", "contents", "author_bio", "praise"])
def test_every_stream_is_a_union_told_apart_by_type(document, stream):
    schemas = document["components"]["schemas"]
    items = schemas["BookRecord"]["properties"][stream]["items"]
    mapping = items["discriminator"]["mapping"]
    assert items["discriminator"]["propertyName"] == "type"
    assert {block["$ref"] for block in items["oneOf"]} == set(mapping.values())
    for word, reference in mapping.items():
        block = schemas[reference.rpartition("/")[2]]
        assert block["properties"]["type"]["const"] == word
        assert "type" in block["required"]


def test_the_example_is_a_record_with_every_block():
    record = BookRecord.model_validate(record_examples()["BookRecord"])
    streams = record.description, record.contents, record.author_bio, record.praise
    assert [len({block.type for block in stream}) for stream in streams] == [6, 4, 2, 2]


def test_golden_files_name_no_machine():
    assert "127.0.0.1" not in (GOLDEN / "openapi.json").read_text()
