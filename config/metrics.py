"""What is counted while readers are answered: plain integers, read when somebody asks for them.

from config.metrics import LIMITS
LIMITS["bodies"].add()
"""

import itertools
import threading


class Counter:
    """Counts from any thread, without a lock: `next()` of a count is one step of the interpreter.

    That step is all that `add` is, so that it costs next to nothing where it is called for each
    request. To read is to count too, which is taken off again.
    """

    def __init__(self) -> None:
        count = itertools.count()
        self.add = self._next = count.__next__
        self._reads = 0
        self._lock = threading.Lock()

    @property
    def value(self) -> int:
        with self._lock:
            value = self._next() - self._reads
            self._reads += 1
        return value


# How requests ended at the edge: answered from memory (`stale`: while it was made anew, or that
# failed; `away`: while the database was), by the app for all, or by the app for one reader.
EDGE = {name: Counter() for name in ("hit", "stale", "away", "miss", "bypass")}
# What was refused: too many requests to the API, or by forms; bodies that are too large; bodies
# for which no thread was free, or which did not arrive.
LIMITS = {name: Counter() for name in ("api", "forms", "size", "bodies")}
