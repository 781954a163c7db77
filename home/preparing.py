"""What has to be there before the site can be served; safe to do each time."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import transaction

from books.images import make_renditions
from books.models import BookPage, Picture
from books.publishing import shape
from books.readiness.stored import each_with_gaps, store
from home.database import check_writable, is_migrated, refuse_newer_database
from home.models import HomePage
from home.tree import move_site

Say = Callable[[str], object]


def prepare(say: Say) -> None:
    """Bring the database up to date, fill it if it is empty, and collect the static files."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    refuse_newer_database()
    migrate(say)
    check_writable()
    fill(say)
    for change in move_site():
        say(change)
    renew_publications(say)
    look_at_books(say)
    collect_static(say)


def migrate(say: Say) -> None:
    if not is_migrated():
        say("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)


def fill(say: Say) -> None:
    """Load the demo catalogue, or an empty site, into a database that has no site yet.

    All or nothing: a start that was cut off half way is made from the beginning the next time.
    """
    if HomePage.objects.exists():
        say("The database has a site already: nothing in it was changed.")
    elif settings.DEMO and not settings.PRODUCTION:
        fill_at_once("load_demo")
    else:
        fill_at_once("start_site")


@transaction.atomic
def fill_at_once(command: str) -> None:
    call_command(command)


def renew_publications(say: Say) -> None:
    """After an update of the code that makes them; what comes out the same keeps its number."""
    if not shape.is_current():
        say("Bringing the publications up to date …")
        for image_id in Picture.objects.values_list("pk", flat=True):
            make_renditions.enqueue(image_id)
        call_command("rebuild_publications", stdout=io.StringIO())


def look_at_books(say: Say) -> None:
    """At those of which nobody has said yet what they lack, after the update that asks for it."""
    books = BookPage.objects.filter(readiness=None)
    if books.exists():
        say("Looking at what the books lack …")
        for book, gaps in each_with_gaps(books):
            store(book, gaps)


def collect_static(say: Say) -> None:
    """Collect the static files, unless they are those of the last time."""
    stamp, current = settings.STATIC_ROOT / "collected.txt", static_fingerprint()
    if stamp.exists() and stamp.read_text() == current:
        return
    say("Collecting the static files …")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(current)


def static_fingerprint() -> str:
    """Tells whether any static file, or the way they are stored, is another than before."""
    storage = settings.STORAGES["staticfiles"]["BACKEND"]
    digest = hashlib.sha256(storage.encode())
    for finder in get_finders():
        for path, files in finder.list([]):
            stat = Path(files.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()
