"""The audit trail: who changed which price, ISBN, date or availability, and when.

Each version of a book is compared with the one before it. What differs in its formats is an
entry of the page's log, one for each revision: a revision that is saved again as its editor
types has its entry replaced.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import PageLogEntry, Revision

from books.codes import Availability, Form, UnpricedReason
from books.money import plain_amount

ACTION = "books.change_formats"
FIELDS = {
    "isbn": gettext_lazy("ISBN"),
    "published_on": gettext_lazy("publication date"),
    "availability": gettext_lazy("availability"),
}
# A format as a revision stores it.
Stored = dict[str, Any]


def log_changes(revision: Revision, before: Stored) -> None:
    """`before` is the content of the version that this revision follows."""
    PageLogEntry.objects.filter(revision=revision, action=ACTION).delete()
    changes = list(changes_between(before, revision.content))
    if changes:
        data = {"changes": changes}
        log(revision.content_object, ACTION, user=revision.user, revision=revision, data=data)


def changes_between(before: Stored, after: Stored) -> Iterator[Stored]:
    """Each change as `{"format", "what", "old", "new"}`; an empty value means none."""
    left = list(before.get("formats", []))
    for format_ in after.get("formats", []):
        old = counterpart(format_, left)
        if old:
            left.remove(old)
        yield from changes_of(old or {}, format_)
    for format_ in left:
        yield from changes_of(format_, {})


def counterpart(format_: Stored, among: list[Stored]) -> Stored | None:
    """The same format in another version: a format gets its id only when it is published."""
    for name in ("pk", "isbn", "form"):
        for other in among:
            if format_.get(name) and format_[name] == other.get(name):
                return other
    return None


def changes_of(old: Stored, new: Stored) -> Iterator[Stored]:
    name = {"format": (new or old)["form"]}
    values = {what: (str(old.get(what) or ""), str(new.get(what) or "")) for what in FIELDS}
    before, after = prices_of(old), prices_of(new)
    for place in [*before, *(each for each in after if each not in before)]:
        values[f"price {place}".strip()] = (before.get(place, ""), after.get(place, ""))
    for what, (was, becomes) in values.items():
        if was != becomes:
            yield {**name, "what": what, "old": was, "new": becomes}


def prices_of(format_: Stored) -> dict[str, str]:
    """By currency and country: the amount, or the reason why there is none."""
    return {
        f"{price['currency']} {price['territory']}".strip(): price["unpriced_reason"]
        if price["amount"] is None
        else plain_amount(Decimal(price["amount"]), price["currency"])
        for price in format_.get("prices", [])
    }


class ChangedFormats(LogFormatter):
    label = gettext_lazy("Change prices and formats")

    def format_message(self, log_entry: PageLogEntry) -> str:
        return _("Changed %(changes)s") % {
            "changes": "; ".join(in_words(change) for change in log_entry.data["changes"])
        }


def in_words(change: Stored) -> str:
    """ "Paperback: price USD 29.95 → 31.95"."""
    what = change["what"]
    if what in FIELDS:
        what = FIELDS[what]
    elif what.startswith("price"):
        what = what.replace("price", _("price"), 1)
    old, new = (value_in_words(change[side]) or _("none") for side in ("old", "new"))
    form = dict(Form.choices).get(change["format"], _("A format"))
    return f"{form}: {what} {old} → {new}"


def value_in_words(value: str) -> str:
    for codes in (Availability, UnpricedReason):
        if value in codes.values:
            return str(codes(value).label)
    return value


def register(actions: LogActionRegistry) -> None:
    actions.register_action(ACTION)(ChangedFormats)
    actions.register_action(
        "books.handle_request", gettext_lazy("Handle request"), gettext_lazy("Marked as handled")
    )
    actions.register_action(
        "books.reopen_request",
        gettext_lazy("Reopen request"),
        gettext_lazy("Marked as not handled after all"),
    )
