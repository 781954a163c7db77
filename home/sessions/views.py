"""Reports → Sessions: who is logged in, and the buttons that end it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from home.sessions.models import UserSession

VIEW, END = "home.view_usersession", "home.delete_usersession"
ENDED = "home.end_sessions"


@method_decorator(permission_required(VIEW), name="dispatch")
class SessionsView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "home/sessions/list.html"
    page_title = gettext_lazy("Sessions")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "sessions": [each for each in UserSession.objects.of_users() if each.is_in_force],
            "own_key": self.request.session.session_key,
            "may_end": self.request.user.has_perm(END),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one session, or all of a user's; whoever uses one is logged out at once."""
        if not request.user.has_perm(END):
            raise PermissionDenied
        user = get_object_or_404(get_user_model(), pk=user_id(request))
        number = end(user, request.POST.get("session"))
        words = ngettext(
            "%(n)d session of %(user)s ended.", "%(n)d sessions of %(user)s ended.", number
        )
        messages.success(request, words % {"n": number, "user": user.get_username()})
        return HttpResponseRedirect(reverse("user_sessions"))


def user_id(request: HttpRequest) -> int:
    sent = request.POST.get("user", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def end(user: AbstractUser, public_key: str | None) -> int:
    """How many ended. Without a key, all."""
    keys = [
        each.pk
        for each in UserSession.objects.filter(user=user)
        if public_key in (None, each.public_key)
    ]
    UserSession.objects.filter(pk__in=keys).delete()
    if keys:
        log(user, ENDED, data={"sessions": len(keys)})
    return len(keys)


def register_log_actions(actions: Any) -> None:
    actions.register_action(ENDED, _("End sessions"), _("Sessions ended"))
