"""What Wagtail's actions on pages refuse, or do otherwise, whichever door they come by.

Wagtail 8 checks too little, its cascades and some of its views nothing at all: moving and deleting
what is not the user's to take away, converting an alias of what is hidden, and unpublishing all
below a page but what is locked, in silence.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from books.models import BookPage
from books.models.permissions import Refusal, reason_to_keep, refuse_removal, refuse_unpublishing
from books.publishing.changes import one_change
from books.queries import readable

Execute = Callable[..., Any]


def connect() -> None:
    for action in (DeletePageAction, MovePageAction):
        action.execute = check_removal_in(action.execute)
    ConvertAliasPageAction.execute = convert_as_drafts(ConvertAliasPageAction.execute)
    CopyPageAction._copy_page = copy_without_isbns(CopyPageAction._copy_page)
    UnpublishPageAction.execute = unpublish_all_or_none(UnpublishPageAction.execute)


def check_removal_in(execute: Execute) -> Execute:
    @wraps(execute)
    def execute_unless_kept(action: Any, *args: Any, **kwargs: Any) -> Any:
        with one_change():
            if page := Page.objects.filter(pk=action.page.pk).first():
                refuse_removal(page, action.user)
            return execute(action, *args, **kwargs)

    return execute_unless_kept


def convert_as_drafts(execute: Execute) -> Execute:
    """An alias of what nobody may read becomes a draft: what hid it was its original's.

    A public one, or one that will be, is a publisher's to convert.
    """

    @wraps(execute)
    def convert(action: ConvertAliasPageAction, *args: Any, **kwargs: Any) -> Any:
        with one_change():
            page = action.page
            if action.user and reason_to_keep(page, action.user):
                text = _("“%(title)s” is public, or soon will be: ask a publisher to convert it.")
                raise Refusal(text % {"title": page.title})
            if page.alias_of_id:
                separate(page)
            return execute(action, *args, **kwargs)

    return convert


def separate(page: Page) -> None:
    source = Page.objects.filter(pk=page.alias_of_id)
    if page.live and not readable(source).exists():
        page.live, page.has_unpublished_changes = False, True
        page.save(update_fields=["live", "has_unpublished_changes"], clean=False)
    if isinstance(page, BookPage):
        page.give_up_isbns()


def copy_without_isbns(copy_page: Execute) -> Execute:
    """A copy that is another work has no ISBNs (`BookPage.save`), nor have its versions.

    The method is private in Wagtail 8: it copies the versions, after the page was saved.
    """

    @wraps(copy_page)
    def copy(action: CopyPageAction, page: Page, *args: Any, **kwargs: Any) -> Page:
        made = copy_page(action, page, *args, **kwargs)
        if isinstance(made, BookPage) and made.translation_key != page.translation_key:
            for revision in made.revisions.all():
                for format_ in revision.content["formats"]:
                    format_["isbn"] = ""
                revision.save(update_fields=["content"])
        return made

    return copy


def unpublish_all_or_none(execute: Execute) -> Execute:
    """Wagtail passes over what the user may not unpublish, and says that all is done."""

    @wraps(execute)
    def unpublish(action: UnpublishPageAction, *args: Any, **kwargs: Any) -> Any:
        with one_change():
            if action.user:
                refuse_unpublishing(action.object, action.user)
            if action.user and action.include_descendants:
                refuse_unpublishing_below(action.object, action.user)
            return execute(action, *args, **kwargs)

    return unpublish


def refuse_unpublishing_below(top: Page, user: Any) -> None:
    """Raises Refusal if something below stays public; an alias goes along with its original."""
    for page in top.get_descendants().live().select_related("alias_of"):
        if not page.alias_of or not page.alias_of.path.startswith(top.path):
            refuse_unpublishing(page, user)
