"""What views of Wagtail 8.0 take for granted in a request, demanded here before they run.

A browser sends it so; what was made by hand or cut off on its way is a bad request, not a failure.
"""

import json
from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict

from books.admin.form_values import UNSTORABLE
from books.cleaning import sound_id

# Asked of each value of a parameter; of None, where it is missing.
Check = Callable[[str | None], bool]


def is_id(text: str | None) -> bool:
    return bool(text and sound_id(text))


def is_id_if_any(text: str | None) -> bool:
    return text is None or is_id(text)


def is_id_or_empty(text: str | None) -> bool:
    return not text or is_id(text)


def is_id_or_all(text: str | None) -> bool:
    return text == "all" or is_id_if_any(text)


def is_there(text: str | None) -> bool:
    return text is not None


def is_signed(text: str | None) -> bool:
    """Wagtail means to answer another signature with a message that such an error does not have."""
    try:
        return bool(Signer().unsign(text or ""))
    except BadSignature:
        return False


def is_comment_if_any(text: str | None) -> bool:
    """What Wagtail's dialogs add to a decision: all of it becomes arguments of a task."""
    try:
        match json.loads("{}" if text is None else text):
            case {"comment": str(comment), **others}:
                return not others and not UNSTORABLE.search(comment)
            case said:
                return said == {}
    except (ValueError, RecursionError):
        return False


# By the name of the view.
OF_QUERIES: dict[str, dict[str, Check]] = {
    "wagtail_bulk_action": {"id": is_id_or_all, "childOf": is_id_if_any},
    "wagtailadmin_choose_page": {"target_pages[]": is_id_or_empty},
    "wagtailadmin_choose_page_chosen_multiple": {"id": is_id_if_any},
}
OF_FORMS: dict[str, dict[str, Check]] = {
    "wagtailadmin_pages:copy": {"new_parent_page": is_id},
    "wagtailadmin_editing_sessions:ping": {"revision_id": is_id_if_any},
    "wagtailadmin_choose_page_external_link": {"external-link-chooser-url": is_there},
    "wagtailredirects:process_import": {"import_file_name": is_signed, "input_format": is_signed},
}
# The forms in which pages and snippets are edited, wherever they stand.
OF_EVERY_FORM: dict[str, Check] = {
    "loaded_revision_id": is_id_or_empty,
    "overwrite_revision_id": is_id_or_empty,
    "workflow-action-extra-data": is_comment_if_any,
}


def demand_what_views_need(request: HttpRequest) -> None:
    """Raises BadRequest."""
    view = request.resolver_match.view_name
    unsound = [*find_unsound(request.GET, OF_QUERIES.get(view, {}))]
    if request.method == "POST":
        unsound += find_unsound(request.POST, OF_EVERY_FORM | OF_FORMS.get(view, {}))
    if unsound:
        raise BadRequest(f"This is not what the view takes: {', '.join(unsound)}")


def find_unsound(given: QueryDict, checks: dict[str, Check]) -> Iterator[str]:
    for name, is_sound in checks.items():
        if not all(is_sound(value) for value in given.getlist(name) or [None]):
            yield name
