"""The address of what was merged leads to the one that stays, for as long as that is public."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from books.merging.plan import MODELS
from books.models import Merge, Publication

View = Callable[[HttpRequest, str], HttpResponse]


def or_where_it_went(kind: str) -> Callable[[View], View]:
    """Lets a view that knows no such slug look for what was merged."""

    def decorate(view: View) -> View:
        @wraps(view)
        def look(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug)
            except Http404:
                if kept := where_it_went(kind, slug):
                    return redirect(kept, permanent=True)
                raise

        return look

    return decorate


def where_it_went(kind: str, slug: str) -> Model | None:
    """The public one that now stands for the slug; it may itself have been merged since."""
    merges = Merge.objects.filter(kind=kind, undone_at=None)
    merge = merges.filter(slug=slug).first()
    while merge:
        kept = MODELS[kind]._default_manager.filter(pk=merge.kept_id).first()
        if kept:
            public = Publication.objects.public().filter(kind=kind, object_id=kept.pk)
            return kept if public.exists() else None
        merge = merges.filter(duplicate_id=merge.kept_id).first()
    return None
