from django.apps import AppConfig
from django.db import connection


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from search.limits import limit_searches

        limit_searches()
        if connection.vendor == "sqlite":
            from search.sqlite import escape_quotation_marks

            escape_quotation_marks()
