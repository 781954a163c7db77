"""What Wagtail's v3 API passes over, and is refused here before an operation runs.

Of a model's lists Wagtail takes the names of the model's fields as parameters too.
"""

import inspect
import json
from collections.abc import Callable, Iterable, Set
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

import pydantic
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from taggit.managers import TaggableManager
from wagtail.api.v3.schemas.params import APIFieldFilterSchema, OrderingSchema
from wagtail.api.validators import APIFieldValidator

from books.api.problems import hint

# Wagtail takes this without saying so.
UNDECLARED = {"pages_detail": {"site"}}
MOST_NAMED = 10
BESIDES_FIELDS = {"limit", "offset", "rich_text_format"}
MEDIA_TYPES = {
    "body": {"application/json"},
    "form": {"application/x-www-form-urlencoded", "multipart/form-data"},
    "file": {"multipart/form-data"},
}

Run = Callable[..., HttpResponse]

filter_by_fields = APIFieldFilterSchema.filter_queryset
order_by_fields = OrderingSchema.order_queryset


def refuse_what_is_not_known(api: NinjaAPI) -> None:
    """Parameters and media types, for all operations; before `api.urls` is asked for."""
    api.add_decorator(with_checks, mode="view")
    APIFieldFilterSchema.filter_queryset = filter_by_known_fields
    OrderingSchema.order_queryset = order_by_known_fields


def with_checks(run: Run) -> Run:
    operation: Operation = inspect.unwrap(run).__self__
    parameters = parameters_of(operation)

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            if request.GET:
                check_parameters(parameters, request.GET)
            check_media_type(operation, request)
            check_body(operation, request)
        except (ValidationError, HttpError) as error:
            return operation.api.on_exception(request, error)
        return run(request, **path)

    return checked


class Parameters(NamedTuple):
    """The names that an operation knows; `several` may be repeated."""

    known: frozenset[str]
    several: frozenset[str]
    with_fields: bool


def parameters_of(operation: Operation) -> Parameters:
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    undeclared = UNDECLARED.get(operation.operation_id or "", set())
    return Parameters(
        frozenset(undeclared).union(*(model.__ninja_flatten_map__ for model in queries)),
        frozenset(name for model in queries for name in model.__ninja_collection_fields__),
        any(takes_fields(model) for model in queries),
    )


def check_parameters(parameters: Parameters, given: QueryDict) -> None:
    """Raises ValidationError."""
    names = set(given)
    if parameters.with_fields:
        names &= parameters.known | BESIDES_FIELDS
    refuse_unknown(names, parameters.known)
    refuse_repeated(given, names - parameters.several)


def takes_fields(query: type) -> bool:
    """Lists that are ordered by fields are filtered by them; see `filter_by_known_fields`."""
    return any(field.annotation is OrderingSchema for field in query.model_fields.values())


def filter_by_known_fields(self: APIFieldFilterSchema, queryset: QuerySet) -> QuerySet:
    """Wagtail passes over names that are no fields of this model."""
    every = {field.name: field for field in queryset.model._meta.get_fields()}
    fields = every.keys() & allowed_fields(queryset.model, self.base_fields)
    refuse_unknown(self.raw_params, fields | self.ignore_fields | BESIDES_FIELDS)
    tags = {name for name in fields if isinstance(every[name], TaggableManager)}
    refuse_repeated(self.raw_params, fields - tags - self.ignore_fields)
    return filter_by_fields(self, queryset)


def allowed_fields(model: type, base_fields: list[str]) -> set[str]:
    return APIFieldValidator(
        model=model, fields=[], base_fields=base_fields, db_fields_only=True
    ).allowed_fields


def order_by_known_fields(self: OrderingSchema, *args: Any, **kwargs: Any) -> QuerySet:
    """Wagtail does not say which parameter is wrong."""
    try:
        return order_by_fields(self, *args, **kwargs)
    except pydantic.ValidationError as error:
        errors = [of_parameter(each["type"], "order", each["msg"]) for each in error.errors()]
        raise ValidationError(errors) from error


def refuse_unknown(names: Iterable[str], known: Set[str]) -> None:
    errors = []
    for name in sorted(set(names) - known)[:MOST_NAMED]:
        message = f"There is no such parameter.{hint(name, known)}"
        errors.append(of_parameter("unknown_parameter", name, message))
    if errors:
        raise ValidationError(errors)


def refuse_repeated(given: QueryDict, single: Set[str]) -> None:
    if repeated := sorted(name for name in single if len(given.getlist(name)) > 1):
        message = "This parameter is taken once only."
        raise ValidationError(
            [of_parameter("repeated_parameter", name, message) for name in repeated]
        )


def of_parameter(kind: str, name: str, message: str) -> dict[str, Any]:
    return {"type": kind, "loc": ["query", name], "msg": message}


def check_media_type(operation: Operation, request: HttpRequest) -> None:
    """Raises HttpError (RFC 9110, section 15.5.16)."""
    if request.META.get("CONTENT_LENGTH") in (None, "", "0"):
        return
    for model in operation.models:
        accepted = MEDIA_TYPES.get(model.__ninja_param_source__)
        if accepted and request.content_type not in accepted:
            detail = f"The body has to be {' or '.join(sorted(accepted))}."
            raise HttpError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


def check_body(operation: Operation, request: HttpRequest) -> None:
    """Raises ValidationError; what is no JSON at all is refused by Ninja.

    Wagtail 8.0 looks for the type of a page in whatever the body is.
    """
    sources = {model.__ninja_param_source__ for model in operation.models}
    if "body" not in sources or not request.body:
        return
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return
    if not isinstance(body, dict):
        message = "The body has to be a JSON object."
        raise ValidationError([{"type": "dict_type", "loc": ["body"], "msg": message}])
