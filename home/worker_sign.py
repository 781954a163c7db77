from datetime import timedelta

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

# A worker gives its sign every few seconds; on SQLite it may wait half a minute to write it.
DEAD_AFTER = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=1)


class WorkerSign(models.Model):
    """That a worker is alive: each has a row, and its id stands in the tasks that it runs.

    The times are the database's, so that machines with other clocks tell the same age.
    """

    worker_id = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()

    class Meta:
        # Nobody looks at it in the admin.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.given_at}"

    @classmethod
    def give(cls, worker_id: str) -> None:
        cls.objects.bulk_create(
            [cls(worker_id=worker_id, given_at=Now())],
            update_conflicts=True,
            unique_fields=["worker_id"],
            update_fields=["given_at"],
        )

    @classmethod
    def ages(cls) -> dict[str, timedelta]:
        """How long ago each worker gave its last sign, by its id."""
        return dict(cls.objects.values_list("worker_id", Now() - F("given_at")))

    @classmethod
    def age(cls) -> timedelta | None:
        """That of the newest sign; None before the first."""
        return min(cls.ages().values(), default=None)

    @classmethod
    def living(cls) -> set[str]:
        return {worker_id for worker_id, age in cls.ages().items() if age < DEAD_AFTER}

    @classmethod
    def forget(cls) -> None:
        """Remove the signs of workers that have been dead for long."""
        old = [worker_id for worker_id, age in cls.ages().items() if age > FORGOTTEN_AFTER]
        cls.objects.filter(worker_id__in=old).delete()
