from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ScheduleFailure(models.Model):
    """What was due by the schedule and could not be done, and why: one row until it is done.

    It stays scheduled. Its owner is sent one mail for each version and reason: `mail_due_at` says
    when to try next, and is empty once it is sent, or given up.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        EXPIRE = "expire", _("Expire")

    action = models.CharField(max_length=7, choices=Action.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.CASCADE, related_name="+"
    )
    title = models.TextField()
    reason = models.TextField()
    requested_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(default=timezone.now, null=True, db_index=True)
    mail_problems = models.JSONField(default=dict)

    # Mails that are owed are made in this language, unless they say otherwise.
    language = settings.LANGUAGE_CODE
    wagtail_reference_index_ignore = True

    class Meta:
        # It is no thing of its own in the admin.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["action", "content_type", "object_id"], name="one_schedule_failure"
            )
        ]
        verbose_name = _("failure of the schedule")

    def __str__(self) -> str:
        return f"{self.title}: {self.reason}"
