"""allauth's login, which leads on whom it should, and no more, as Wagtail's (8.0) does."""

from typing import Any

from allauth.account import views
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class LoginView(views.LoginView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to whom the admin has turned away, who may be someone else as well."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return HttpResponseRedirect(self.get_authenticated_redirect_url())
        return super().get(request, *args, **kwargs)

    def get_form(self, *args: Any) -> Form:
        form = super().get_form(*args)
        form.fields["login"].widget.attrs["autofocus"] = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where to go on to as Wagtail's template wants it."""
        return {**super().get_context_data(**kwargs), "next": self.get_success_url()}

    def form_valid(self, form: Form) -> HttpResponse:
        """The code is asked of nobody who is still logged in as another."""
        if self.request.user.is_authenticated:
            logout(self.request)
        return super().form_valid(form)
