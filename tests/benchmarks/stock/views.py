from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tests.benchmarks.stock.models import BookPage


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("query", "")
    found = BookPage.objects.live().search(query) if query else BookPage.objects.none()
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return TemplateResponse(request, "stock/search.html", {"query": query, "results": page})
