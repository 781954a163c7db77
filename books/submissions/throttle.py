"""How often strangers may send us something, counted in the cache of throttles."""

import hashlib
import math
import threading

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from books.client_address import network_of
from books.submissions.mailbox import mailbox_of

# A count is read, then written: without a lock, requests at once would count as one.
counting = threading.Lock()


class Allowance(SimpleRateThrottle):
    """Made anew for each request, since ninja's throttles keep in themselves what they count."""

    cache = caches["throttles"]
    scope = "submissions"

    def __init__(self, rate: str, kind: str, ident: str) -> None:
        super().__init__(rate)
        self.kind, self.ident = kind, ident

    def get_cache_key(self, request: HttpRequest) -> str:
        """Of a length that every cache takes; tells no one's name or e-mail address."""
        text = f"{self.kind} {self.ident}"
        digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()
        return self.cache_format % {"scope": self.scope, "ident": digest}

    def seconds_to_wait(self, request: HttpRequest) -> int:
        """Count one; 0, unless there were too many of late."""
        with counting:
            return 0 if self.allow_request(request) else math.ceil(self.wait() or self.duration)

    def give_back(self) -> None:
        """Take the one that was counted out again."""
        with counting:
            history = self.cache.get(self.key, [])
            if self.now in history:
                history.remove(self.now)
                self.cache.set(self.key, history, self.duration)


class AddressAllowance(Allowance):
    """Whatever is sent from one address counts."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(settings.FORM_RATE, "address", network_of(request))


class EmailAllowance(Allowance):
    """What is valid counts, by the mailbox that its answer would go to."""

    def __init__(self, email: str) -> None:
        super().__init__(settings.FORM_RATE_PER_EMAIL, "email", mailbox_of(email))
