"""Lets Wagtail's actions on what exists read it again, once they hold the lock.

An action is given a page or a revision that its caller has loaded. Until the action's turn comes,
others may have published, moved, merged or deleted: Wagtail 8 would write back the row in memory,
with the path and the credits of then.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction


def read_revision(action: PublishRevisionAction) -> None:
    action.revision.refresh_from_db()
    action.object = action.revision.as_object()


def read_object(action: UnpublishAction) -> None:
    action.object.refresh_from_db()


def read_page(action: ConvertAliasPageAction) -> None:
    action.page.refresh_from_db()


def read_pages(action: MovePageAction) -> None:
    action.page.refresh_from_db()
    action.target.refresh_from_db()


READS: dict[type, Callable[[Any], None]] = {
    PublishRevisionAction: read_revision,
    UnpublishAction: read_object,
    ConvertAliasPageAction: read_page,
    MovePageAction: read_pages,
}


def read_under_lock(action_class: type) -> None:
    """Let the action, if it is one of these, begin by reading again what it is about to write.

    Raises Http404 when it is executed and there is nothing any more.
    """
    if read := READS.get(action_class):
        execute = action_class.execute

        @wraps(execute)
        def read_and_execute(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                read(self)
            except ObjectDoesNotExist as error:
                raise Http404("It has been deleted in the meantime.") from error
            return execute(self, *args, **kwargs)

        action_class.execute = read_and_execute
