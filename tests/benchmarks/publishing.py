"""Publishes books one by one, as an editor does, and prints what one costs, as JSON.

`cpu` and `wall` are the medians in milliseconds, `peak` the most memory of this process in MB.
"""

import json
import resource
import time
from statistics import median

import django
from django.conf import settings

COUNT = 20


def main() -> None:
    django.setup()
    from django_tasks_db.models import DBTaskResult

    from books.models import BookPage

    ids = list(BookPage.objects.order_by("pk").values_list("pk", flat=True))
    chosen = ids[:: max(len(ids) // (COUNT + 1), 1)][: COUNT + 1]
    # The first one loads what all need.
    costs = [publish(BookPage.objects.get(pk=pk)) for pk in chosen][1:]
    DBTaskResult.objects.all().delete()
    cpu, wall = zip(*costs, strict=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": median(cpu), "wall": median(wall), "peak": peak}))


def publish(page) -> tuple[float, float]:
    """The change can be taken back by the next run."""
    page.tagline = " ".join(reversed(page.tagline.split()))
    cpu, wall = time.process_time(), time.perf_counter()
    page.save_revision().publish()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


if __name__ == "__main__":
    assert settings.SETTINGS_MODULE == "config.settings"
    main()
