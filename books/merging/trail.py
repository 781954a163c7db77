"""What the history of the one that stayed says of a merge."""

from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from books.merging.merge import MERGED, UNDONE


class MergedInto(LogFormatter):
    label = gettext_lazy("Merge")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        words = ngettext(
            "Merged “%(name)s” into this: %(books)d book",
            "Merged “%(name)s” into this: %(books)d books",
            log_entry.data["books"],
        )
        return words % log_entry.data


class TakenOut(LogFormatter):
    label = gettext_lazy("Undo merge")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        words = ngettext(
            "Took “%(name)s” out again: %(books)d book",
            "Took “%(name)s” out again: %(books)d books",
            log_entry.data["books"],
        )
        return words % log_entry.data


def register(actions: LogActionRegistry) -> None:
    actions.register_action(MERGED)(MergedInto)
    actions.register_action(UNDONE)(TakenOut)
