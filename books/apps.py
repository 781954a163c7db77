from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from books.admin import exports
        from books.index import lookups
        from books.publishing import redirects, signals, transactions
        from books.readiness import stored
        from books.share_images import making

        signals.connect()
        transactions.connect()
        redirects.connect()
        stored.connect()
        making.connect()
        lookups.connect()
        exports.guard_exports()
