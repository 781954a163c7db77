"""`/api/v3/exam-copy-requests/`: a teacher asks for a book."""

from functools import partial
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from books.api.submissions import RESPONSES, SubmissionIn, receive, text
from books.codes import Form
from books.exam_copies.forms import ExamCopyRequestForm
from books.models import ExamCopyRequest

router = Router(tags=["exam copies"])
request_text = partial(text, ExamCopyRequest)


class ExamCopyRequestIn(SubmissionIn):
    """A teacher, the course, and the book that may be used in it."""

    book: Annotated[
        int,
        Field(
            ge=1,
            le=2**63 - 1,
            strict=True,
            description="The id of a book whose record has an `exam_copy`.",
            examples=[42],
        ),
    ]
    form: Annotated[
        Form | None,
        Field(description="The form of one of the book's formats; none for any.", examples=["pdf"]),
    ] = None
    name: Annotated[str, request_text("name", "The teacher's name.", "Ada Teacher")]
    institution: Annotated[
        str, request_text("institution", "The school or university.", "Quarto College")
    ]
    department: Annotated[
        str, request_text("department", "The department, if there are any.", "Economics")
    ] = ""
    course: Annotated[
        str, request_text("course", "The course it is for.", "ECON 210, Fair trade in practice")
    ]
    enrolment: Annotated[
        int | None,
        Field(ge=1, le=100_000, strict=True, description="Students expected.", examples=[35]),
    ] = None
    term: Annotated[str, request_text("term", "When it is taught.", "Autumn 2027")] = ""
    address: Annotated[
        str,
        request_text(
            "address",
            "The postal address, in lines. Needed only with a `form` that goes by post.",
            "Quarto College\n12 Colophon Yard\nQuarto Bridge QB1 2PP",
        ),
    ] = ""
    comments: Annotated[
        str, request_text("comments", "What else we should know.", "It would follow chapter 3.")
    ] = ""


@router.post(
    "/",
    response=RESPONSES,
    url_name="create_exam_copy_request",
    operation_id="exam_copy_requests_create",
    summary="Ask for an exam copy",
    description=(
        "The publisher hears of it by e-mail, and the teacher gets an acknowledgement."
        " A book that is hidden, is not offered or does not exist is the same error."
    ),
)
def create_exam_copy_request(request: HttpRequest, data: ExamCopyRequestIn) -> Status:
    return receive(request, ExamCopyRequestForm(data.model_dump()))
