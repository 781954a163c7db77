"""allauth's way to the OpenID provider and back; one that is away is no fault of ours."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

View = Callable[..., HttpResponse]


def say_if_away(view: View) -> View:
    """For what allauth 65 reads of the provider before its own handling of errors begins."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RequestException:
            messages.error(
                request, _("Single sign-on cannot be reached just now. Please use your password.")
            )
            return HttpResponseRedirect(reverse("account_login"))

    return wrapper


login = say_if_away(views.login)
callback = say_if_away(views.callback)
