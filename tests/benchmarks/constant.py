"""An app that answers what CONSTANT_ANSWERS holds: the most that any app under the server can do.

That file is JSON: for each address a list of headers and the body, in Latin-1.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ANSWERS = {
    address: ([(name, value) for name, value in headers], body.encode("latin-1"))
    for address, (headers, body) in json.loads(
        Path(os.environ["CONSTANT_ANSWERS"]).read_text()
    ).items()
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers, body = ANSWERS[environ["PATH_INFO"]]
    start_response("200 OK", headers)
    return [body]
