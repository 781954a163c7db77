"""Registrations only: what is registered stands beside its kind."""

from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from books import trail
from books.admin.copy import NewBookFromCopyViewSet
from books.admin.modeladmin import RebuildAdmin
from books.admin.viewsets import BooksGroup
from books.links import PublicDocumentLinkHandler, PublicPageLinkHandler
from books.media import only_shown_documents
from books.publishing.signals import bulk_action_done
from books.queries import only_unexpired_pages
from books.screens import ScreenOperation

register_snippet(BooksGroup)
modeladmin_register(RebuildAdmin)
hooks.register("register_admin_viewset", NewBookFromCopyViewSet)
hooks.register("before_serve_document", only_shown_documents)
hooks.register("before_serve_page", only_unexpired_pages)
hooks.register("register_image_operations", lambda: [("screen", ScreenOperation)])
hooks.register("after_bulk_action", bulk_action_done)
hooks.register("register_log_actions", trail.register)


@hooks.register("insert_editor_js")
def contents_script() -> str:
    return format_html('<script src="{}"></script>', versioned_static("js/contents.js"))


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("css/editor.css"))


@hooks.register("register_rich_text_features", order=10)
def link_only_to_what_is_public(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)
