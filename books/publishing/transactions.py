"""Makes one transaction of what Wagtail does in several steps.

Wagtail's actions save, log, send signals and rewrite paths one after the other, with no
transaction around them, and offer no hook there. A book and its publication must never be
committed apart, so each action, and each save of a model of Wagtail's that decides what the
public sees, becomes one change, wherever it is called from: admin, API, command or shell.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from wagtail import actions
from wagtail.actions.base import BaseAction
from wagtail.admin.views import collections
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images.forms import BaseImageForm
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction, Site

from books.models import Contributor, Picture, PublisherSettings, Series, Subject
from books.publishing.changes import one_change
from books.publishing.locked_reads import read_under_lock

SAVED = (Contributor, Subject, Series, Picture, PublisherSettings)
SAVED_BY_WAGTAIL = (
    *(PageViewRestriction, Redirect, Site, Locale),
    *(Collection, CollectionViewRestriction),
)


def action_classes(base: type = BaseAction) -> Iterator[type]:
    """Every action of Wagtail's, those of pages, snippets and translations alike."""
    for module in iter_modules(actions.__path__):
        import_module(f"{actions.__name__}.{module.name}")
    pending = [base]
    while pending:
        action = pending.pop()
        yield action
        pending.extend(action.__subclasses__())


def make_one_change_of(owner: type, name: str) -> None:
    """Let the method that `owner` itself defines run as one change."""
    setattr(owner, name, one_change()(getattr(owner, name)))


def connect() -> None:
    for action in action_classes():
        if "execute" in vars(action):
            read_under_lock(action)
            make_one_change_of(action, "execute")
    for model in (*SAVED, *SAVED_BY_WAGTAIL, get_document_model()):
        make_one_change_of(model, "save")
        make_one_change_of(model, "delete")
    # After its save it deletes the renditions of the file before: new ones must come last.
    make_one_change_of(BaseImageForm, "save")
    make_one_change_of(BulkAction, "form_valid")
    make_one_change_of(collections.Edit, "save_instance")
