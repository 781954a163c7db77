from typing import Any

from django.core.exceptions import ValidationError
from django.forms import HiddenInput
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from books.codes import Form
from books.exam_copies.mails import send_exam_copy_mails
from books.index import find
from books.models import BookPage, ExamCopyRequest, Publication
from books.submissions.forms import SubmissionForm

# What browsers may fill in, and with which keys.
ATTRIBUTES = {
    "name": {"autocomplete": "name"},
    "email": {"autocomplete": "email"},
    "institution": {"autocomplete": "organization"},
    "enrolment": {"inputmode": "numeric"},
    "address": {"autocomplete": "street-address", "rows": 4},
    "comments": {"rows": 5},
}


class ExamCopyRequestForm(SubmissionForm):
    """A hidden book, one not offered and one that never was: all are the same error."""

    class Meta:
        model = ExamCopyRequest
        fields = [
            *("book", "form", "name", "email", "institution", "department", "course"),
            *("enrolment", "term", "address", "comments"),
        ]
        error_messages = {
            "book": {"invalid_choice": _("This book cannot be had as an exam copy.")},
        }

    send_mails = send_exam_copy_mails

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = find.with_term(Publication.objects.books().public(), "exam_copy", ["yes"])
        books = BookPage.objects.published().filter(pk__in=offered.values("object_id"))
        self.fields["book"].queryset = books

    def clean(self) -> dict[str, Any]:
        super().clean()
        book, form = self.cleaned_data.get("book"), self.cleaned_data.get("form")
        if not book or not form:
            return self.cleaned_data
        if not book.formats.filter(form=form).exists():
            missing = _("This book has no such format.")
            self.add_error("form", ValidationError(missing, code="invalid_choice"))
        elif Form(form).goes_by_post and not self.cleaned_data.get("address", True):
            nowhere = _("Say where a printed copy should be sent.")
            self.add_error("address", ValidationError(nowhere, code="required"))
        return self.cleaned_data


class ExamCopyPageForm(ExamCopyRequestForm):
    """As the page of one book shows it; `record` is the book's, as it is stored."""

    field_order = [
        *("name", "email", "institution", "department", "course", "enrolment", "term"),
        *("form", "address", "comments"),
    ]

    def __init__(self, record: dict[str, Any], data: QueryDict | None = None) -> None:
        if data is not None:
            data = data.copy()
            data["book"] = str(record["id"])
        super().__init__(data)
        self.fields["book"].widget = HiddenInput()
        forms = {each["form"]: each["label"] for each in record["formats"]}
        self.fields["form"].choices = [("", _("Any")), *forms.items()]
        for name, attributes in ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
