"""What readers send us, as JSON: the same forms that pages use, answered as an API does."""

from typing import Annotated, Any, Literal

from django.db.models import Model
from django.http import HttpRequest
from ninja import Schema, Status
from ninja.errors import Throttled
from pydantic import ConfigDict, Field
from wagtail.api.v3.errors import ProblemDetail
from wagtail.utils.forms import FormValidationError

from books.submissions.forms import SubmissionForm
from books.submissions.throttle import AddressAllowance, Allowance, EmailAllowance


class SubmissionIn(Schema):
    """What every submission has; unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[
        str,
        Field(
            description="Where our answer goes.",
            examples=["ada@college.example.org"],
            json_schema_extra={"format": "email", "maxLength": 254},
        ),
    ]
    website: Annotated[
        str, Field(description="Leave it out: robots fill it in, and are not listened to.")
    ] = ""


class Received(Schema):
    """It is stored; what follows comes by e-mail."""

    status: Literal["received"] = "received"


RESPONSES = {202: Received, (400, 401, 415, 422, 429): ProblemDetail}


def text(model: type[Model], name: str, description: str, example: str) -> Any:
    """A field as the model has it. Its form checks the length, once it has stripped the text."""
    field = model._meta.get_field(name)
    limits = {"maxLength": field.max_length} | ({} if field.blank else {"minLength": 1})
    return Field(description=description, examples=[example], json_schema_extra=limits)


def receive(request: HttpRequest, form: SubmissionForm) -> Status:
    """Raises Throttled or FormValidationError."""
    take_one(AddressAllowance(request), request)
    if not form.is_valid():
        raise FormValidationError(FormValidationError.get_form_errors_as_dict(form, ("body",)))
    take_one(EmailAllowance(form.cleaned_data["email"]), request)
    form.save()
    return Status(202, Received())


def take_one(allowance: Allowance, request: HttpRequest) -> None:
    if wait := allowance.seconds_to_wait(request):
        raise Throttled(wait)
