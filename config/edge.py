"""The edge: a layer of WSGI in front of Django that answers anonymous reads from memory.

It keeps whole answers that declare themselves public (`Cache-Control: public`, RFC 9111), for as
long as the version of the site is the one they were made under, and for a minute at most: then
what depends on the hour is made anew. Each answer says by `Cache-Status` (RFC 9211) where it
comes from. Of what the site shows the edge knows nothing.
"""

import threading
from collections.abc import Collection, Hashable, Iterable
from math import inf
from operator import attrgetter
from time import monotonic, time

from books.memory import Memory
from config.edge_answer import Answer
from config.edge_http import (
    LONGEST,
    LONGEST_CODINGS,
    PERSONAL,
    READS,
    UNUSUAL,
    App,
    Environ,
    StartResponse,
    coding_for,
    is_known,
    normalised,
    shared,
    without_body,
)
from config.edge_store import NAME, Entry, Headers, Key
from config.edge_watch import Watch
from config.metrics import EDGE

# Seconds: for how long an answer is fresh, how much longer it is shown while it is made anew, and
# how long others wait for who makes it.
FRESH, STALE, PATIENCE = 60, 1, 1
MEGABYTE = 1_000_000
# Of all there is room for, the part that one answer may take.
LARGEST = 16
# Said instead of `https`, whatever else a proxy or a reader has written there.
INSECURE = "http"
STORED = ("Cache-Status", f"{NAME}; fwd=miss; stored")

count_hit, count_stale, count_away = EDGE["hit"].add, EDGE["stale"].add, EDGE["away"].add
count_miss, count_bypass = EDGE["miss"].add, EDGE["bypass"].add


class Edge:
    """`personal_cookies` are those of readers who are known, such as the session's; at `beside`
    stand paths that it has no part in; `secure_header` is what a proxy says of a request that came
    to it over HTTPS."""

    def __init__(
        self,
        app: App,
        watch: Watch,
        megabytes: int,
        personal_cookies: Iterable[str] = (),
        beside: Collection[str] = (),
        secure_header: tuple[str, str] | None = None,
    ) -> None:
        self.app = app
        self.watch = watch
        self.store: Memory[Key, Entry] = Memory(megabytes * MEGABYTE, attrgetter("size"))
        self.personal_cookies = tuple(f"{name}=" for name in personal_cookies)
        self.beside = beside
        self.secure_header = secure_header or ("wsgi.url_scheme", "https")
        self._making: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = self.answer_at_once(environ, start_response)
        return self.answer(environ, start_response) if body is None else body

    def answer_at_once(self, environ: Environ, start_response: StartResponse) -> list[bytes] | None:
        """Most requests end here, in a few steps; None for what has to be waited for."""
        is_plain = environ["REQUEST_METHOD"] == "GET" and environ.keys().isdisjoint(UNUSUAL)
        if not is_plain and not self.may_be_shared(environ):
            return None
        now, watch, entry = monotonic(), self.watch, self.store.get(self.key_of(environ))
        if entry is None or entry.version is not watch.version:
            return None
        if now < watch.believed_until:
            if now > watch.ask_again_at:
                watch.ask()
            if now > entry.fresh_until:
                return None
            headers = entry.hit
            count_hit()
        elif watch.away and entry.is_shown(away=True):
            watch.ask()
            headers = entry.hit_while_away
            count_away()
        else:
            return None
        if is_plain:
            start_response("200 OK", headers)
            return [entry.body]
        return tell(headers, entry, environ, start_response)

    def has(self, environ: Environ) -> bool:
        """Whether something is kept for it, which may have grown old."""
        return self.may_be_shared(environ) and self.store.get(self.key_of(environ)) is not None

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self.may_be_shared(environ):
            count_bypass()
            return self.app(environ, start_response)
        key = self.key_of(environ)
        version, away = self.watch.current(), self.watch.away
        entry = self.store.get(key)
        if entry is None or entry.version != version or not entry.is_shown(away):
            return self.fetch(key, version, environ, start_response)
        count_away() if away else count_hit()
        return tell(entry.hit_while_away if away else entry.hit, entry, environ, start_response)

    def may_be_shared(self, environ: Environ) -> bool:
        if environ["REQUEST_METHOD"] not in READS or not environ.keys().isdisjoint(PERSONAL):
            return False
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self.personal_cookies):
            return False
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if path in self.beside or len(environ.get("HTTP_HOST", "") + path + query) > LONGEST:
            return False
        return environ.get("CONTENT_LENGTH", "0") in ("", "0")

    def key_of(self, environ: Environ) -> Key:
        """Host, path, normalised query, coding and scheme."""
        query, (name, secure) = environ.get("QUERY_STRING", ""), self.secure_header
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        return (
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            normalised(query) if 0 < len(query) <= LONGEST else query,
            coding_for(accepted) if len(accepted) <= LONGEST_CODINGS else "identity",
            secure if environ.get(name) == secure else INSECURE,
        )

    def fetch(
        self, key: Key, version: Hashable, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """One request makes the answer. Others wait for it a while, or for a second take the
        one before, if that has only grown old."""
        with self._lock:
            others = self._making.get(key)
            mine = self._making.setdefault(key, threading.Event())
        if others is None:
            try:
                return self.make(key, version, environ, start_response)
            finally:
                with self._lock:
                    del self._making[key]
                mine.set()
        entry = self.kept(key, version, monotonic() - STALE)
        if entry is None and others.wait(PATIENCE):
            entry = self.kept(key, version, monotonic())
        if entry is None:
            return self.make(key, version, environ, start_response)
        count_stale()
        return tell(entry.hit, entry, environ, start_response)

    def kept(self, key: Key, version: Hashable, moment: float) -> Entry | None:
        entry = self.store.get(key)
        known = entry and entry.version == version and time() < entry.expires
        return entry if known and moment < entry.fresh_until else None

    def make(
        self, key: Key, version: Hashable, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Has the app answer, and keeps what it answers if that is for all."""
        answer = Answer(self.app, shared(environ, key, self.secure_header[0]))
        if answer.is_public and (body := answer.whole(self.store.most // LARGEST)) is not None:
            entry = Entry(key, answer.headers, body, version, monotonic() + FRESH)
            self.store.put(key, entry)
            count_miss()
            return tell([*entry.headers, STORED], entry, environ, start_response)
        if answer.has_failed and (entry := self.kept(key, version, -inf)):
            answer.close()
            count_stale()
            return tell(entry.hit, entry, environ, start_response)
        self.store.drop(key)
        count_miss()
        return answer.pass_on(environ, start_response)


def tell(
    headers: Headers, entry: Entry, environ: Environ, start_response: StartResponse
) -> list[bytes]:
    """An entry, or, to a reader who has it, that it is still the same."""
    if is_known(headers, environ):
        start_response("304 Not Modified", without_body(headers))
        return []
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]
