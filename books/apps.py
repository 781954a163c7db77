from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from books.admin import refusals
        from books.index import lookups
        from books.publishing import (
            media_permissions,
            redirects,
            signals,
            transactions,
            workflows,
        )
        from books.readiness import stored
        from books.share_images import making

        signals.connect()
        workflows.connect()
        media_permissions.connect()
        refusals.connect()
        transactions.connect()
        redirects.connect()
        stored.connect()
        making.connect()
        lookups.connect()
