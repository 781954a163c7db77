"""What is changed in granian's own behaviour.

granian 2.8 gives each request of RSGI to the event loop, from the thread that it came in: two
switches of threads, which take longer than an answer from memory does. Here that thread may answer
first. Where this finds nothing to change, all requests take the longer way.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from granian import _futures

logger = logging.getLogger("frontlist.server")
Begin = Callable[[Any, Any], bool]
schedule_in_loop = _futures._cbsched_aioschedule


def answer_before_loop(begin: Begin) -> None:
    """Ask `begin`, with scope and protocol, whether it has taken care of a request."""

    def make_schedule(*args: Any) -> Callable[[Any], None]:
        schedule = schedule_in_loop(*args)

        def begin_or_schedule(watcher: Any) -> None:
            try:
                has_begun = begin(watcher.scope, watcher.proto)
            except Exception:
                # granian would leave the reader without an answer.
                logger.exception("A request could not be taken.")
                watcher.proto.response_empty(HTTPStatus.INTERNAL_SERVER_ERROR, [])
            else:
                if not has_begun:
                    schedule(watcher)

        return begin_or_schedule

    _futures._cbsched_aioschedule = make_schedule
