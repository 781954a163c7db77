from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from books import routing, sitemaps
from books import urls as books_urls
from books.publishing.requests import decide_under_lock
from config.api import api_v2, api_v3
from config.media import media, state_caching
from config.metrics_middleware import no_metrics
from home import site_files
from home.newsletter import urls as newsletter_urls
from search import urls as search_urls

v3_patterns, *v3_names = api_v3.urls
# Books stand behind Wagtail's own, and are asked for most; no pattern of the others begins so.
v3_patterns.sort(key=lambda pattern: not str(pattern.pattern).startswith("books/"))
decorate_urlpatterns([*wagtailadmin_urls.urlpatterns, *v3_patterns], decide_under_lock)
decorate_urlpatterns(wagtaildocs_urls.urlpatterns, state_caching)
# All of Wagtail's but the last, which is that of pages.
wagtail_utilities = wagtail_urls.urlpatterns[:-1]
sign_in = []
if settings.USES_ALLAUTH:
    # In place of Wagtail's logins, for editors and for readers, which know one factor.
    sign_in = [path("admin/", include("home.sign_in.urls"))]
    wagtail_utilities = [each for each in wagtail_utilities if each.name != "wagtailcore_login"]
pages = re_path(wagtail_urls.serve_pattern, routing.serve, name="wagtail_serve")

urlpatterns = [
    *sign_in,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api_v2.urls),
    path("api/v3/", (v3_patterns, *v3_names)),
    path("media/<path:path>", media),
    path("metrics", no_metrics),
    path("", include(sitemaps)),
    path("", include(site_files)),
]
urlpatterns += i18n_patterns(
    path("", include(books_urls)),
    path("", include(search_urls)),
    path("", include(newsletter_urls)),
    path("", include([*wagtail_utilities, pages])),
    prefix_default_language=False,
)

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
