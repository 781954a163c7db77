from django.db import models
from django.utils.translation import gettext_lazy as _

from books.models.merge import Merge


class FormerSlug(models.Model):
    """A slug under which the public knew a contributor, a subject or a series until it changed.

    Who has had it last, has it. It stays when the thing is merged away, and leads on from there.
    """

    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.label) for kind in Merge.KINDS]
    )
    slug = models.CharField(max_length=255)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="one_thing_per_former_slug")
        ]
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")

    def __str__(self) -> str:
        return f"{self.slug} → {self.kind} {self.object_id}"
