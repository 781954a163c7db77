"""What each operation of v3 can answer besides, which django-ninja cannot know."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from config.errors import PROBLEM_JSON

Json = dict[str, Any]

PROBLEM = {"$ref": "#/components/schemas/ProblemDetail"}
OF_EVERY_OPERATION = {
    "401": "The token is missing, unknown or revoked.",
    "404": "There is nothing at this address for this reader.",
    "422": "A parameter or the body is not valid; `errors` names the places.",
    "429": "Too many requests; `Retry-After` says when to come back.",
    "default": "Any other error.",
}
REDIRECTS = {"pages_find", "redirects_find"}


def operations_of(document: Json) -> Iterator[Json]:
    for operations in document["paths"].values():
        yield from operations.values()


def cannot_be_asked(operation: Json) -> bool:
    """Wagtail's snippets without any model in the API: their type can only be empty."""
    return any(parameter["schema"].get("const") == "" for parameter in operation["parameters"])


def complete(operation: Json) -> None:
    """Its errors, and its parameters without `null`."""
    for parameter in operation["parameters"]:
        leave_out_null(parameter["schema"])
    responses = {str(status): said for status, said in operation["responses"].items()}
    if operation["operationId"] in REDIRECTS:
        responses = {"302": {"description": HTTPStatus.FOUND.phrase}}
    for status, description in OF_EVERY_OPERATION.items():
        responses.setdefault(status, {"description": description})
    for status, response in responses.items():
        if status[0] in "45d":
            response["content"] = {PROBLEM_JSON: {"schema": PROBLEM}}
    operation["responses"] = responses


def leave_out_null(schema: Json) -> None:
    """An address can leave a parameter out, but not say `null`."""
    if "anyOf" in schema:
        choices = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema.update({"anyOf": choices} if len(choices) > 1 else choices[0])
