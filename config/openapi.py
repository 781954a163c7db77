"""The OpenAPI 3.1 document of `/api/v3/`: exact, in English, the same on every host.

Wagtail's API object makes a document of its own; `describe` puts this one in its place. It says
what a client generator has to know and Wagtail's does not: that a token may be left out where
anonymous readers are welcome, what each operation is for, and what a record looks like.
"""

import json
from functools import cache
from typing import Any

from django.utils.translation import override
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder
from ninja.schema import NinjaGenerateJsonSchema
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.api.v3.errors import ProblemDetail

from books.api.books import PartialBookList, PartialBookRecord
from books.api.examples import record_examples
from config.openapi_answers import cannot_be_asked, complete, operations_of
from config.openapi_words import ABOUT_TOKENS, DESCRIPTION, TAGS, TITLE, VERSION, description_of

# Schemas of answers of other media types than an operation's own.
BESIDES = (ProblemDetail, PartialBookList, PartialBookRecord)
BEARER = {"type": "http", "scheme": "bearer", "description": ABOUT_TOKENS}
TOKEN_REQUIRED = [{BearerTokenAuth.__name__: []}]
TOKEN_OPTIONAL = [{}, *TOKEN_REQUIRED]


def describe(api: NinjaAPI) -> None:
    """Let this API answer with the document below."""
    api.title, api.version, api.description = TITLE, VERSION, DESCRIPTION
    api.servers = [{"url": "/", "description": "The host that served this document"}]
    api.openapi_extra = {"tags": TAGS, "security": TOKEN_OPTIONAL}

    @cache
    def document(path_prefix: str) -> dict[str, Any]:
        return build_document(api, path_prefix)

    def get_openapi_schema(
        *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return document(
            api.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        )

    api.get_openapi_schema = get_openapi_schema


def build_document(api: NinjaAPI, path_prefix: str) -> dict[str, Any]:
    """The document as plain JSON values; the words of Wagtail's models in English."""
    with override("en"):
        return json.loads(json.dumps(Document(api, path_prefix), cls=NinjaJSONEncoder))


class Document(OpenAPISchema):
    """django-ninja's document, where it is wrong or says less than it could."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        for model in BESIDES:
            self.add_schema(model)
        self["paths"] = {
            path: operations
            for path, operations in self["paths"].items()
            if not any(map(cannot_be_asked, operations.values()))
        }
        for operation in operations_of(self):
            complete(operation)
        self["components"] = {
            "schemas": self.schemas_used(),
            "securitySchemes": {BearerTokenAuth.__name__: BEARER},
        }

    def schemas_used(self) -> dict[str, Any]:
        """Those that an operation refers to, by name, with their examples."""
        used = names_used(self["paths"], self.schemas)
        examples = {name: {"examples": [each]} for name, each in record_examples().items()}
        return {
            name: schema | examples.get(name, {})
            for name, schema in sorted(self.schemas.items())
            if name in used
        }

    def add_schema(self, model: type[Schema]) -> None:
        schema = model.model_json_schema(
            ref_template=REF_TEMPLATE,
            schema_generator=NinjaGenerateJsonSchema,
            mode="serialization",
        )
        self.add_schema_definitions(schema.pop("$defs", {}) | {model.__name__: schema})

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        details = super().operation_details(operation)
        if "description" not in details and (words := description_of(details["operationId"])):
            details["description"] = words
        return details

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """With examples in the schemas alone, and the values of a list by their schema's name."""
        parameters = super().operation_parameters(operation)
        for parameter in parameters:
            parameter.pop("examples", None)  # Beside the schema OpenAPI wants them named.
            items = parameter["schema"].get("items", {})
            if (name := items.get("title")) and self.schemas.get(name) == items:
                parameter["schema"]["items"] = {"$ref": REF_TEMPLATE.format(model=name)}
        return parameters

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """Nothing where the document's own rule holds: a token is welcome, none is needed."""
        callbacks = operation.auth_callbacks
        anonymous = not callbacks or any(isinstance(auth, AllowAnonymous) for auth in callbacks)
        return None if anonymous else TOKEN_REQUIRED

    def request_body(self, operation: Operation) -> dict[str, Any]:
        """A body that may be left out; what that means stands at each of its properties."""
        body = super().request_body(operation)
        for media in body.get("content", {}).values():
            media["schema"].pop("default", None)
        return body


def names_used(part: Any, schemas: dict[str, Any]) -> set[str]:
    """The names of the schemas that this part of the document refers to, directly or not."""
    names: set[str] = set()
    waiting = [part]
    while waiting:
        match waiting.pop():
            case {"$ref": str(reference)} if (name := reference_name(reference)) not in names:
                names.add(name)
                waiting.append(schemas[name])
            case dict(members):
                waiting += members.values()
            case list(items):
                waiting += items
    return names


def reference_name(reference: str) -> str:
    return reference.removeprefix(REF_TEMPLATE.format(model=""))
