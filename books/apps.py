from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from books import rendering
        from books.admin import exports, form_values, past_expiry, redirect_imports, visibility
        from books.admin import refusals as admin_refusals
        from books.index import lookups
        from books.pictures.forms import normalize_profile_pictures
        from books.pictures.wagtail_patches import make_renditions_elsewhere
        from books.publishing import (
            media_permissions,
            page_actions,
            redirects,
            refusals,
            signals,
            transactions,
            workflows,
        )
        from books.readiness import stored
        from books.share_images import making

        rendering.connect()
        signals.connect()
        workflows.connect()
        page_actions.connect()
        media_permissions.connect()
        admin_refusals.connect()
        visibility.connect()
        refusals.connect()
        transactions.connect()
        past_expiry.connect()
        form_values.connect()
        redirect_imports.connect()
        redirects.connect()
        stored.connect()
        making.connect()
        lookups.connect()
        normalize_profile_pictures()
        make_renditions_elsewhere()
        exports.guard_exports()
