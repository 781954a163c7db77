"""The part of a page's head that is for machines."""

from typing import Any

from django import template

from books.head.making import meta_of, meta_of_list

register = template.Library()
HEAD = "books/includes/machine_meta.html"


@register.inclusion_tag(HEAD, takes_context=True)
def machine_meta(context: template.Context, thing: Any) -> dict[str, Any]:
    """Of a page, contributor, subject or series; a draft asks not to be indexed."""
    request = context.get("request")
    is_draft = getattr(request, "is_preview", False) or "share" in context
    return {"meta": None if is_draft or request is None else meta_of(thing, request)}


@register.inclusion_tag(HEAD, takes_context=True)
def machine_meta_of_list(context: template.Context, title: str) -> dict[str, Any]:
    """Of a page that lists things and is no page of the tree."""
    return {"meta": meta_of_list(title, context["request"])}
