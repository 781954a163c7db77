"""How often readers may send us something, counted in the cache of throttles."""

import hashlib
import math

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle


class Allowance(SimpleRateThrottle):
    """Made anew for each request, since ninja's throttles keep in themselves what they count."""

    cache = caches["throttles"]

    def cache_key(self, kind: str, ident: str) -> str:
        """Of a length that every cache takes; tells no one's e-mail address."""
        digest = hashlib.sha256(f"{kind} {ident}".encode(errors="replace")).hexdigest()
        return self.cache_format % {"scope": "submissions", "ident": digest}

    def seconds_to_wait(self, request: HttpRequest) -> int:
        """Counts one submission; 0, unless there were too many of late."""
        return 0 if self.allow_request(request) else math.ceil(self.wait() or self.duration)


class AddressAllowance(Allowance):
    """Whatever is sent from one address counts."""

    def __init__(self) -> None:
        super().__init__(settings.FORM_RATE)

    def get_cache_key(self, request: HttpRequest) -> str:
        return self.cache_key("address", str(self.get_ident(request)))


class EmailAllowance(Allowance):
    """What is valid counts, by the e-mail address as its form has cleaned it."""

    def __init__(self, email: str) -> None:
        super().__init__(settings.FORM_RATE_PER_EMAIL)
        self.email = email.casefold()

    def get_cache_key(self, request: HttpRequest) -> str:
        return self.cache_key("email", self.email)
