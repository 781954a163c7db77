"""Makes the demo house's plain pages and fills in its settings."""

from typing import Any

from wagtail.models import Page, Site

from books.models import PublisherSettings, SocialLink
from home.demo import streams
from home.demo.files import read
from home.models import ContentPage, HomePage
from home.tree import fill_in_publisher, publish_below


def make_house() -> list[str]:
    data = read("house.toml")
    made = [each for slug, page in data["pages"].items() for each in make_page(slug, page)]
    pages = {page.slug: page for page in ContentPage.objects.all()}
    made += fill_in_publisher(
        **data["publisher"],
        student_offer_page=pages.get("students"),
        exam_copy_page=pages.get("exam-copies"),
    )
    return [*made, *make_social_links(data["social_links"]), *welcome(data["welcome"])]


def make_page(slug: str, data: dict[str, Any]) -> list[str]:
    home = HomePage.objects.get()
    if Page.objects.child_of(home).filter(slug=slug).exists():
        return []
    page = ContentPage(
        slug=slug,
        title=data["title"],
        show_in_menus=data["in_menus"],
        body=streams.texts(data["body"]),
    )
    publish_below(home, page)
    return [f"the page “{page.title}”"]


def make_social_links(links: dict[str, str]) -> list[str]:
    publisher = PublisherSettings.for_site(Site.objects.get(is_default_site=True))
    if publisher.social_links.exists():
        return []
    publisher.social_links = [SocialLink(name=name, url=url) for name, url in links.items()]
    publisher.save()
    return ["the social links"]


def welcome(text: str) -> list[str]:
    home = HomePage.objects.get()
    if home.introduction:
        return []
    home.introduction = streams.rich_text(text)
    home.save_revision().publish()
    return ["the welcome on the home page"]
