"""The address that something had leads to where it is now, for as long as that is public."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Exists, Model, OuterRef, Q
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
    """The id of the thing that the public knew by this slug; it may be gone.

    Of one that is hidden now nothing more is asked, which would take time.
    """
    former = FormerSlug.objects.filter(leads_on("object_id"), kind=kind, slug=slug)
    merges = Merge.objects.filter(leads_on("kept_id"), kind=kind, slug=slug, undone_at=None)
    return (
        former.values_list("object_id", flat=True).first()
        or merges.values_list("duplicate_id", flat=True).first()
    )


def leads_on(name: str) -> Q:
    """Whether the thing of the row's kind and of the id in this field is public, or was merged."""
    thing = {"kind": OuterRef("kind"), "object_id": OuterRef(name)}
    merges = Merge.objects.filter(kind=OuterRef("kind"), duplicate_id=OuterRef(name))
    public = Publication.objects.public().filter(**thing)
    return Q(Exists(public) | Exists(merges.filter(undone_at=None)))
