"""Asks the process that decodes pictures: the only way by which their pixels are read."""

import contextlib
import errno
import json
import socket
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings

SERVER = "books.pictures.decoder.server"
# Seconds that a picture waits for its turn: one at a time is read for each process.
PATIENCE = 60
# Longer than the server gives a picture: for when its limits do not hold.
SECONDS = 120
STARTED = b"+"


class PictureError(Exception):
    """The picture is at fault: it is no picture, damaged, or too large in some way."""

    def __init__(self, code: str, values: dict[str, Any]):
        super().__init__(values.get("reason", code))
        self.code, self.values = code, values


class Server:
    """The process, started when it is first needed, and again if it has ended."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def connect(self) -> socket.socket:
        """A connection for one request."""
        ours, theirs = socket.socketpair()
        with theirs, self.lock:
            if self.process is None or self.process.poll() is not None:
                self.start()
            socket.send_fds(self.control, [b"."], [theirs.fileno()])
        ours.settimeout(SECONDS)
        return ours

    def start(self) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", SERVER], stdin=theirs, cwd=settings.BASE_DIR
            )


server = Server()
turn = threading.Lock()


def ask(job: str, data: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """What the job (see `decoder.server.JOBS`) says of a picture, and the bytes it makes of it.

    Raises PictureError where the picture is at fault. Raises OSError with an `errno` where the
    machine is: the same picture may be taken later.
    """
    options["most_pixels"] = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    head = json.dumps({"job": job, "options": options}, default=tuple).encode()
    if not turn.acquire(timeout=PATIENCE):
        raise OSError(errno.EBUSY, "Other pictures are being read")
    try:
        with server.connect() as connection:
            answer = exchange(connection, head + b"\n" + data)
    finally:
        turn.release()
    return read_answer(answer)


def exchange(connection: socket.socket, request: bytes) -> bytes:
    """What the process answers: nothing where it is killed, by a limit on memory or time.

    Raises OSError where no process could be started.
    """
    if connection.recv(1) != STARTED:
        raise OSError(errno.EAGAIN, "No process could be started for a picture")
    # One that is killed before it has read everything resets the connection.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as file:
            return file.read()
    return b""


def read_answer(answer: bytes) -> tuple[dict[str, Any], bytes]:
    head, _, content = answer.partition(b"\n")
    said = json.loads(head) if head else {"refusal": "too_demanding", "values": {}}
    if "refusal" in said:
        raise PictureError(said["refusal"], said["values"])
    return said["result"], content
