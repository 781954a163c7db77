"""What keeps something from being published, said the same way at every door.

Wagtail's doors (edit form, approval, bulk action, two APIs, schedule) all end in one method of its
action. What that refuses names the thing, for those who have to lead the user to it.
"""

from functools import wraps
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Revision

PAST_EXPIRY = _("The expiry has passed: choose a later one, or none, and publish then.")
SCHEDULED = "wagtail.publish.scheduled"


class PublishingError(ValidationError):
    """A thing that could not be published, and why; always with its messages by field.

    Wagtail's admin API reads errors by field, and fails on those that have none.
    """

    def __init__(self, thing: Model, error: ValidationError):
        self.thing = thing
        by_field = hasattr(error, "error_dict")
        super().__init__(error.error_dict if by_field else {NON_FIELD_ERRORS: error.error_list})

    def __str__(self) -> str:
        """In one line, naming the thing, for logs and commands."""
        name, reason = f"“{self.thing}”", " ".join(self.messages)
        return reason if name in reason else f"{name}: {reason}"


def connect() -> None:
    """Before `transactions.connect()`, which makes one change of what calls this.

    The method is private in Wagtail 8: it is where all publishing comes together.
    """
    publish = PublishRevisionAction._publish_revision

    @wraps(publish)
    def publish_or_refuse(
        action: PublishRevisionAction, revision: Revision, object: Model, **kwargs: Any
    ) -> None:
        try:
            refuse_past_expiry(object, kwargs["log_action"])
            publish(action, revision, object, **kwargs)
        except ValidationError as error:
            raise PublishingError(object, error) from error

    PublishRevisionAction._publish_revision = publish_or_refuse


def refuse_past_expiry(thing: Any, log_action: str | bool) -> None:
    """What the schedule publishes too late expires at once; a person is asked instead."""
    passed = thing.expire_at and thing.expire_at <= timezone.now()
    if passed and log_action != SCHEDULED:
        raise ValidationError({"expire_at": PAST_EXPIRY})
