"""The site around each page: its menu."""

from django import template
from wagtail.models import Page, Site

from books.queries import readable

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> list[Page]:
    """The pages right below the home page that are in menus and that anyone can read."""
    request = context.get("request")
    site = request and Site.find_for_request(request)
    if not site:
        return []
    home = site.root_page.localized
    return list(readable(home.get_children().in_menu()))
