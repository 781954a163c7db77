"""What `/readyz` says of the disk: static files, media, and how much room there is."""

import shutil
import tempfile
from pathlib import Path
from threading import Lock
from time import monotonic

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage

# Seconds for which a look counts, so that nobody keeps the disk busy by asking.
BELIEVED = 5
LEAST_FREE = 100 * 2**20  # bytes
BLOCK = b"\0" * 4096


class Disk:
    """Looks in one thread at a time: a disk that does not answer holds up one request, not all."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.looked_at = -float(BELIEVED)
        self.state = {"static": "unknown", "media": "unknown", "disk": "unknown"}

    def look(self) -> dict[str, str]:
        """The state of a few seconds ago, or of now."""
        if monotonic() - self.looked_at >= BELIEVED and self.lock.acquire(blocking=False):
            try:
                self.state = {
                    "static": "ok" if has_static_files() else "missing",
                    "media": "ok" if is_writable(media_directory()) else "not writable",
                    "disk": "ok" if has_room() else "low",
                }
                self.looked_at = monotonic()
            finally:
                self.lock.release()
        return self.state


def has_static_files() -> bool:
    """Whether they were collected, and before this process read the list of them."""
    if settings.DEBUG or not isinstance(staticfiles_storage, ManifestFilesMixin):
        return True
    manifest = Path(settings.STATIC_ROOT) / staticfiles_storage.manifest_name
    return bool(staticfiles_storage.hashed_files) and manifest.exists()


def media_directory() -> Path:
    """Before the first upload there is none; it will be made in the one above."""
    media = Path(settings.MEDIA_ROOT)
    return media if media.exists() else media.parent


def is_writable(directory: Path) -> bool:
    """Whether a file can be made and filled; nothing of it is left, even if the process dies."""
    try:
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(BLOCK)
    except OSError:
        return False
    return True


def has_room() -> bool:
    """On the file systems of both, which may be one; SQLite's database is in VAR_DIR too."""
    directories = (settings.VAR_DIR, media_directory())
    try:
        return all(shutil.disk_usage(each).free >= LEAST_FREE for each in directories)
    except OSError:
        return False
