"""Registrations only: what is registered stands beside its kind."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from books import trail
from books.admin.bulk import BULK_ACTIONS
from books.admin.checks import use_book_checks
from books.admin.copy import NewBookFromCopyViewSet
from books.admin.dashboard import use_dashboard
from books.admin.editing import BookIndexPageViewSet, BookPageViewSet
from books.admin.modeladmin import RebuildAdmin
from books.admin.prices import AmountsViewSet
from books.admin.readiness import ReadinessViewSet
from books.admin.shares import SharesViewSet
from books.admin.viewsets import BooksGroup
from books.admin.visibility import choose_among_visible, construct_admin_api
from books.links import PublicDocumentLinkHandler, PublicPageLinkHandler
from books.listing.freshness import open_pages
from books.media import only_shown_documents, with_images_of_private_pages
from books.merging import trail as merging_trail
from books.publishing.signals import bulk_action_done
from books.queries import only_pages_in_their_time
from books.screens import ScreenOperation

SCRIPTS = ("contents", "readiness", "saving")

register_snippet(BooksGroup)
modeladmin_register(RebuildAdmin)
VIEWSETS = (
    AmountsViewSet,
    BookIndexPageViewSet,
    BookPageViewSet,
    NewBookFromCopyViewSet,
    ReadinessViewSet,
    SharesViewSet,
)
for viewset in VIEWSETS:
    hooks.register("register_admin_viewset", viewset)
for bulk_action in BULK_ACTIONS:
    hooks.register("register_bulk_action", bulk_action)
hooks.register("before_serve_document", only_shown_documents)
hooks.register("before_serve_page", only_pages_in_their_time)
hooks.register("on_serve_page", open_pages, order=-2)
hooks.register("on_serve_page", with_images_of_private_pages, order=-1)
hooks.register("register_image_operations", lambda: [("screen", ScreenOperation)])
hooks.register("after_bulk_action", bulk_action_done)
hooks.register("register_log_actions", trail.register)
hooks.register("register_log_actions", merging_trail.register)
hooks.register("construct_wagtail_userbar", use_book_checks)
hooks.register("construct_homepage_panels", use_dashboard)
hooks.register("construct_page_chooser_queryset", choose_among_visible)
hooks.register("construct_admin_api", construct_admin_api, order=1)


@hooks.register("insert_editor_js")
def editor_scripts() -> str:
    scripts = ((versioned_static(f"js/{name}.js"),) for name in SCRIPTS)
    return format_html(
        '{}<script src="{}" data-describe="{}"></script>',
        format_html_join("", '<script src="{}"></script>', scripts),
        versioned_static("js/amounts.js"),
        reverse("book_amounts:describe"),
    )


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("css/editor.css"))


@hooks.register("register_rich_text_features", order=10)
def link_only_to_what_is_public(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)
