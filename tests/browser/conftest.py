"""A real Chromium (Debian's), driven through Playwright."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running import Running, running_site

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
PEOPLE = "from home.demo_users import make_demo_users; make_demo_users()"
# Milliseconds: what is awaited comes late on a busy machine.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """An empty tab of a browser that has been nowhere yet."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def desk_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site without a book, but with its people."""
    with running_site(tmp_path_factory.mktemp("desk"), DEMO="no") as site:
        assert site.run("shell", "-c", PEOPLE).returncode == 0
        yield site
