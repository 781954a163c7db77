"""What books share goes live at a time that is set, and does not expire.

Books name it for as long as they are public, and it is public for as long as they name it; who
wants it gone before that unpublishes it.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import PublishingPanel

never_expires = models.CheckConstraint(
    condition=models.Q(expire_at=None),
    name="%(class)s_never_expires",
    violation_error_message=_("What books share does not expire. Unpublish it instead."),
)


class GoLivePanel(PublishingPanel):
    """Wagtail's panel without its second date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.children = [each for each in self.children if each.field_name == "go_live_at"]
