"""Every address of the admin and every operation of the APIs, with what fills its parameters.

Found from the URL patterns: one that nothing here can fill makes the table's test fail, and so
does one that is not in the table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, get_resolver
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from books.models import BookPage
from config.api import api_v3
from tests.books.admin.forms import form_of

PREFIXES = ("admin/", "api/v2/")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()\\]|\\.)*\)")
# Sessions of people, password mails and the like: nothing there is about a role.
NO_DOORS = (
    "admin/login/",
    "admin/logout/",
    "admin/password_reset/",
    "admin/jsi18n/",
    "admin/failwhale/",
)
METHODS = ("get", "post", "patch", "put", "delete")


@dataclass
class Door:
    """One way in: `of_page` tells that it is about the book that is tried in each state."""

    method: str
    route: str
    address: str
    data: dict[str, Any] = field(default_factory=dict)
    json: bool = False

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.route}"


class ParameterError(Exception):
    """A parameter that nothing is known for: add it to `Things.value`."""


class Things:
    """What the doors are about; `book` is exchanged for one in another state."""

    def __init__(self, **things: Any) -> None:
        self.__dict__.update(things)

    def value(self, route: str, name: str) -> Any:
        for start, values in self.values().items():
            if route.startswith(start) and name in values:
                return values[name]
        raise ParameterError(f"{name} in {route}")

    def values(self) -> dict[str, dict[str, Any]]:
        """Parameters by the beginning of the route; the first that fits counts."""
        book = self.book
        pages = {"content_type_app_name": "books", "content_type_model_name": "bookpage"}
        return {
            "admin/api/main/^documents": {"pk": self.document.pk},
            "admin/api/main/^images": {"pk": self.picture.pk},
            "admin/api/main/": {"pk": book.pk},
            "admin/books/readiness/": {"page_id": book.pk, "parent_page_id": self.catalogue.pk},
            "admin/books/shares/": {"pk": book.pk, "share_id": self.share.pk},
            "admin/books/examcopyrequest/handle/": {"pk": self.request.pk},
            "admin/^books/rebuild/": {"instance_pk": self.rebuild.pk},
            "admin/^books/examcopyrequest/": {"instance_pk": self.request.pk},
            "admin/^home/newslettersubscription/": {"instance_pk": self.subscription.pk},
            "admin/collections/": {"pk": self.collection.pk, "collection_id": self.collection.pk},
            "admin/workflows/tasks/add/": {
                "app_label": "wagtailcore",
                "model_name": "groupapprovaltask",
            },
            "admin/workflows/tasks/": {"pk": self.task.pk},
            "admin/workflows/": {
                "pk": self.workflow.pk,
                "workflow_pk": self.workflow.pk,
                "page_pk": book.pk,
                "task_id": self.task.pk,
            },
            "admin/editing-sessions/": {
                "app_label": "books",
                "model_name": "bookpage",
                "object_id": book.pk,
                "session_id": self.session.pk,
            },
            "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
            "admin/settings/": {
                "app_name": "books",
                "model_name": "publishersettings",
                "pk": self.site.pk,
            },
            "admin/translation/submit/snippet/": {
                "app_label": "books",
                "model_name": "subject",
                "pk": self.subject.pk,
            },
            "admin/documents/": {
                "document_id": self.document.pk,
                "doc_id": self.document.pk,
                "uploaded_file_id": 0,
                "pk": self.document.pk,
            },
            "admin/images/": {
                "image_id": self.picture.pk,
                "uploaded_file_id": 0,
                "pk": self.picture.pk,
                "filter_spec": "max-100x100",
            },
            "admin/snippets/books/contributor/": self.of_thing(self.contributor),
            "admin/snippets/books/subject/": self.of_thing(self.subject),
            "admin/snippets/books/series/": self.of_thing(self.series),
            "admin/snippets/choose/books/contributor/": {"pk": self.contributor.pk},
            "admin/snippets/choose/books/subject/": {"pk": self.subject.pk},
            "admin/snippets/choose/books/series/": {"pk": self.series.pk},
            "admin/sites/": {"pk": self.site.pk},
            "admin/users/": {"pk": self.someone.pk},
            "admin/groups/": {"pk": self.group.pk},
            "admin/api-tokens/": {"pk": self.token.pk},
            "admin/locales/": {"pk": self.locale.pk},
            "admin/redirects/": {"redirect_id": self.redirect.pk},
            "admin/pages/create/": {"app_label": "books", "model_name": "bookpage"},
            "api/v2/^images": {"pk": self.picture.pk},
            "api/v2/^documents": {"pk": self.document.pk},
            "api/v2/^redirects": {"pk": self.redirect.pk},
            "api/v2/": {"pk": book.pk},
            "api/v3/contributors/": {"thing_id": self.contributor.pk},
            "api/v3/subjects/": {"thing_id": self.subject.pk},
            "api/v3/series/": {"thing_id": self.series.pk},
            "api/v3/snippets/": {
                "type": "books.Subject",
                "pk": self.subject.pk,
                "revision_id": self.subject_revision.pk,
            },
            "api/v3/": {
                "book_id": book.pk,
                "isbn": "9780000000002",
                "type_name": "books.BookPage",
                "site_id": self.site.pk,
                "redirect_id": self.redirect.pk,
                "document_id": self.document.pk,
                "image_id": self.picture.pk,
                "locale_id": self.locale.pk,
                "token": "none",
                "page_id": book.pk,
                "revision_id": self.old_revision,
            },
            "admin/": {
                **pages,
                "page_id": book.pk,
                "pk": book.pk,
                "parent_page_id": self.catalogue.pk,
                "page_to_move_id": book.pk,
                "destination_id": self.other.pk,
                "revision_id": self.old_revision,
                "revision_id_a": "earliest",
                "revision_id_b": "latest",
                "task_id": self.task.pk,
                "task_state_id": self.task_state,
                "workflow_state_id": self.workflow_state,
            },
        }

    def of_thing(self, thing: Any) -> dict[str, Any]:
        revisions = {"revision_id_a": "earliest", "revision_id_b": "latest"}
        return {
            "pk": thing.pk,
            "kept": type(thing).objects.exclude(pk=thing.pk).first().pk,
            "merge": 0,
            "revision_id": thing.latest_revision_id,
            **revisions,
        }

    @property
    def old_revision(self) -> int:
        return self.book.revisions.order_by("pk").first().pk

    @property
    def task_state(self) -> int:
        state = self.book.current_workflow_task_state
        return state.pk if state else 0

    @property
    def workflow_state(self) -> int:
        state = self.book.current_workflow_state
        return state.pk if state else 0

    def data(self, door: Door) -> dict[str, Any]:
        """What makes the door do something, where an empty form does nothing."""
        book: BookPage = self.book
        name = {"slug": "another", "title": "Another"}
        answers = {
            r"pages/<int:page_id>/edit/$": {**form_of(book, tagline="New"), "action-publish": "1"},
            r"revisions/<int:revision_id>/revert/$": {**form_of(book), "action-publish": "1"},
            r"<int:page_id>/copy/$": {
                "new_title": "Copy",
                "new_slug": "copy",
                "new_parent_page": self.catalogue.pk,
                "publish_copies": "on",
            },
            r"<int:page_id>/privacy/$": {"restriction_type": "login"},
            r"page/move$": {"chooser": self.other.pk},
            r"add_tags$": {"tags": "new"},
            r"add_to_collection$": {"collection": self.collection.pk},
            r"action/move$": {"destination_page_id": self.other.pk},
            r"action/(copy|create_alias)$": {"update_slug": "copy", "slug": "copy"},
            r"action/revert_to_page_revision$": {"revision_id": self.old_revision},
            r"(action|actions)/copy_for_translation": {"locale": "es", "copy_parents": True},
            r"admin/images/<int:image_id>/$": {"title": "New", "collection": 1},
            r"admin/documents/edit/": {"title": "New", "collection": 1},
            r"snippets/books/\w+/(add|copy)/": {"name": "Other"},
            r"snippets/books/\w+/edit/": {"name": "New", "slug": "new", "action-publish": "1"},
            r"v3/pages/{page_id}/$": {"meta": {"type": "books.BookPage"}, "title": "New"},
            r"v3/pages/$": {
                "meta": {"type": "books.BookPage", "parent_id": self.catalogue.pk},
                **name,
            },
            r"actions/revert/$": {"revision_id": self.old_revision},
            r"actions/move/$": {"destination_id": self.other.pk, "position": "last-child"},
            r"actions/create_alias/$": {"slug": "alias"},
            r"v3/snippets/{type}/(\{pk\}/)?$": {
                "meta": {"type": "books.Subject", "action": "publish"},
                "name": "New",
            },
            r"v3/images/{image_id}/$": {"title": "New"},
            r"v3/documents/{document_id}/$": {"title": "New"},
        }
        for pattern, data in answers.items():
            if re.search(pattern, door.route):
                return data
        return {}


def doors(things: Things) -> Iterator[Door]:
    yield from admin_doors(things)
    yield from api_doors(things)


def admin_doors(things: Things) -> Iterator[Door]:
    """A GET and a POST for each pattern; actions that share one are told apart."""
    for route in sorted(set(routes(get_resolver().url_patterns))):
        if route.startswith(PREFIXES) and not route.startswith(NO_DOORS):
            methods = ("get",) if route.startswith("api/") else ("get", "post")
            for variant, address in variants(route, things):
                for method in methods:
                    door = Door(method, variant, address)
                    door.data = things.data(door) if method == "post" else {}
                    yield door


def routes(patterns: list, before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from routes(each.url_patterns, route)


def variants(route: str, things: Things) -> Iterator[tuple[str, str]]:
    if route.startswith("admin/bulk/"):
        yield from bulk_variants(things)
    elif "<str:action_name>" in route:
        for action in PagesAdminAPIViewSet.actions:
            yield (
                route.replace("<str:action_name>/", action),
                fill(route.replace("<str:action_name>", action), things),
            )
    elif "<slug:action_name>" in route:
        for action in ("approve", "reject"):
            named = route.replace("<slug:action_name>", action)
            yield named, fill(named, things)
    else:
        yield route, fill(route, things)


def bulk_variants(things: Things) -> Iterator[tuple[str, str]]:
    ids = {"page": things.book.pk, "picture": things.picture.pk, "document": things.document.pk}
    ids |= {"user": things.someone.pk, "contributor": things.contributor.pk}
    ids |= {"subject": things.subject.pk, "series": things.series.pk}
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in sorted(bulk_action_registry.actions.items()):
        for model, actions in sorted(models.items()):
            for action in sorted(actions):
                if model in ids:
                    route = f"admin/bulk/{app}/{model}/{action}"
                    yield route, f"/{route}/?id={ids[model]}"


def fill(route: str, things: Things) -> str:
    filled = PARAMETER.sub(
        lambda match: str(things.value(route, match[1] or match[2])).replace("\\", ""), route
    )
    return "/" + filled.replace("^", "").replace("$", "").replace("\\", "")


def api_doors(things: Things) -> Iterator[Door]:
    """The operations of v3, which is the one API that writes."""
    for path, operations in sorted(api_v3.get_openapi_schema()["paths"].items()):
        route = path.removeprefix("/")
        for method in METHODS:
            if method in operations:
                address = re.sub(
                    r"{(\w+)}",
                    lambda match, route=route: str(things.value(route, match[1])),
                    path,
                )
                door = Door(method, route, address, json=True)
                door.data = things.data(door) if method != "get" else {}
                yield door
