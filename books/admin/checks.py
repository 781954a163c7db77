"""Checks of a book's content, beside Wagtail's own in the editor and in the user bar.

Wagtail's checks run in the browser, on the page that an editor sees. What a rule of
`books.readiness` finds stands there as a word in an attribute of the page's heading; a check
fails where its word is found.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

# By the code of the rule: what is wrong, and what helps.
CHECKS = {
    "no_description": (
        _("The description is empty"),
        _("Say what the book is about"),
    ),
    "bio_without_contributor": (
        _("A bio without its contributor"),
        _("Credit the contributor with the book, or take the bio out"),
    ),
    "contributor_without_bio": (
        _("A contributor without a bio"),
        _("Write one in the contributor's own entry"),
    ),
    "price_without_currency": (
        _("A price without a currency"),
        _("Say in which currency the amount is"),
    ),
    "heading_order": (
        _("A heading without text below it"),
        _("Put text between the headings, or take one out"),
    ),
}
# A test of axe-core's that fails here, since nothing has the attribute that it looks for.
FAILS = {
    "id": "book-lacks",
    "evaluate": "attr-non-space-content-evaluate",
    "options": {"attribute": "data-lacks-nothing"},
}


def rule_of(code: str) -> dict[str, Any]:
    return {
        "id": f"book-{code}",
        "impact": "serious",
        "selector": f"[data-lacks~={code}]",
        "tags": ["best-practice"],
        "any": [FAILS["id"]],
        "enabled": True,
    }


class BookChecks(ContentCheckerItem):
    axe_run_only = [*ContentCheckerItem.axe_run_only, *(f"book-{code}" for code in CHECKS)]
    axe_custom_rules = [*ContentCheckerItem.axe_custom_rules, *map(rule_of, CHECKS)]
    axe_custom_checks = [*ContentCheckerItem.axe_custom_checks, FAILS]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        **{
            f"book-{code}": {"error_name": name, "help_text": help_text}
            for code, (name, help_text) in CHECKS.items()
        },
    }


def use_book_checks(request: HttpRequest, items: list, page: Page | None) -> None:
    """A `construct_wagtail_userbar` hook."""
    items[:] = [
        BookChecks(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]
