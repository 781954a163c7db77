"""Bodies of requests: each is read before a thread is taken, with a deadline and a size."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

# Seconds for all of a body that anyone may send; a longer one has another for each `SLOWEST` bytes.
DEADLINE, SLOWEST = 10, 20_000
BUSY = (HTTPStatus.SERVICE_UNAVAILABLE, "Too many ask at once; please try again in a moment.")
# Bytes of a body that are kept in memory, before it goes on in a file.
IN_MEMORY = 64 * 1024


class BodyError(Exception):
    """Why a body is not read, or not to its end."""

    def __init__(self, status: HTTPStatus, detail: str):
        super().__init__(detail)
        self.status, self.detail = status, detail


class Bodies:
    """Those of one kind of senders: so many `at_once`, so many `of_one` address.

    Up to `small` bytes have to come within the deadline; none is longer than `most` bytes.
    """

    def __init__(self, small: int, most: int, at_once: int, of_one: int) -> None:
        self.small = small
        self.most = most
        self.at_once = at_once
        self.of_one = of_one
        self._senders: Counter[str] = Counter()

    async def read(self, proto: Any, sender: str, declared: int | None) -> BinaryIO:
        """The whole body, at its start; its sender `declared` its length. Raises BodyError."""
        with self._place_for(sender):
            return await self._read(proto, declared)

    @contextmanager
    def _place_for(self, sender: str) -> Iterator[None]:
        if self._senders.total() >= self.at_once or self._senders[sender] >= self.of_one:
            raise BodyError(*BUSY)
        self._senders[sender] += 1
        try:
            yield
        finally:
            self._senders[sender] -= 1
            # Forgets whose count has come to nothing.
            self._senders += Counter()

    async def _read(self, proto: Any, declared: int | None) -> BinaryIO:
        self._check_size(declared or 0)
        # The request closes it.
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        try:
            await self._fill(file, proto)
            if declared is not None and file.tell() != declared:
                raise BodyError(HTTPStatus.BAD_REQUEST, "The body ended too early.")
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    async def _fill(self, file: BinaryIO, proto: Any) -> None:
        started, size = asyncio.get_running_loop().time(), 0
        try:
            async with asyncio.timeout_at(started + DEADLINE) as deadline:
                async for piece in proto:
                    size += len(piece)
                    self._check_size(size)
                    file.write(piece)
                    if size > self.small:
                        deadline.reschedule(started + DEADLINE + size / SLOWEST)
        except TimeoutError as error:
            detail = "The body did not come in time."
            raise BodyError(HTTPStatus.REQUEST_TIMEOUT, detail) from error

    def _check_size(self, size: int) -> None:
        if size > self.most:
            detail = f"The body is longer than {self.most} bytes."
            raise BodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
