from django.urls import include, path, re_path

from books import citing, feeds, views
from books.previews.shared import shared_draft

# Any slug but one with a NUL byte, which PostgreSQL refuses to look for.
SLUG = r"(?P<slug>[^/\x00]+)"

urlpatterns = [
    path("contributors/", views.people, name="contributors"),
    re_path(rf"^contributors/{SLUG}/$", views.contributor, name="contributor"),
    re_path(rf"^subjects/{SLUG}/$", views.subject, name="subject"),
    path("drafts/<str:token>/", shared_draft, name="shared_draft"),
    re_path(rf"^series/{SLUG}/$", views.series, name="series"),
    path("", include(feeds)),
    path("", include(citing)),
]
