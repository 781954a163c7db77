"""The process that decodes pictures: it forks a child for each, which the limits may kill.

Started by `books.pictures.client` with a Unix socket as its standard input. Each message on it is
one byte with one end of a socket pair; the child reads its request from there, and answers.
A server with threads cannot fork safely itself; this process has one thread and no connections.
"""

import contextlib
import json
import os
import resource
import signal
import socket

from PIL import AvifImagePlugin, Image

from books.pictures.decoder.filters import average_colour, fit, measure, run_steps
from books.pictures.decoder.normalization import normalize
from books.pictures.decoder.refusals import RefusalError

JOBS = {job.__name__: job for job in (normalize, measure, run_steps, average_colour, fit)}

MEGABYTE = 1024 * 1024
# Of memory that is written to (RLIMIT_DATA). docs/running.md says what the largest pictures take.
MEMORY = 900 * MEGABYTE
# Of computing, and by the clock: a busy machine takes longer.
CPU_SECONDS, SECONDS = 45, 90
# Sent first, so that a child that was killed is told from one that could not be started.
STARTED = b"+"


def main() -> None:
    """Serve until the other side of standard input is closed, by the end of its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # So that nobody has to wait for the children.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Here once, not in each child.
    Image.init()
    # Each thread has a stack of its own within the limit, and large machines have many.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    control = socket.socket(fileno=0)
    while True:
        message, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                serve(socket.socket(fileno=descriptors[0]))
        os.close(descriptors[0])


def serve(connection: socket.socket) -> None:
    """Answer one request in this process, and end it."""
    try:
        connection.sendall(STARTED)
        limit_resources()
        connection.sendall(answer(read_all(connection)))
    finally:
        os._exit(0)


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    # Neither files nor what a crash would leave of the picture.
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    signal.alarm(SECONDS)


def read_all(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as file:
        return file.read()


def answer(request: bytes) -> bytes:
    """A line of JSON, then the bytes of the result."""
    head, _, data = request.partition(b"\n")
    values = json.loads(head)
    try:
        result, content = JOBS[values["job"]](data, **values["options"])
    except RefusalError as refusal:
        return json.dumps({"refusal": refusal.code, "values": refusal.values}).encode() + b"\n"
    except MemoryError:
        return json.dumps({"refusal": "too_demanding", "values": {}}).encode() + b"\n"
    # Decoders raise whatever they meet first in a damaged file: struct.error, KeyError, EOFError …
    except Exception as error:
        values = {"reason": f"{type(error).__name__}: {error}"}
        return json.dumps({"refusal": "unreadable", "values": values}).encode() + b"\n"
    return json.dumps({"result": result}).encode() + b"\n" + content


if __name__ == "__main__":
    main()
