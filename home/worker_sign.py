from datetime import timedelta

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

ONLY_ROW = 1


class WorkerSign(models.Model):
    """That a worker is alive: one row, written by every worker.

    Its time is the database's, so that machines with other clocks tell the same age.
    """

    given_at = models.DateTimeField()

    class Meta:
        # Nobody looks at it in the admin.
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.given_at)

    @classmethod
    def give(cls) -> None:
        cls.objects.bulk_create(
            [cls(pk=ONLY_ROW, given_at=Now())],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=["given_at"],
        )

    @classmethod
    def age(cls) -> timedelta | None:
        """None before the first sign."""
        return cls.objects.annotate(age=Now() - F("given_at")).values_list("age", flat=True).first()
