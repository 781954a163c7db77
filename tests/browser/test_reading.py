"""What every page of the reader's site keeps to, in a real browser: axe, sizes, weight, calm."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.running import Running

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
    "search without a word": "/search/",
    "exam copy": "/books/flatland/exam-copy/",
    "exam copy, thanks": "/books/flatland/exam-copy/thanks/",
    "newsletter": "/newsletter/",
    "newsletter, thanks": "/newsletter/thanks/",
    "newsletter, old link": "/newsletter/confirm/old/",
    "not found": "/nothing/",
}
WIDTHS = (320, 768, 1440)
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
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


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_in_light_or_dark(browser: Browser, demo_site: Running, address: str):
    tab = browser.new_context(color_scheme="light").new_page()
    tab.goto(demo_site.site + address)
    found = Axe().run(tab).response["violations"]
    tab.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += Axe().run(tab, options=CONTRAST).response["violations"]
    tab.context.close()
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_no_width_makes_a_page_scroll_sideways_or_shift(
    browser: Browser, demo_site: Running, address: str
):
    """320 pixels are also what is left of 1280 at four times the size, and of 640 at twice."""
    asked: set[str] = set()
    tab = browser.new_context().new_page()
    tab.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        tab.goto(demo_site.site + address)
        tab.evaluate(SCROLL_THROUGH)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(SHIFTS) == 0
    tab.context.close()
    assert asked == {urlsplit(demo_site.site).netloc}


def test_nothing_moves_for_who_wants_it_still(browser: Browser, demo_site: Running):
    tab = browser.new_context(reduced_motion="reduce").new_page()
    tab.goto(f"{demo_site.site}/books/walden/")
    moving = tab.evaluate(
        """() => [...document.querySelectorAll("*")].filter(each => {
            const style = getComputedStyle(each);
            return parseFloat(style.transitionDuration) || style.animationName !== "none";
        }).length"""
    )
    tab.context.close()
    assert moving == 0
