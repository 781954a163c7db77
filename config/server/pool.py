"""Threads for one kind of request, so that no kind can take those of another."""

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

Job = Callable[[], None]


class Pool:
    """Runs jobs in up to `threads` threads; `room` of them may wait, `patience` seconds each.

    A crowd that asks for one new page at once is no attack: it waits until the page is made, which
    costs little. So there is room for many, and it is patience that ends first.

    Jobs must answer for themselves: an exception ends the thread that runs them.
    """

    def __init__(self, name: str, threads: int, patience: float, room: int = 2000) -> None:
        self.name = name
        self.threads = threads
        self.room = room
        self.patience = patience
        self._queue: deque[tuple[float, Job, Job]] = deque()
        self._changed = threading.Condition()
        self._idle = 0
        self._started = 0

    def submit(self, run: Job, refuse: Job) -> None:
        """Have one of the threads do `run`, or `refuse` where there is no room left to wait."""
        with self._changed:
            has_room = len(self._queue) < self.room
            if has_room:
                self._queue.append((monotonic() + self.patience, run, refuse))
                if len(self._queue) > self._idle and self._started < self.threads:
                    self._start_thread()
                self._changed.notify()
        if not has_room:
            refuse()

    def refuse_overdue(self) -> None:
        """Turn away who has waited too long, even while every thread is held up."""
        while True:
            with self._changed:
                if not self._queue or monotonic() < self._queue[0][0]:
                    return
                _deadline, _run, refuse = self._queue.popleft()
            refuse()

    def _start_thread(self) -> None:
        self._started += 1
        name = f"{self.name}-{self._started}"
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._idle += 1
                self._changed.wait_for(lambda: self._queue)
                self._idle -= 1
                _deadline, run, _refuse = self._queue.popleft()
            run()
            # So that nothing of one request outlives it while the thread waits for the next.
            del run, _refuse
