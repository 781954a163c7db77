"""`fields=`: only some fields of each record, in the order in which they are asked for."""

import json
from collections.abc import Iterable
from typing import Annotated, Any

from ninja import Schema
from ninja.openapi.schema import REF_TEMPLATE
from pydantic import AfterValidator, Field, create_model

from books.api.problems import one_of_these

PARTIAL_JSON = "application/vnd.frontlist.partial+json"


def fields_of(record: type[Schema]) -> Any:
    """The type of the parameter for records of this type: names parted by commas."""
    known = list(record.model_fields)

    def check(text: str) -> list[str]:
        return one_of_these(text.split(","), known, "field")

    name = "|".join(known)
    return Annotated[
        str,
        Field(
            max_length=1000,
            description="Only these fields of each record, parted by commas. The answer is then of"
            f" the type `{PARTIAL_JSON}`.",
            examples=["id,title"],
            json_schema_extra={"pattern": f"^({name})(,({name}))*$"},
        ),
        AfterValidator(check),
    ]


def partial(record: type[Schema]) -> type[Schema]:
    """The same type with every field optional."""
    fields = {name: (field.annotation, None) for name, field in record.model_fields.items()}
    return create_model(f"Partial{record.__name__}", __base__=Schema, **fields)


def described(of: type[Schema]) -> dict[str, Any]:
    """For an operation's `openapi_extra`: the type of an answer that is cut to `fields`."""
    reference = {"$ref": REF_TEMPLATE.format(model=f"Partial{of.__name__}")}
    return {"responses": {200: {"content": {PARTIAL_JSON: {"schema": reference}}}}}


def cut(records: Iterable[str | bytes], fields: list[str] | None) -> list[str | bytes]:
    """Stored records as they are, or with no more than these fields."""
    if fields is None:
        return list(records)
    return [cut_one(json.loads(record), fields) for record in records]


def cut_one(record: dict, fields: list[str]) -> str:
    kept = {name: record[name] for name in fields}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
