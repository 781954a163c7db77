"""gzip and brotli (RFC 9110, sections 8.4 and 12.5.3).

Only for answers that hold no secret of the reader's beside what the address says, as under
`/api/`, where no cookie counts: otherwise their length could be made to tell it (BREACH).
"""

import gzip
import re
from functools import partial

import brotli
from django.http import HttpRequest, HttpResponse

SMALLEST = 500
# Of two that the reader likes alike, the first.
CODINGS = {
    "br": partial(brotli.compress, quality=4),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
    "identity": bytes,
}
ACCEPTED = re.compile(
    r"\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE
)
LEAST = 0.0001


def compress(request: HttpRequest, response: HttpResponse) -> None:
    if response.streaming or "Content-Encoding" in response or len(response.content) < SMALLEST:
        return
    coding = preferred_coding(request.headers.get("Accept-Encoding", ""))
    if coding != "identity":
        response.content = CODINGS[coding](response.content)
        response["Content-Encoding"] = coding
        response["Content-Length"] = str(len(response.content))


def preferred_coding(accepted: str) -> str:
    """Sent as it is, where nothing is accepted that there is."""
    matches = filter(None, map(ACCEPTED.fullmatch, accepted.lower().split(",")))
    weights = {coding: float(weight or 1) for coding, weight in map(re.Match.groups, matches)}
    others = weights.get("*", 0.0)
    weights["identity"] = max(LEAST, weights.get("identity", LEAST))
    return max(CODINGS, key=lambda coding: weights.get(coding, others))
