"""What readers send us from a page: one way for all forms from the reader to the thanks."""

import math
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from books.submissions.forms import SubmissionForm
from books.submissions.same_site import comes_from_here
from books.submissions.throttle import AddressAllowance, EmailAllowance


def receive(
    request: HttpRequest, form: SubmissionForm, template: str, context: dict[str, Any], thanks: str
) -> HttpResponse:
    """Shows the form, or takes what it sends and leads to the thanks (303).

    What is wrong is said beside its field (422), too much of it with the time to wait (429); what
    was typed stays. Raises PermissionDenied for what another site sends.
    """
    if request.method != "POST":
        return render(request, template, {**context, "form": form})
    if not comes_from_here(request):
        raise PermissionDenied(_("This form can only be sent from its own page."))
    if wait := seconds_to_wait(request, form):
        return later(request, form, template, context, wait)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, template, {**context, "form": form}, status=status)
    form.save()
    response = HttpResponseRedirect(thanks)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def seconds_to_wait(request: HttpRequest, form: SubmissionForm) -> int:
    """Whatever is sent from one address counts, and what is valid for one e-mail address."""
    if wait := AddressAllowance(request).seconds_to_wait(request):
        return wait
    if not form.is_valid():
        return 0
    return EmailAllowance(form.cleaned_data["email"]).seconds_to_wait(request)


def later(
    request: HttpRequest, form: SubmissionForm, template: str, context: dict[str, Any], wait: int
) -> HttpResponse:
    minutes = math.ceil(wait / 60)
    words = ngettext(
        "That was a lot at once. Please send this again in %(n)d minute; it is still here.",
        "That was a lot at once. Please send this again in %(n)d minutes; it is still here.",
        minutes,
    )
    told = {**context, "form": form, "too_many": words % {"n": minutes}}
    response = render(request, template, told, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(wait)
    return response
