"""Notes changes of what books share or stand in, as Django and Wagtail signal them.

What pages say themselves is noted when they are saved (`books.models.published`).
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import post_page_move

from books.images import RENDITIONS, make_renditions
from books.models import (
    Contributor,
    Picture,
    PictureRendition,
    Publication,
    PublisherSettings,
    Series,
    Subject,
)
from books.publishing.changes import one_change
from books.publishing.faces import MODELS
from books.publishing.shared import SHARED
from books.publishing.uses import Kind, Use, use_of
from books.task_queue import enqueue_with_commit


def connect() -> None:
    shared = (Contributor, Subject, Series, Picture, PublisherSettings, Redirect)
    for model in (*shared, get_document_model()):
        post_save.connect(thing_changed, sender=model)
        post_delete.connect(thing_changed, sender=model)
    post_save.connect(restriction_changed, sender=PageViewRestriction)
    post_delete.connect(restriction_changed, sender=PageViewRestriction)
    post_save.connect(collection_changed, sender=Collection)
    post_save.connect(privacy_changed, sender=CollectionViewRestriction)
    post_delete.connect(privacy_changed, sender=CollectionViewRestriction)
    post_save.connect(picture_saved, sender=Picture)
    post_save.connect(rendition_changed, sender=PictureRendition)
    post_delete.connect(rendition_changed, sender=PictureRendition)
    post_save.connect(page_changed, sender=Page)
    post_delete.connect(page_changed, sender=Page)
    post_page_move.connect(page_moved)
    post_save.connect(site_changed, sender=Site)
    post_delete.connect(site_changed, sender=Site)
    post_save.connect(locale_changed, sender=Locale)


def thing_changed(instance: Model, **kwargs: Any) -> None:
    with one_change() as changes:
        if use := use_of(instance):
            changes.uses.add(use)
        for kind, model in MODELS.items():
            if isinstance(instance, model):
                changes.things.add((kind, instance.pk))


def page_changed(instance: Page, **kwargs: Any) -> None:
    with one_change() as changes:
        changes.pages.add(instance.pk)


def page_moved(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Another parent means another address and perhaps other restrictions for all below."""
    if parent_page_before != parent_page_after:
        with one_change() as changes:
            changes.trees.add(instance.path)


def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        with one_change() as changes:
            changes.trees.add(path)


def collection_changed(instance: Collection, **kwargs: Any) -> None:
    """Its documents may have become private, or public."""
    documents = get_document_model().objects.filter(collection__path__startswith=instance.path)
    with one_change() as changes:
        changes.uses.update(Use(Kind.DOCUMENT, pk) for pk in documents.values_list("pk", flat=True))


def privacy_changed(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    if collection := Collection.objects.filter(pk=instance.collection_id).first():
        collection_changed(collection)


def bulk_action_done(
    request: HttpRequest, action_type: str, objects: Iterable[Model], action: Any
) -> None:
    """An `after_bulk_action` hook: Wagtail puts many into a collection past all signals."""
    if action_type == "add_to_collection":
        for each in objects:
            thing_changed(each)


def site_changed(instance: Site, **kwargs: Any) -> None:
    """Every address may be another now."""
    Site.clear_site_root_paths_cache()
    with one_change() as changes:
        changes.trees.update(Page.get_root_nodes().values_list("path", flat=True))
        shared = Publication.objects.filter(kind__in=SHARED)
        changes.things.update(shared.values_list("kind", "object_id"))


def locale_changed(instance: Locale, created: bool, **kwargs: Any) -> None:
    """Another language is in the address of all its pages; a new one has none yet."""
    if not created:
        with one_change() as changes:
            changes.trees.update(Page.get_root_nodes().values_list("path", flat=True))


def picture_saved(instance: Picture, **kwargs: Any) -> None:
    enqueue_with_commit(make_renditions, instance.pk)


def rendition_changed(instance: PictureRendition, **kwargs: Any) -> None:
    """A record points to the renditions that are there, and to no others."""
    if instance.filter_spec in RENDITIONS:
        with one_change() as changes:
            changes.uses.add(Use(Kind.IMAGE, instance.image_id))
