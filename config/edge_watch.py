"""Which version of the site is the latest: asked of the database some two times a second.

Without requests nothing is asked. A thread of its own asks, so that a database that is away, or
silent, holds no reader up for long.
"""

import logging
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from math import inf
from time import monotonic

from django.db import connections

from books.publishing.publications import latest_number

logger = logging.getLogger("frontlist.edge")

# Seconds: how long an answer of the database is believed, and waited for; and how long before its
# end the next is asked for, so that no busy reader waits.
BELIEVED, PATIENCE, AHEAD = 0.5, 1.0, 0.1


class LatestNumber:
    """Reads the number of the last publication, over a connection beside the pool.

    Each thread that calls it needs an instance of its own.
    """

    def __init__(self) -> None:
        self.connection = connections["default"].copy()
        self.connection.settings_dict["OPTIONS"].pop("pool", None)

    def __call__(self) -> Hashable:
        """Raises django.db.Error; the next call connects anew."""
        try:
            return latest_number(self.connection)
        except Exception:
            with suppress(Exception):
                self.connection.close()
            raise


class Watch:
    """`version` is the latest known, and the same object until it changes; until `believed_until`
    it need not be asked for. `away` tells that the database could not be asked."""

    def __init__(self, reader: Callable[[], Callable[[], Hashable]] = LatestNumber) -> None:
        """`reader` makes, in the thread that asks, what reads the version."""
        self.reader = reader
        self.version: Hashable = None
        self.away = False
        self.believed_until = -inf
        self.ask_again_at = inf
        self._changes = 0
        self._wanted = False
        self._thread: threading.Thread | None = None
        self._news = threading.Condition()

    def current(self) -> Hashable:
        """The version, as it was half a second ago or later, unless the database is `away`."""
        if monotonic() > self.believed_until:
            self.ask()
            self._wait()
        return self.version

    def changed(self, *args: object, **kwargs: object) -> None:
        """This process has changed the version: what was read before no longer counts.

        Not even while the database is away for the watch alone, whose connection is its own.
        """
        with self._news:
            self._changes += 1
            self.version, self.believed_until = object(), -inf

    def ask(self) -> None:
        """Have the database asked, without waiting for what it says."""
        if self._wanted:
            return
        with self._news:
            self._wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._answer_for_ever, daemon=True)
                self._thread.start()
            self._news.notify_all()

    def _wait(self) -> None:
        with self._news:
            if not self.away and not self._news.wait_for(self._is_answered, PATIENCE):
                self._set_away(True)

    def _is_answered(self) -> bool:
        return self.away or not self._wanted

    def _answer_for_ever(self) -> None:
        read = self.reader()
        while True:
            with self._news:
                self._news.wait_for(lambda: self._wanted)
                changes, started = self._changes, monotonic()
            try:
                version = read()
            except Exception as error:
                self._failed(error)
            else:
                self._learned(version, changes, started)

    def _learned(self, version: Hashable, changes: int, started: float) -> None:
        with self._news:
            if changes == self._changes:
                if version != self.version:
                    self.version = version
                self.believed_until, self._wanted = started + BELIEVED, False
                self.ask_again_at = self.believed_until - AHEAD
            self._set_away(False)
            self._news.notify_all()

    def _failed(self, error: Exception) -> None:
        """Asks again after a while, if anybody still wants to know."""
        with self._news:
            self._wanted = False
            self._set_away(True)
            self._news.notify_all()
            self._news.wait_for(lambda: False, BELIEVED)

    def _set_away(self, away: bool) -> None:
        if away != self.away:
            self.away = away
            if away:
                self.believed_until = -inf
            logger.warning("The database is %s.", "away" if away else "back")
