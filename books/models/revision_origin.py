from django.db import models
from wagtail.models import Revision


class RevisionOrigin(models.Model):
    """Which open form saved a revision, so that a form is never in conflict with itself.

    A form is given a token when a browser loads it. The loaded revision that it sends is not
    enough: an answer may be lost, or a button pressed while an autosave is under way.
    """

    revision = models.OneToOneField(
        "wagtailcore.Revision", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    form = models.UUIDField(db_index=True)
    is_autosave = models.BooleanField()

    # What a revision says is indexed with what it is a revision of.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.form}"

    def save_for(self, revision: Revision) -> None:
        """Store it as the origin of this revision, in place of the one before."""
        self.revision = revision
        RevisionOrigin.objects.bulk_create(
            [self],
            update_conflicts=True,
            unique_fields=["revision"],
            update_fields=["form", "is_autosave"],
        )

    def may_follow(self, revision: Revision | None) -> bool:
        """Whether the form may save over this revision, since it saved that itself.

        An autosave never follows a button: it was sent before, with less in it.
        """
        origins = RevisionOrigin.objects.filter(form=self.form, revision=revision)
        return (origins.filter(is_autosave=True) if self.is_autosave else origins).exists()
