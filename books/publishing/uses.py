"""Which shared things a publication shows, or would show if they were public."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from books.models import (
    BookPage,
    Contributor,
    Picture,
    Publication,
    PublicationUse,
    PublisherSettings,
    Series,
    Subject,
)
from books.publishing.context import RecordContext, contributors_of

Kind = PublicationUse.Kind
CHUNK = 1000


class Use(NamedTuple):
    kind: str
    object_id: int


@cache
def kinds() -> dict[type[models.Model], Kind]:
    return {
        Contributor: Kind.CONTRIBUTOR,
        Subject: Kind.SUBJECT,
        Series: Kind.SERIES,
        Picture: Kind.IMAGE,
        get_document_model(): Kind.DOCUMENT,
        Page: Kind.PAGE,
        PublisherSettings: Kind.SETTINGS,
    }


def use_of(thing: models.Model) -> Use | None:
    """How publications name this thing as one that they use; settings go by their site."""
    for model, kind in kinds().items():
        if isinstance(thing, model):
            return Use(kind, thing.site_id if kind == Kind.SETTINGS else thing.pk)
    return None


def name_of(use: Use) -> str:
    """What editors call the thing."""
    model = next(model for model, kind in kinds().items() if kind == use.kind)
    field = "site_id" if use.kind == Kind.SETTINGS else "pk"
    thing = model._default_manager.filter(**{field: use.object_id}).first()
    return f"{Kind(use.kind).label}: {thing or use.object_id}"


def uses_of(thing: models.Model) -> frozenset[Use]:
    """What the thing itself refers to: by foreign key, child relation, stream or rich text."""
    return frozenset(references(thing))


def references(thing: models.Model) -> Iterator[Use]:
    # The reference index stores the same references, but later, in a task of its own.
    for type_id, pk, *_ in ReferenceIndex._extract_references_from_object(thing):
        kind = kinds().get(ContentType.objects.get_for_id(type_id).model_class())
        if kind and str(pk).isdigit():
            yield Use(kind, int(pk))


def uses_of_book(page: BookPage, site_id: int, context: RecordContext) -> frozenset[Use]:
    """What the book refers to, and what its contributors, subjects and publisher refer to.

    Of a contributor who is not published nothing is shown but the name; a subject or series that
    is not published is a use all the same, which tells the book when it is.
    """
    publisher = context.publisher(site_id)
    uses = {*references(page), Use(Kind.SETTINGS, site_id)} - {Use(Kind.PAGE, page.pk)}
    for contributor in contributors_of(page):
        if contributor.live:
            uses |= uses_of(contributor)
    for each in page.book_subjects.all():
        uses |= {Use(Kind.SUBJECT, subject.pk) for subject in context.lineage(each.subject_id)}
    pages = (publisher.student_offer_page_id, publisher.exam_copy_page_id)
    return frozenset(uses | {Use(Kind.PAGE, pk) for pk in pages if pk})


def chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    """Ids in lists short enough for one statement of any database."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def users_of(uses: Iterable[Use]) -> set[tuple[str, int]]:
    """Kind and id of everything whose publication uses any of these things."""
    users: set[tuple[str, int]] = set()
    for kind, group in groupby(sorted(uses), key=lambda use: use.kind):
        for ids in chunks(use.object_id for use in group):
            using = PublicationUse.objects.filter(kind=kind, object_id__in=ids)
            users.update(using.values_list("publication__kind", "publication__object_id"))
    return users


def page_ids(users: Iterable[tuple[str, int]]) -> set[int]:
    """The ids of the pages among them."""
    pages = (Publication.Kind.BOOK, Publication.Kind.PAGE)
    return {object_id for kind, object_id in users if kind in pages}
