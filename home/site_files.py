"""What programs look for at the root of a site: `/robots.txt` and `/site.webmanifest`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from books.listing.front import root_url_of
from books.models import PublisherSettings

# A login, endless results, links that are kept between two people. The content API stays open:
# where a front end is built on it, search engines read that as readers do, with its requests.
NOT_TO_BE_READ = ("/admin/", "/search/", "/*/search/", "/drafts/", "/*/drafts/")
PAPER, INK = "#fbf8f1", "#8f2d20"

for_a_day = cache_control(public=True, max_age=86400)


@require_safe
@for_a_day
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309, with the sitemap index."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path_}" for path_ in NOT_TO_BE_READ),
        "",
        f"Sitemap: {root_url_of(request)}{reverse('sitemap_index')}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain")


@require_safe
@for_a_day
def manifest(request: HttpRequest) -> JsonResponse:
    """W3C Web Application Manifest."""
    publisher = PublisherSettings.behind(request)
    content = {
        "name": publisher.name,
        "description": publisher.tagline,
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            {"src": static("favicon.svg"), "type": "image/svg+xml", "sizes": "any"},
            {"src": "/apple-touch-icon.png", "type": "image/png", "sizes": "180x180"},
        ],
    }
    return JsonResponse(
        {name: value for name, value in content.items() if value},
        content_type="application/manifest+json",
    )


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("site.webmanifest", manifest, name="manifest"),
]
