"""Who may see what: what is public, and what the user may choose or change.

The one rule for the APIs, the admin and uploaded files. A user without rights sees what a reader
sees, never less and never more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from taggit.models import Tag, TaggedItem
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.permissions import policy_registry

from books.models import Contributor, Picture, Publication, PublicationUse, Series, Subject
from books.queries import at_or_below, readable

MEDIA = {
    Picture: PublicationUse.Kind.IMAGE,
    get_document_model(): PublicationUse.Kind.DOCUMENT,
}
ENTITIES = {
    Contributor: Publication.Kind.CONTRIBUTOR,
    Subject: Publication.Kind.SUBJECT,
    Series: Publication.Kind.SERIES,
}
# Wagtail's word for each right to work with a thing; "view" is Django's, for snippets.
WORK = ("add", "change", "delete", "choose", "view")


def visible(model: type[Model], user: Any) -> QuerySet:
    """Of these pages, media or entities, those that the user may see in any way at all."""
    if user.is_active and user.is_superuser:
        return model._default_manager.all()
    own = workable(model, user).order_by().values("pk")
    return model._default_manager.filter(Q(pk__in=public(model).values("pk")) | Q(pk__in=own))


def public(model: type[Model]) -> QuerySet:
    """Those that anyone can see now."""
    if issubclass(model, Page):
        pages = readable(Page.objects.all()).order_by().values("pk")
        return model._default_manager.order_by().filter(pk__in=pages)
    if model in MEDIA:
        return public_media(model)
    rows = Publication.objects.public().filter(kind=ENTITIES[model])
    return model._default_manager.order_by().filter(pk__in=rows.values("object_id"))


def public_media(model: type[Model]) -> QuerySet:
    """Images or documents that something published shows, but for those of private collections."""
    uses = PublicationUse.objects.shown().filter(kind=MEDIA[model]).values("object_id")
    return model._default_manager.order_by().filter(in_open_collection(), pk__in=uses)


def in_open_collection() -> Q:
    """That no restriction, of whatever kind, is on the collection nor on one above it."""
    paths = set(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    if not paths:
        return Q()
    closed = Collection.objects.order_by().filter(at_or_below("path", paths))
    return ~Q(collection__in=closed.values("pk"))


def workable(model: type[Model], user: Any) -> QuerySet:
    """Those that the user may choose or change; pages, as far as the admin lets them explore."""
    if not user.is_active:
        return model._default_manager.none()
    policy = policy_registry.get_by_type(Page if issubclass(model, Page) else model)
    if not issubclass(model, Page):
        return policy.instances_user_has_any_permission_for(user, WORK)
    pages = policy.explorable_instances(user).order_by().values("pk")
    return model._default_manager.filter(pk__in=pages)


def may_see(user: Any, thing: Model) -> bool:
    return visible(type(thing), user).filter(pk=thing.pk).exists()


def kind_of(model: type[Model]) -> type[Model] | None:
    """The page, medium or entity that it is; of all else, nothing is hidden from anyone here."""
    if issubclass(model, Page):
        return Page
    return model if model in {*MEDIA, *ENTITIES} else None


class Sight:
    """What one user sees, asked about many things at once, and once in a request."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.is_whole = user.is_active and user.is_superuser
        self.expected: set[int] = set()
        self.answers: dict[tuple, dict[int, bool]] = defaultdict(dict)

    @classmethod
    def of(cls, user: Any) -> "Sight":
        """Kept with the user, as Wagtail keeps permissions."""
        if not hasattr(user, "sight"):
            user.sight = cls(user)
        return user.sight

    def expect(self, pks: Iterable[int]) -> None:
        """Ids, of whatever kind, that are likely to be asked about next."""
        self.expected |= set(pks)

    def sees(self, kind: type[Model], pk: int) -> bool:
        return self.is_whole or self.finds(visible, kind, pk)

    def explores(self, page: Page) -> bool:
        return self.is_whole or self.finds(workable, Page, page.pk)

    def finds(self, scope: Callable[..., QuerySet], kind: type[Model], pk: int) -> bool:
        answers = self.answers[scope, kind]
        if pk not in answers:
            asked = {pk, *self.expected} - answers.keys()
            found = scope(kind, self.user).order_by().filter(pk__in=asked)
            pks = set(found.values_list("pk", flat=True))
            answers |= {each: each in pks for each in asked}
        return answers[pk]


def visible_tags(user: Any) -> QuerySet[Tag]:
    """Tags of images and documents that the user may see; a superuser sees unused ones too."""
    if user.is_active and user.is_superuser:
        return Tag.objects.all()
    on_visible = Q(pk__in=[])
    for model in MEDIA:
        kind = ContentType.objects.get_for_model(model)
        ids = visible(model, user).order_by().values("pk")
        on_visible |= Q(content_type=kind, object_id__in=ids)
    return Tag.objects.filter(pk__in=TaggedItem.objects.filter(on_visible).values("tag"))
