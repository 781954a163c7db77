"""The heads of the home page, the catalogue and plain pages."""

from django.urls import reverse
from wagtail.models import Page

from books.channels import schema_org, schema_org_pages
from books.channels.schema_org import Step, Thing
from books.channels.texts import clipped
from books.cleaning import cleaned
from books.head.here import Here
from books.head.meta import SHOWN, Meta
from books.listing.front import front_of
from books.models import BookPage, Publication
from books.queries import readable
from books.rich_text import text_of


def of_page(page: Page, row: Publication, here: Here) -> Meta:
    url, title = here.root + row.path, page.seo_title or page.title
    meta = Meta(title, clipped(words_of_page(page), SHOWN), url, here.name, feeds=here.feeds())
    if any(page.pk == home.pk for home in front_of(here.request).homes.values()):
        meta.things = things_of_home(here, url)
        return meta
    described = (title, url, meta.description)
    lists_books = any(issubclass(BookPage, model) for model in page.allowed_subpage_models())
    make = schema_org_pages.collection if lists_books else schema_org_pages.page
    meta.things = [make(*described), schema_org.breadcrumbs(steps_to_page(page, url, here))]
    return meta


def things_of_home(here: Here, url: str) -> list[Thing]:
    links = [link["url"] for link in front_of(here.request).links]
    house = schema_org.organization(here.name, url, here.publisher.email, links)
    search = f"{here.root}{reverse('search')}?q={{words}}"
    return [house, schema_org_pages.website(here.name, url, search, house)]


def steps_to_page(page: Page, url: str, here: Here) -> list[Step]:
    top = max((home.depth for home in front_of(here.request).homes.values()), default=1)
    below = page.depth > top + 1
    above = readable(page.get_ancestors()).filter(depth__gt=top) if below else []
    steps = [Step(each.title, each.full_url) for each in above if each.full_url]
    return [here.first_step, *steps, Step(page.title, url)]


def words_of_page(page: Page) -> str:
    """What the editor wrote for search engines, or how the page begins."""
    if page.search_description:
        return page.search_description
    if introduction := getattr(page, "introduction", ""):
        return text_of(cleaned(introduction))
    paragraphs = (each for each in getattr(page, "body", []) if each.block_type == "paragraph")
    first = next(paragraphs, None)
    return text_of(cleaned(first.value.source)) if first else ""
