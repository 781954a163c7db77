"""Whatever a user who is logged in sends, to any address of the admin or the APIs: never a 500.

The addresses come from `tests.doors`. Nonsense is sent in all parameters at once; what is refused
is found, sent alone, and left out from then on, so that no fault hides behind it.
"""

import json
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import got_request_exception
from django.test import Client

from books.models import BookPage
from config.api import api_v3
from tests.doors import Door, Things, doors
from tests.test_roles_table import clients, taken_back, things

pytestmark = [pytest.mark.django_db]

__all__ = ["clients", "things"]

WORD = "abc"
JSON = [[None, None], None, "abc", {}, -1, 10**30, [{}]]
REPEATED = re.compile(r"/(subject|series)/")
# What views of Wagtail's and of ours read from an address, and from a form.
QUERY = """
    q page id locale ordering multiple export select_format tag position page_type mode layout
    link_url link_text translation_of child_of descendant_of ancestor_of html_path width height
    user_perms type term site search search_all search_operator query polite_pages_only order
    parent_page_id offset next match_subclass limit letter key in_preview_panel for_explorer
    filter_method collection_id closeness childOf can_choose_root amount currency has_children
    fields create_model content_type order_by _w_filter_fragment _w_hydrate_create_view user
    target_pages[] created_at edited_by month subject series form status date_from
""".split()  # noqa: SIM905
FORM = """
    overwrite_revision_id loaded_revision_id loaded_revision_created_at workflow-action-name
    collection action-submit action-publish new_parent_page message level title revision_id
    revision_created_at include_descendants handled form_token action-workflow-action next
    action-restart-workflow action-cancel-workflow accepted_revision_id chooser locale parent
    destination_page_id pages-TOTAL_FORMS pages-INITIAL_FORMS id groups user_permissions slug
    content_types go_live_at expire_at password1 collections permissions root_page hostname
""".split()  # noqa: SIM905
Ask = Callable[[Sequence[str]], int]


@pytest.fixture(autouse=True)
def print_faults() -> Iterator[None]:
    """What each fault is stands in the output of a test that finds one."""

    def say(**_: Any) -> None:
        print(*traceback.format_exc().splitlines()[-3:], sep="\n")

    got_request_exception.connect(say)
    yield
    got_request_exception.disconnect(say)


def status_of(client: Client, door: Door, token: dict[str, str], query: str, data: Any) -> int:
    client.cookies.pop("messages", None)
    client.raise_request_exception = False
    options: dict[str, Any] = {"headers": token} if door.json else {}
    if door.json and door.method != "get":
        options["content_type"] = "application/json"
    address = door.address + ("&" if "?" in door.address else "?") * bool(query) + query
    with taken_back():
        return getattr(client, door.method)(address, data, **options).status_code


def find_faults(ask: Ask, names: Sequence[str]) -> Iterator[str]:
    """Each parameter whose nonsense is a fault, alone or beside those that are taken."""
    left = list(names)
    refuses_all = ask([]) >= 400
    while left and (status := ask(left)) >= 400:
        if refuses_all:
            yield from faults_of_parts(ask, left)
            return
        refused = left.pop(first_refused(ask, left))
        if (worst := max(status, ask([refused]))) >= 500:
            yield f"{worst} {refused}"


def first_refused(ask: Ask, names: Sequence[str]) -> int:
    """The place of the first of these names with which a request is refused, by halving."""
    taken, refused = 0, len(names)
    while refused - taken > 1:
        middle = (taken + refused) // 2
        if ask(names[:middle]) >= 400:
            refused = middle
        else:
            taken = middle
    return refused - 1


def faults_of_parts(ask: Ask, names: Sequence[str], size: int = 4) -> Iterator[str]:
    """Where even a request without parameters is refused, a few at a time are all one can send."""
    for part in (names[start : start + size] for start in range(0, len(names), size)):
        if (status := ask(part)) >= 500:
            yield f"{status} {' '.join(part)}"


def admin_doors(things: Things, method: str) -> list[Door]:
    """Subjects and series have the views of contributors."""
    return [
        each
        for each in doors(things)
        if not each.json and each.method == method and not REPEATED.search(each.route)
    ]


@pytest.mark.once
def test_queries(clients, things):
    client, token = clients["admin"]
    faults = {}
    for door in admin_doors(things, "get"):

        def ask(names: Sequence[str], door: Door = door) -> int:
            return status_of(client, door, token, urlencode(dict.fromkeys(names, WORD)), {})

        # Each list answers 404 to the number of a page that is none, whatever else it is sent.
        if found := [*find_faults(ask, QUERY), *find_faults(ask, ["p"])]:
            faults[door.name] = found
    assert faults == {}


@pytest.mark.once
def test_forms(clients, things):
    client, token = clients["admin"]
    faults = {}
    for door in admin_doors(things, "post"):

        def ask(names: Sequence[str], door: Door = door) -> int:
            return status_of(client, door, token, "", door.data | dict.fromkeys(names, WORD))

        found = list(find_faults(ask, [*dict.fromkeys([*FORM, *door.data])]))
        door.data = {}
        if (status := ask([])) >= 500:
            found.append(str(status))
        if found:
            faults[door.name] = found
    assert faults == {}


def names_in_schema(schema: dict[str, Any], document: dict[str, Any]) -> Iterable[str]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return names_in_schema(document["components"]["schemas"][name], document)
    parts = [part for kind in ("anyOf", "oneOf", "allOf") for part in schema.get(kind, [])]
    below = [name for part in parts for name in names_in_schema(part, document)]
    return {*schema.get("properties", {}), *below}


def names_of_body(door: Door, document: dict[str, Any]) -> list[str]:
    operation = document["paths"]["/" + door.route][door.method]
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    names = {name for body in bodies for name in names_in_schema(body["schema"], document)}
    if door.route in ("api/v3/pages/", "api/v3/pages/{page_id}/"):
        names |= {each.name for each in BookPage.api_fields}
    return sorted(names - {"meta"})


def bodies(door: Door, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each name with two kinds of nonsense, beside what the operation needs."""
    yield {}
    kinds = cycle(JSON[1:])
    for name in names_of_body(door, document):
        yield door.data | {name: JSON[0]}
        yield door.data | {name: next(kinds)}
    meta = {"type": "books.BookPage"} | door.data.get("meta", {})
    for key in ("type", "parent_id", "action"):
        for nonsense in JSON[:3]:
            yield door.data | {"meta": meta | {key: nonsense}}
    for nonsense in JSON:
        yield door.data | {"meta": nonsense}


def test_bodies(clients, things, settings):
    settings.API_RATE_TOKEN = settings.API_RATE_ANONYMOUS = ""
    client, token = clients["admin"]
    document, faults = api_v3.get_openapi_schema(), {}
    for door in doors(things):
        if door.json and door.method in ("post", "put", "patch"):
            for body in map(json.dumps, bodies(door, document)):
                if (status := status_of(client, door, token, "", body)) >= 500:
                    faults.setdefault(door.name, []).append((status, body[:200]))
    assert faults == {}


def test_a_page_moved_or_copied_into_itself(clients, things):
    client, token = clients["admin"]
    page = things.catalogue.pk
    forms = {
        f"/admin/pages/{page}/move/": {"new_parent_page": page},
        f"/admin/pages/{page}/move/{page}/confirm/": {},
        f"/admin/pages/move_choose_destination/{page}/{things.book.pk}/": {},
        f"/admin/pages/{page}/copy/": {
            "new_title": "Copy",
            "new_slug": "copy",
            "new_parent_page": page,
            "copy_subpages": "on",
        },
        f"/admin/bulk/wagtailcore/page/move/?id={page}": {"chooser": page},
        f"/admin/pages/{page}/set_page_position/?position=99": {},
    }
    below = things.book.pk
    moves = [{"destination_id": to, "position": "last-child"} for to in (page, below)]
    moves += [{"destination_id": page, "position": "left"}, {"destination_id": page}]
    client.raise_request_exception = False
    for address, data in forms.items():
        with taken_back():
            assert client.post(address, data).status_code < 500, address
    for name in ("move", "copy", "create_alias"):
        for data in moves:
            door = Door("post", "", f"/api/v3/pages/{page}/actions/{name}/", json=True)
            status = status_of(client, door, token, "", json.dumps({**data, "recursive": True}))
            assert status < 500, (name, data)
