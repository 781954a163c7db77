"""The page on which a teacher asks for an exam copy; its address follows that of the book."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from books.details import exam_copy_page
from books.exam_copies.forms import ExamCopyPageForm
from books.listing.cards import card_of
from books.listing.here import book_at
from books.models import PublisherSettings
from books.submissions.pages import receive

FORM, THANKS = "exam-copy/", "exam-copy/thanks/"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def exam_copy(request: HttpRequest, path: str) -> HttpResponse:
    record = offered_at(request, FORM)
    publisher = PublisherSettings.behind(request)
    context = {
        "card": card_of(record),
        "policy": publisher.exam_copy_policy,
        "policy_page": exam_copy_page(publisher),
    }
    form = ExamCopyPageForm(record, request.POST if request.method == "POST" else None)
    thanks = record["path"] + THANKS
    return receive(request, form, "books/exam_copies/form.html", context, thanks)


@require_safe
def thanks(request: HttpRequest, path: str) -> HttpResponse:
    context = {"card": card_of(offered_at(request, THANKS))}
    return render(request, "books/exam_copies/thanks.html", context)


def offered_at(request: HttpRequest, ending: str) -> dict[str, Any]:
    """The record of the book whose form this is. Raises Http404 unless it offers exam copies."""
    row = book_at(request, request.path.removesuffix(ending))
    record = json.loads(row.record) if row else {}
    if not record.get("exam_copy"):
        raise Http404
    return record
