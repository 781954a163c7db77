"""Makes the demo house's plain pages and its front, and fills in its settings."""

from typing import Any

from wagtail.models import Page, Site

from books.models import BookPage, PublisherSettings, SocialLink
from home.demo import streams
from home.demo.files import read
from home.models import ContentPage
from home.tree import fill_in_publisher, front_page, publish_below


def make_house() -> list[str]:
    data = read("house.toml")
    made = [each for slug, page in data["pages"].items() for each in make_page(slug, page)]
    pages = pages_by_slug()
    made += fill_in_publisher(
        **data["publisher"],
        student_offer_page=pages.get("students"),
        exam_copy_page=pages.get("exam-copies"),
    )
    return [*made, *make_social_links(data["social_links"]), *welcome(data["welcome"])]


def pages_by_slug() -> dict[str, Page]:
    """The pages right below the home page."""
    return {page.slug: page for page in Page.objects.child_of(front_page()).specific()}


def make_page(slug: str, data: dict[str, Any]) -> list[str]:
    pages = pages_by_slug()
    if slug in pages:
        return []
    page = ContentPage(
        slug=slug,
        title=data["title"],
        show_in_menus=data["in_menus"],
        body=streams.page_body(data["body"], pages),
    )
    publish_below(front_page(), page)
    return [f"the page “{page.title}”"]


def make_social_links(links: dict[str, str]) -> list[str]:
    publisher = PublisherSettings.for_site(Site.objects.get(is_default_site=True))
    if publisher.social_links.exists():
        return []
    publisher.social_links = [SocialLink(name=name, url=url) for name, url in links.items()]
    publisher.save()
    return ["the social links"]


def welcome(text: str) -> list[str]:
    home = front_page()
    if home.introduction:
        return []
    home.introduction = streams.rich_text(text)
    home.save_revision().publish()
    return ["the welcome on the home page"]


def make_front() -> list[str]:
    """The pages that show books, now that there are any."""
    data = read("house.toml")
    made = [each for slug, page in data["later_pages"].items() for each in make_page(slug, page)]
    return [*made, *fill_home_page(data["home"])]


def fill_home_page(data: dict[str, Any]) -> list[str]:
    home = front_page()
    if home.body:
        return []
    books = {book.slug: book for book in BookPage.objects.filter(locale=home.locale)}
    home.body = streams.page_body(data["body"], books)
    home.save_revision().publish()
    return ["what the home page shows"]
