"""Images and documents that something public shows, or will, are a publisher's to change or delete.

Wagtail 8 knows no "publish" for media: who may change an image, or has uploaded it, changes it
wherever it is shown. Registered for the exact models, our policies come before Wagtail's.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.actions.delete import DeleteAction
from wagtail.actions.edit import EditAction
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, Revision, TaskState
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from books.models import Contributor, Picture, Publication, Series, Subject
from books.models.permissions import Refusal
from books.publishing.uses import page_ids, use_of, users_of, uses_of
from books.visibility import visible, workable

# With the model whose permissions they go by, as Wagtail has it.
MEDIA = {Picture: "wagtailimages.Image", get_document_model(): "wagtaildocs.Document"}
SHARED = {
    Publication.Kind.CONTRIBUTOR: Contributor,
    Publication.Kind.SUBJECT: Subject,
    Publication.Kind.SERIES: Series,
}


class MediaPermissionPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for media, but for what `reason_to_ask` names."""

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Model
    ) -> bool:
        harmless = [action for action in actions if action not in ("change", "delete")]
        if harmless == list(actions) or not reason_to_ask(user, instance):
            return super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(harmless) and super().user_has_any_permission_for_instance(
            user, harmless, instance
        )


def connect() -> None:
    for model, auth_model in MEDIA.items():
        policy = MediaPermissionPolicy(model, auth_model, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
    for action in (EditAction, DeleteAction):
        action.check = check_public_media_in(action.check)


def reason_to_ask(user: Any, medium: Model) -> str:
    """Why the user has to ask a publisher; empty where nothing public shows the medium, nor
    anything that is scheduled or under review, and for who may not work with it anyway."""
    if policy_registry.get_by_type(Page).user_has_permission(user, "publish"):
        return ""
    if not workable(type(medium), user).filter(pk=medium.pk).exists():
        return ""
    if names := names_of_users(medium, user):
        text = _("“%(medium)s” is shown by %(names)s: ask a publisher to change or delete it.")
    elif names := names_of_coming(medium, user):
        text = _(
            "“%(medium)s” is to be shown by %(names)s: ask a publisher to change or delete it."
        )
    else:
        return ""
    return text % {"medium": medium, "names": ", ".join(names)}


def names_of_users(medium: Model, user: Any) -> list[str]:
    """A few of the public things, and of the live pages behind a password, that show it."""
    use = use_of(medium)
    users = users_of([use]) if use else set()
    pages = Page.objects.filter(pk__in=page_ids(users) | referring_pages(medium), live=True)
    found = [(pages.order_by("title"), "title")]
    for kind, model in SHARED.items():
        ids = [object_id for each, object_id in users if each == kind]
        found.append((model._default_manager.filter(pk__in=ids), "name"))
    names = []
    for things, field in found:
        seen = visible(things.model, user).order_by().values("pk")
        names += things.filter(pk__in=seen).values_list(field, flat=True)[:3]
    return said_of(names[:3], any(things.exists() for things, _field in found))


def names_of_coming(medium: Model, user: Any) -> list[str]:
    """Of what is scheduled, or under review, and shows it: what is reviewed is what goes public.

    Named as the draft has it, so only to those who work with the draft.
    """
    reviewed = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    coming = Revision.objects.filter(~Q(approved_go_live_at=None) | Q(pk__in=reviewed))
    use = use_of(medium)
    revisions = mentioning(coming, medium.pk).order_by("pk").iterator()
    showing = [each for each in revisions if use in uses_of(each.as_object())]
    names = [each.object_str for each in showing if works_with(user, each)]
    return said_of(names[:3], bool(showing))


def works_with(user: Any, revision: Revision) -> bool:
    model = revision.base_content_type.model_class()
    return workable(model, user).filter(pk=revision.object_id).exists()


def said_of(names: list[str], are_there: bool) -> list[str]:
    """Where the user knows none of those that are there, only that they are."""
    if are_there and not names:
        return [_("something that you cannot see")]
    return [f"“{name}”" for name in names]


def mentioning(revisions: QuerySet, pk: int) -> QuerySet:
    """Those in whose content the number stands at all, as few as can be told without reading it."""
    return revisions.annotate(text=Cast("content", TextField())).filter(text__contains=str(pk))


def referring_pages(medium: Model) -> set[int]:
    references = ReferenceIndex.get_references_to(medium).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    return {int(pk) for pk in references.values_list("object_id", flat=True)}


def check_public_media_in(check: Callable) -> Callable:
    """The API says why too."""

    @wraps(check)
    def check_media(action: Any, skip_permission_checks: bool = False) -> None:
        if isinstance(action.instance, tuple(MEDIA)) and action.user:
            reason = "" if skip_permission_checks else reason_to_ask(action.user, action.instance)
            if reason:
                raise Refusal(reason)
        check(action, skip_permission_checks=skip_permission_checks)

    return check_media
