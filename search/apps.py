from django.apps import AppConfig
from django.db import connection


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        if connection.vendor == "sqlite":
            from search.sqlite import escape_quotation_marks

            escape_quotation_marks()
