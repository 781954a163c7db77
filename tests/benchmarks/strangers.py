"""Those who would stop a server: they begin to send, or to read, and don't go on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

POST = b"POST /newsletter/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nemail="
HEAD = b"GET /books/ HTTP/1.1\r\nHost: 127"
READ = b"GET /books/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 40
# How many of each.
EACH = 200
# Seconds after which those whom the server has cut off come again.
AGAIN = 5


@contextmanager
def strangers(port: int) -> Iterator[None]:
    enough = threading.Event()
    crowd = threading.Thread(target=come_again, args=(port, enough))
    crowd.start()
    yield
    enough.set()
    crowd.join()


def come_again(port: int, enough: threading.Event) -> None:
    while not enough.is_set():
        held = [begin(port, what) for what in (POST, HEAD, READ) for _ in range(EACH)]
        enough.wait(AGAIN)
        for connection in held:
            connection.close()


def begin(port: int, what: bytes) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(what)
    return connection
