"""A past expiry, as the forms of pages and of other things with drafts take it.

Wagtail 8 refuses every past expiry, also the one on which the thing did expire: nothing of it
could be saved any more. Here only publishing asks for another: to drop the date in silence could
publish what the house no longer has the rights in, and to keep it would take the thing down again.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminDraftStateFormMixin

from books.publishing.refusals import PAST_EXPIRY

check_dates = WagtailAdminDraftStateFormMixin.clean


def connect() -> None:
    """Wagtail puts its mixin before every form class of ours: there is no way to come first."""
    WagtailAdminDraftStateFormMixin.clean = clean


def clean(form: Any) -> dict[str, Any]:
    expire_at = form.cleaned_data.get("expire_at")
    if not expire_at or not has_expired_before(form.instance, expire_at):
        return check_dates(form)
    del form.cleaned_data["expire_at"]
    check_dates(form)
    form.cleaned_data["expire_at"] = expire_at
    if "action-publish" in form.data:
        form.add_error("expire_at", ValidationError(PAST_EXPIRY))
    return form.cleaned_data


def has_expired_before(thing: Any, expire_at: datetime) -> bool:
    """Whether this date is past, and the one that the form was opened with, shown to the minute."""
    before = thing.expire_at
    minute = {"second": 0, "microsecond": 0}
    return (
        expire_at <= timezone.now()
        and before is not None
        and expire_at.replace(**minute) == before.replace(**minute)
    )
