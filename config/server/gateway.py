"""The site at granian's RSGI interface, in front of WSGI: no wait holds up who need not wait.

What the edge keeps is answered at once, in the server's own thread. Whatever takes longer gets a
thread of its kind (`Pool`): readers, editors who read, and those who write each have their own. A
body is read before that, by the event loop, which waits for thousands as well as for one; files
are sent by the server itself. So a reader who is slow to send or to take holds no thread at all.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from functools import partial
from io import SEEK_END, BytesIO
from time import sleep
from typing import Any

from config.edge_http import READS, App, Environ
from config.server.answers import Start, answer, give_back, refuse
from config.server.bodies import BUSY, Bodies, BodyError
from config.server.environ import build_environ
from config.server.pool import Pool
from config.server.senders import address_of, is_editor, may_be_editor

logger = logging.getLogger("frontlist.server")
# By kind of request: how many threads it may have, and how many seconds it may wait for one.
# Writers wait for each other's locks in their threads as well.
# Two probes, so that one may find a disk that does not answer, and others go on.
THREADS = {"readers": 4, "editors": 3, "kept": 4, "probes": 2, "checks": 2}
THREADS |= {"senders": 3, "writers": 3, "uploads": 2, "sign_in": 2}
PATIENCE = {"readers": 15, "editors": 15, "kept": 15, "probes": 5, "checks": 5}
PATIENCE |= {"senders": 5, "writers": 5, "uploads": 60, "sign_in": 15}
# Where a provider is asked for who somebody is, which may never answer.
SIGN_IN = "/admin/login/oidc/"
# Bytes from which on a body is taken for an upload, whose pictures take their time.
UPLOAD = 500_000
# Seconds between two looks at who has waited too long.
LOOK = 0.25


class Gateway:
    """An RSGI application (version 1.5) in front of `app`, one of WSGI; `edge` is what of it
    answers from memory, if anything does.

    `alive` is the path of a probe that waits for nothing, `ready` that of one which asks the
    database; `small` and `large` are the most bytes that anyone, and an editor, may send.
    """

    def __init__(
        self, app: App, edge: Any, alive: str, ready: str, *, small: int, large: int
    ) -> None:
        self.app = app
        self.edge = edge
        self.alive, self.ready = alive, ready
        self.public_bodies = Bodies(small, small, at_once=256, of_one=32)
        self.editor_bodies = Bodies(small, large, at_once=64, of_one=16)
        self.pools = {kind: Pool(kind, THREADS[kind], PATIENCE[kind]) for kind in THREADS}

    def __rsgi_init__(self, loop: Any) -> None:
        threading.Thread(target=self._refuse_overdue, name="patience", daemon=True).start()

    def _refuse_overdue(self) -> None:
        while True:
            sleep(LOOK)
            for pool in self.pools.values():
                pool.refuse_overdue()

    def begin(self, scope: Any, proto: Any) -> bool:
        """Answer at once, or have a thread do so; False for what may write, or has a body."""
        environ = build_environ(scope)
        if environ["REQUEST_METHOD"] not in READS or has_body(environ):
            return False
        environ["wsgi.input"] = BytesIO()
        if self.edge and self._answer_from_memory(environ, proto):
            return True
        if environ["PATH_INFO"] == self.alive:
            answer(self.app, environ, proto)
        elif self.edge and self.edge.has(environ):
            self._submit("kept", partial(self._answer_kept, environ, proto), environ, proto)
        else:
            self._answer_in_thread(environ, proto)
        return True

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Ends with the answer: granian answers by itself what has none by then."""
        environ = build_environ(scope)
        try:
            is_known = may_be_editor(environ) and await self._is_editor(environ)
            bodies = self.editor_bodies if is_known else self.public_bodies
            declared = environ.get("CONTENT_LENGTH")
            sender = address_of(environ)
            file = await bodies.read(proto, sender, int(declared) if declared else None)
        except BodyError as error:
            refuse(environ, proto, error.status, error.detail)
            return
        except OSError:
            # A full disk, such as that of the file which a long body goes into.
            logger.exception("A body could not be kept.")
            refuse(environ, proto, *BUSY)
            return
        # WSGI has no other way to tell where a body ends.
        environ["CONTENT_LENGTH"] = str(file.seek(0, SEEK_END))
        file.seek(0)
        environ["wsgi.input"] = file
        try:
            kind = self._kind_of(environ, is_known)
            await self._run(kind, partial(answer, self.app, environ, proto))
        except BodyError:
            await asyncio.to_thread(give_back, environ, proto, is_known)

    def _answer_from_memory(self, environ: Environ, proto: Any) -> bool:
        start = Start()
        body = self.edge.answer_at_once(environ, start)
        if body is None:
            return False
        proto.response_bytes(start.status, start.headers, body[0] if body else b"")
        return True

    def _answer_kept(self, environ: Environ, proto: Any) -> None:
        """Once the database has told, or not in time, whether what is kept is still true."""
        self.edge.watch.current()
        if not self._answer_from_memory(environ, proto):
            self._answer_in_thread(environ, proto)

    def _answer_in_thread(self, environ: Environ, proto: Any) -> None:
        kind = self._kind_of(environ, may_be_editor(environ))
        self._submit(kind, partial(answer, self.app, environ, proto), environ, proto)

    def _kind_of(self, environ: Environ, is_known: bool) -> str:
        if environ["PATH_INFO"] == self.ready:
            return "probes"
        if environ["PATH_INFO"].startswith(SIGN_IN):
            return "sign_in"
        if environ["REQUEST_METHOD"] in READS:
            return "editors" if is_known else "readers"
        if not is_known:
            return "senders"
        return "uploads" if int(environ.get("CONTENT_LENGTH") or 0) > UPLOAD else "writers"

    def _submit(self, kind: str, run: Callable[[], None], environ: Environ, proto: Any) -> None:
        self.pools[kind].submit(run, partial(refuse, environ, proto, *BUSY))

    async def _is_editor(self, environ: Environ) -> bool:
        """What anyone can bring, such as a made-up cookie, must take no editor's thread.

        Where the database does not say, what a stranger may send as well is read all the same, so
        that its sender gets it back. Raises BodyError.
        """
        try:
            return await self._run("checks", partial(is_editor, environ))
        except BodyError:
            if int(environ.get("CONTENT_LENGTH") or 0) > self.public_bodies.most:
                raise
            return False

    async def _run(self, kind: str, function: Callable[[], Any]) -> Any:
        """What a function returns, which runs in a thread of that kind. Raises BodyError."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()

        def settle(result: Any, error: BodyError | None = None) -> None:
            if future.cancelled():
                return
            if error:
                future.set_exception(error)
            else:
                future.set_result(result)

        def run() -> None:
            try:
                outcome = (function(),)
            except Exception:
                logger.exception("A thread could not do what a request needs.")
                outcome = (None, BodyError(*BUSY))
            loop.call_soon_threadsafe(settle, *outcome)

        self.pools[kind].submit(
            run, partial(loop.call_soon_threadsafe, settle, None, BodyError(*BUSY))
        )
        return await future


def has_body(environ: Environ) -> bool:
    """RFC 9112, section 6.3."""
    length = environ.get("CONTENT_LENGTH", "0")
    return length not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ
