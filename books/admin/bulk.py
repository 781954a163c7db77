"""What is done to many books at once from their list: to those it lists, and to no other page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)

from books.admin.listing import BookListView
from books.models import BookPage

# All of an action is one transaction, in which others wait to save: 200 are some 15 seconds.
MOST_AT_ONCE = 200


class OfBooks:
    models = [BookPage]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self.how_many_are_chosen()
        if chosen <= MOST_AT_ONCE:
            return super().dispatch(request, *args, **kwargs)
        message = _("At most %(most)d books at once, please: narrow the list of %(chosen)d.")
        messages.error(request, message % {"most": MOST_AT_ONCE, "chosen": chosen})
        return redirect(self.next_url)

    def how_many_are_chosen(self) -> int:
        ids = self.request.GET.getlist("id")
        return self.get_all_objects_in_listing_query(None).count() if "all" in ids else len(ids)

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
