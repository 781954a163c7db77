"""The typeface in its weights, as a browser fetches and draws it."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageOps, ImageStat
from playwright.sync_api import Page

STYLES = (settings.BASE_DIR / "static" / "css" / "site.css").as_uri()


def show(tab: Page, folder: Path, text: str) -> set[str]:
    """The font files that a page with this text asks for."""
    asked: set[str] = set()
    tab.on("request", lambda request: asked.add(request.url.rsplit("/", 1)[-1]))
    page = folder / "page.html"
    page.write_text(f'<meta charset="utf-8"><link rel="stylesheet" href="{STYLES}"><p>{text}')
    tab.goto(page.as_uri())
    tab.evaluate("document.fonts.ready.then(() => 0)")
    return {name for name in asked if name.endswith(".woff2")}


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("plain", {"eb-garamond.woff2"}),
        ("<b>bold</b>", {"eb-garamond-bold.woff2"}),
        ("<b><i>both</i></b>", {"eb-garamond-bold.woff2", "eb-garamond-bold-italic.woff2"}),
        ("<strong>Łódź</strong>", {"eb-garamond-bold.woff2", "eb-garamond-bold-ext.woff2"}),
    ],
)
def test_a_face_is_fetched_only_where_it_is_used(tab, tmp_path, text, files):
    assert show(tab, tmp_path, text) == files


@pytest.mark.parametrize(("outer", "letters"), [("p", "plain"), ("em", "ital"), ("p", "Ελλάδα")])
def test_bold_is_seen(tab, tmp_path, outer, letters):
    """In this typeface, and in whatever stands in for letters that it lacks."""
    html = f"<{outer}><span id=a>{letters * 9}</span><br><b id=b>{letters * 9}</b></{outer}>"
    show(tab, tmp_path, html)
    plain, bold = (tab.locator(each).screenshot() for each in ("#a", "#b"))
    assert ink(bold) > 1.15 * ink(plain)


def ink(screenshot: bytes) -> float:
    """How dark a picture is in all, whatever its size."""
    image = Image.open(io.BytesIO(screenshot)).convert("L")
    return ImageStat.Stat(ImageOps.invert(image)).sum[0]
