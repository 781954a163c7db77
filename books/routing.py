"""Pages at their addresses: found there in one statement, and served as Wagtail serves them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from wagtail import views
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from books.listing.front import Front, columns, front_of, made
from books.models import BookPage
from books.statements import Statement, given


def at_address(model: type[Page]) -> QuerySet:
    # Addresses have no index, but their last parts have.
    rows = model.objects.filter(slug=given("slug"), url_path=given("url_path"), live=True)
    return rows.order_by().values_list(*columns(model))


BOOK, PAGE = Statement(lambda: at_address(BookPage)), Statement(lambda: at_address(Page))


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, which walks down the tree only to what is not found at once."""
    if page := page_at(request, path):
        request._wagtail_route_for_request = RouteResult(page)
    return views.serve(request, path)


def page_at(request: HttpRequest, path: str) -> Page | None:
    """The live page there, if its site has a home page in the language that is asked."""
    front = front_of(request)
    home = front.homes.get(translation.get_language())
    if home is None:
        return None
    if not path:
        return prepared(home.specific, home, front)
    place = {"slug": path.rstrip("/").rpartition("/")[2], "url_path": home.url_path + path}
    for model, statement in ((BookPage, BOOK), (Page, PAGE)):
        if rows := statement.rows(**place):
            return prepared(made(model, rows[0]).specific, home, front)
    return None


def prepared(page: Page, home: Page, front: Front) -> Page:
    """With what is known of the page already: its language, and whether all may read it."""
    page.is_open = front.is_open(page)
    if page.locale_id == home.locale_id:
        page.locale = home.locale
    return page
