"""The address that something had leads to where it is now, for as long as that is public."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from books.merging.plan import MODELS
from books.models import FormerSlug, Merge, Publication

View = Callable[[HttpRequest, str], HttpResponse]


def or_where_it_went(kind: str) -> Callable[[View], View]:
    """Lets a view that knows no such slug look for what had it, or what that was merged into."""

    def decorate(view: View) -> View:
        @wraps(view)
        def look(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug)
            except Http404:
                if thing := where_it_went(kind, slug):
                    return redirect(address_of(thing, request), permanent=True)
                raise

        return look

    return decorate


def address_of(thing: Model, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{thing.get_absolute_url()}?{query}" if query else thing.get_absolute_url()


def where_it_went(kind: str, slug: str) -> Model | None:
    """The public one that now stands for the slug; it may itself have been merged since."""
    merges = Merge.objects.filter(kind=kind, undone_at=None)
    pk = who_had(kind, slug)
    while pk:
        if thing := MODELS[kind]._default_manager.filter(pk=pk).first():
            public = Publication.objects.public().filter(kind=kind, object_id=pk)
            return thing if thing.slug != slug and public.exists() else None
        pk = merges.filter(duplicate_id=pk).values_list("kept_id", flat=True).first()
    return None


def who_had(kind: str, slug: str) -> int | None:
    """The id of the thing that the public knew by this slug; it may be gone."""
    former = FormerSlug.objects.filter(kind=kind, slug=slug).values_list("object_id", flat=True)
    merges = Merge.objects.filter(kind=kind, slug=slug, undone_at=None)
    return former.first() or merges.values_list("duplicate_id", flat=True).first()
