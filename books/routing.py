"""Pages at their addresses: found there in one step, and served as Wagtail serves them.

A page that is hidden costs the same statements as one that never was: the time of an answer tells
nothing. Wagtail walks down the tree instead, one statement further where there is a page.
"""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from wagtail import views
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from books.listing.front import Front, columns, front_of, made
from books.models import BookPage
from books.queries import is_in_time, with_sources
from books.statements import Statement, given


def at_address(model: type[Page]) -> QuerySet:
    # Addresses have no index, but their last parts have.
    rows = model.objects.filter(with_sources(is_in_time()))
    rows = rows.filter(slug=given("slug"), url_path=given("url_path"))
    return rows.order_by().values_list(*columns(model))


BOOK, PAGE = Statement(lambda: at_address(BookPage)), Statement(lambda: at_address(Page))


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, which finds the page itself where not everyone may read the home page."""
    front = front_of(request)
    if home := front.homes.get(translation.get_language()):
        request._wagtail_route_for_request = RouteResult(page_at(path, home, front))
    return views.serve(request, path)


def page_at(path: str, home: Page, front: Front) -> Page:
    """The live page there. Raises Http404."""
    if not path:
        return prepared(home.specific, home, front)
    place = {"slug": path.rstrip("/").rpartition("/")[2], "url_path": home.url_path + path}
    for model, statement in ((BookPage, BOOK), (Page, PAGE)):
        if rows := statement.rows(**place):
            return prepared(made(model, rows[0]).specific, home, front)
    raise Http404("There is no such page.")


def prepared(page: Page, home: Page, front: Front) -> Page:
    """With what is known of the page already: its language, and whether all may read it."""
    page.is_open = front.is_open(page)
    if page.locale_id == home.locale_id:
        page.locale = home.locale
    return page
