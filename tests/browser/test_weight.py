"""What a reader's browser fetches for a book's page: how much, and from whom."""

from urllib.parse import urlsplit

import brotli
from playwright.sync_api import Browser, Response

from tests.running import Running

MOST_BYTES = 60_000
# Of a response's headers, more than any of ours has.
HEADERS = 700
FONTS = {"eb-garamond", "eb-garamond-italic"}


def weight_of(response: Response) -> int:
    """In bytes; static files are compressed as a public server keeps them, beforehand."""
    body = response.body()
    if response.request.resource_type == "font":
        return len(body) + HEADERS
    if urlsplit(response.url).path.startswith("/static/"):
        return len(brotli.compress(body)) + HEADERS
    assert response.headers["content-encoding"] == "br"
    return response.request.sizes()["responseBodySize"] + HEADERS


def test_a_book_page_is_light(browser: Browser, demo_site: Running):
    """Without images, of which the cover is the first and all others wait until they are near."""
    tab = browser.new_context().new_page()
    answers: list[Response] = []
    tab.on("response", lambda answer: answers.append(answer))
    tab.goto(f"{demo_site.site}/books/in-defense-of-small-producers/")
    tab.wait_for_load_state("networkidle")
    weighed = [each for each in answers if each.request.resource_type not in ("image", "manifest")]
    weights = {urlsplit(each.url).path: weight_of(each) for each in weighed}
    fonts = {path.split("/")[-1].split(".")[0] for path in weights if "/fonts/" in path}
    tab.context.close()
    assert fonts == FONTS
    assert any(path.endswith(".css") for path in weights)
    assert any(path.endswith(".js") for path in weights)
    assert sum(weights.values()) < MOST_BYTES, weights
