"""What one server has for itself: its address and its VAR_DIR, for as long as it lives.

The kernel gives both back when the process dies, even by `kill -9`.
"""

import fcntl
import os
import socket
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management.base import CommandError

LOCK_NAME = "serve.lock"


def lock_directory(directory: Path) -> TextIO:
    """Return the open file that holds the lock, with the process id of its holder in it.

    Raise CommandError if another server has the directory, or if it cannot be written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = (directory / LOCK_NAME).open("a+")
    except OSError as error:
        raise CommandError(
            f"VAR_DIR: {directory} cannot be written to: {error.strerror}."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        raise CommandError(
            f"VAR_DIR: {directory} belongs to the server with process id {holder};"
            " end that, or choose another VAR_DIR."
        ) from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def resolve_host(host: str) -> tuple[socket.AddressFamily, str]:
    """The address to listen at: the server itself (granian 2.8) takes no names."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no host name"
        raise CommandError(f"HOST: {host} is no address of this machine: {reason}.") from error
    family, _type, _protocol, _name, address = found[0]
    return family, str(address[0])


def hold_address(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    """Return a socket that keeps the address from other servers, but not from this one's processes.

    Those share it (SO_REUSEPORT), and so would any other server of the same user. So it is taken
    alone first, which fails where anybody listens, and shared only then; as this socket does not
    listen, no reader is sent to it, and the next who wants the address alone is refused.
    Raise CommandError.
    """
    holder = socket.socket(family, socket.SOCK_STREAM)
    # Connections of a server that has just ended are no hindrance.
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        holder.bind((host, port))
    except OSError as error:
        holder.close()
        raise CommandError(
            f"HOST and PORT: {settings.HOST}:{port} cannot be served: {error.strerror};"
            " choose another PORT."
        ) from error
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return holder
