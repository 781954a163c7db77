from django.urls import include, path, re_path

from books import citing, feeds, views
from books.exam_copies.pages import exam_copy, thanks
from books.previews.shared import shared_draft

# Any slug but one with a NUL byte, which PostgreSQL refuses to look for.
SLUG = r"(?P<slug>[^/\x00]+)"

urlpatterns = [
    path("contributors/", views.people, name="contributors"),
    re_path(rf"^contributors/{SLUG}/$", views.contributor, name="contributor"),
    re_path(rf"^subjects/{SLUG}/$", views.subject, name="subject"),
    re_path(r"^(?P<path>[^\x00]+/)exam-copy/$", exam_copy, name="exam_copy"),
    re_path(r"^(?P<path>[^\x00]+/)exam-copy/thanks/$", thanks, name="exam_copy_thanks"),
    path("drafts/<str:token>/", shared_draft, name="shared_draft"),
    re_path(rf"^series/{SLUG}/$", views.series, name="series"),
    path("", include(feeds)),
    path("", include(citing)),
]
