"""What every page of the reader's site keeps to, in a real browser: axe, sizes, weight, calm."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.running import Running

pytestmark = pytest.mark.once

# One of each type, and of each state that looks otherwise.
PAGES = {
    "home": "/",
    "catalogue": "/books/",
    "catalogue, narrowed, as a list": "/books/?form=epub&subject=fiction&view=list",
    "catalogue, nothing found": "/books/?form=spiral&language=fr",
    "forthcoming": "/books/?when=forthcoming",
    "book": "/books/walden/",
    "book with all": "/books/the-new-negro/",
    "book in another language": "/books/azul/",
    "contributor": "/contributors/charles-darwin/",
    "contributors": "/contributors/",
    "subject": "/subjects/fiction/",
    "series": "/series/voyages/",
    "content page": "/students/",
    "content page with a table and books": "/booksellers/",
    "home in Spanish": "/es/",
    "search": "/search/?q=voyage",
    "search, nothing found": "/search/?q=xyzzyx",
    "not found": "/nothing/",
}
WIDTHS = (320, 360, 768, 1440)
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => sum += each.value))
        .observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
SCROLL_THROUGH = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
        scrollTo(0, y);
        await new Promise(requestAnimationFrame);
    }
    await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
}"""


def open_page(browser: Browser, site: Running, address: str, **context: object) -> Page:
    tab = browser.new_context(**context).new_page()
    tab.goto(site.site + address)
    return tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(browser: Browser, demo_site: Running, address: str, scheme: str):
    tab = open_page(browser, demo_site, address, color_scheme=scheme)
    found = Axe().run(tab).response["violations"]
    tab.context.close()
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_no_width_makes_a_page_scroll_sideways_or_shift(
    browser: Browser, demo_site: Running, address: str
):
    asked: set[str] = set()
    for width in WIDTHS:
        tab = browser.new_context(viewport={"width": width, "height": 800}).new_page()
        tab.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        tab.goto(demo_site.site + address)
        tab.evaluate(SCROLL_THROUGH)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(SHIFTS) == 0
        tab.context.close()
    assert asked == {urlsplit(demo_site.site).netloc}
