from typing import Any

from wagtail.log_actions import registry
from wagtail.models import Revision, TaskState

from books.models.revision_origin import RevisionOrigin
from books.publishing.changes import one_change


class RevisionGuardMixin:
    """Keep each revision that something else relies on; note which open form saved a revision.

    Wagtail 8 lets an autosave overwrite the latest revision as long as the same user saved it,
    even if it has been published, scheduled or submitted in the meantime.
    """

    origin: RevisionOrigin | None = None

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        with one_change():
            overwritten = kwargs.get("overwrite_revision")
            if overwritten and self.must_keep(overwritten):
                kwargs["overwrite_revision"] = None
            revision = super().save_revision(*args, **kwargs)
            if self.origin:
                self.origin.save_for(revision)
        return revision

    def must_keep(self, revision: Revision) -> bool:
        """Whether a new revision is saved, rather than this one overwritten."""
        latest = self.get_latest_revision()
        if revision != latest:
            # The form saved the latest one too, but has not heard of it. Wagtail refuses others.
            return bool(self.origin and self.origin.may_follow(latest))
        return self.is_relied_on(revision)

    def is_relied_on(self, revision: Revision) -> bool:
        """Whether it is, or was, public, scheduled or submitted."""
        logs = registry.get_logs_for_instance(self).filter(revision=revision)
        return (
            type(self)._base_manager.filter(pk=self.pk, live_revision=revision).exists()
            or Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False).exists()
            or TaskState.objects.filter(revision=revision).exists()
            or logs.filter(action__startswith="wagtail.publish").exists()
        )
