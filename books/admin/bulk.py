"""What is done to many books at once from their list: to those it lists, and to no other page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)

from books.admin.listing import BookListView
from books.models import BookPage


class OfBooks:
    models = [BookPage]

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet:
        """“Select all in listing” means what its filters and search leave, on all its pages."""
        return BookListView.listed_for(self.request).order_by().values("pk")


class MoveBooks(OfBooks, MoveBulkAction):
    pass


class DeleteBooks(OfBooks, DeleteBulkAction):
    pass


class UnpublishBooks(OfBooks, UnpublishBulkAction):
    pass


class PublishBooks(OfBooks, PublishBulkAction):
    @classmethod
    def execute_action(cls, objects: list[BookPage], **kwargs: Any) -> tuple[int, int]:
        """All or none: each book that cannot be published is named, with the reason."""
        refused = []
        for book in objects:
            try:
                with transaction.atomic():
                    super().execute_action([book], **kwargs)
            except ValidationError as error:
                refused.append(told(book, error))
        if refused:
            raise ValidationError(refused)
        return len(objects), 0


def told(book: BookPage, error: ValidationError) -> str:
    """The reason, which may name the book already."""
    name, reason = f"“{book.get_admin_display_title()}”", " ".join(error.messages)
    return reason if name in reason else f"{name}: {reason}"


BULK_ACTIONS = (MoveBooks, DeleteBooks, PublishBooks, UnpublishBooks)
