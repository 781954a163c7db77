"""Holds the admin to `books.visibility`, where Wagtail 8 shows all to whoever may log in.

That is in choosers of pages and snippets, in what they have chosen, in the admin's API, in the
names of what a bulk action passes over, in tags, and in a report. Wagtail also names every page by
its draft's title; here only who works with a page reads that.
"""

import json
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from wagtail.admin.filters import BaseMediaFilterSet
from wagtail.admin.forms.pages import CopyForm, ParentChooserForm
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.views import tags
from wagtail.admin.views.bulk_action.base_bulk_action import BulkAction
from wagtail.admin.views.chooser import (
    BrowseView,
    ChosenMultipleView,
    ExternalLinkView,
    PageChooserTable,
)
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.widgets import BaseChooser
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.blocks import BlockWidget
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views.chooser import ImageChooseViewMixin
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from books.visibility import Sight, kind_of, visible, visible_tags

# What is said of something chosen that stays hidden: that it is there. The id is saved again.
UNSAID = {
    "edit_url": None,
    "parent_id": None,
    "preview": {"url": "", "width": 0, "height": 0},
    "default_alt_text": "",
}

sort_out = BulkAction.get_actionable_objects
sight_of_blocks: ContextVar[Sight | None] = ContextVar("sight_of_blocks", default=None)

describe_chosen = BaseChooser.get_value_data
render_blocks = BlockWidget.render_with_errors
list_children = BrowseView.get_object_list
make_page_table = PageChooserTable.__init__
list_ancestors = wagtailadmin_tags.get_breadcrumbs_items_for_page
choose_pages = ChosenMultipleView.get
answer_with_pages = ChosenMultipleView.render_chosen_response
choose_link = ExternalLinkView.post
confirm_move = MoveConfirmView.dispatch
add_last_edits = PageTypesUsageReportView.decorate_paginated_queryset
make_media_filters = BaseMediaFilterSet.__init__
make_copy_form = CopyForm.__init__
make_parent_form = ParentChooserForm.__init__
image_chooser_context = ImageChooseViewMixin.get_context_data


def connect() -> None:
    """Before the admin's addresses are loaded, which hold on to some of these functions."""
    tags.autocomplete = complete_tag
    BulkAction.get_actionable_objects = sort_out_visible
    BaseChooser.get_value_data = describe_chosen_if_visible
    BlockWidget.render_with_errors = render_blocks_in_sight
    BrowseView.get_object_list = list_below_visible
    PageChooserTable.__init__ = make_table_of_known
    wagtailadmin_tags.get_breadcrumbs_items_for_page = list_known_ancestors
    ChosenMultipleView.get = choose_visible_pages
    ChosenMultipleView.render_chosen_response = answer_with_known_titles
    ExternalLinkView.post = choose_link_to_visible
    MoveConfirmView.dispatch = confirm_allowed_move
    PageTypesUsageReportView.decorate_paginated_queryset = add_visible_last_edits
    BaseMediaFilterSet.__init__ = make_filters_with_visible_tags
    CopyForm.__init__ = make_copy_form_of_visible
    ParentChooserForm.__init__ = make_parent_form_of_visible
    ImageChooseViewMixin.get_context_data = add_visible_tags


class VisibleImagesAdminAPIViewSet(ImagesAdminAPIViewSet):
    # As pages have it; without, everyone would be a stranger here.
    authentication_classes = [SessionAuthentication]

    def get_queryset(self) -> QuerySet:
        return only_visible(super().get_queryset(), self.request)


class VisibleDocumentsAdminAPIViewSet(DocumentsAdminAPIViewSet):
    authentication_classes = [SessionAuthentication]

    def get_queryset(self) -> QuerySet:
        return only_visible(super().get_queryset(), self.request)


def construct_admin_api(router: WagtailAPIRouter) -> None:
    """A hook, after Wagtail's own, in the place of whose endpoints these come."""
    router.register_endpoint("images", VisibleImagesAdminAPIViewSet)
    router.register_endpoint("documents", VisibleDocumentsAdminAPIViewSet)


def only_visible(rows: QuerySet, request: HttpRequest) -> QuerySet:
    return rows.filter(pk__in=visible(rows.model, request.user).order_by().values("pk"))


def choose_among_visible(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """A `construct_page_chooser_queryset` hook, for what is browsed and what is searched."""
    parent = request.resolver_match.kwargs.get("parent_page_id")
    if parent and not visible(Page, request.user).filter(pk=parent).exists():
        raise Http404("There is no such page.")
    return pages.filter(pk__in=visible(Page, request.user).order_by().values("pk"))


def describe_chosen_if_visible(chooser: BaseChooser, value: Any) -> dict[str, Any] | None:
    """In a form, where someone with more rights may have chosen it."""
    sight = getattr(chooser, "sight", None) or sight_of_blocks.get()
    kind = kind_of(chooser.model_class)
    if sight and kind is Page and (value := chooser.get_instance(value)):
        name_as_known([value], sight)
    said = describe_chosen(chooser, value)
    if not said or not sight or kind is None or sight.sees(kind, said["id"]):
        return said
    words = _("(Private %(object)s)") % {"object": chooser.model_class._meta.verbose_name}
    kept = {name: UNSAID.get(name, what) for name, what in said.items()}
    return {**kept, chooser.display_title_key: words}


def render_blocks_in_sight(blocks: BlockWidget, *args: Any, **kwargs: Any) -> str:
    """The choosers in blocks are those of all forms: they look through this one's eyes."""
    token = sight_of_blocks.set(getattr(blocks, "sight", None))
    try:
        return render_blocks(blocks, *args, **kwargs)
    finally:
        sight_of_blocks.reset(token)


def name_as_known(pages: Iterable[Page], sight: Sight) -> None:
    """By the titles that readers know, where the user knows no other."""
    sight.expect(page.pk for page in pages)
    for page in pages:
        if not sight.explores(page):
            page.draft_title = page.title


def list_below_visible(view: BrowseView) -> QuerySet:
    """Where Wagtail begins at what all pages of a type stand below, it may be hidden.

    A page that was asked for by its id is refused later (`choose_among_visible`).
    """
    if not view.kwargs.get("parent_page_id"):
        above = view.parent_page.get_ancestors(inclusive=True)
        seen = only_visible(above, view.request).last() or Page.get_first_root_node()
        view.parent_page = seen.specific
    return list_children(view)


def make_table_of_known(
    table: PageChooserTable, columns: list, pages: Iterable[Page], **kwargs: Any
) -> None:
    """Of pages, and of the parents of those that were searched for: a hidden one is none."""
    if user := get_active_log_context().user:
        sight, paths = Sight.of(user), [page.path[: -page.steplen] for page in pages]
        parents = {parent.path: parent for parent in Page.objects.filter(path__in=paths)}
        name_as_known((*pages, *parents.values()), sight)
        for page, path in zip(pages, paths, strict=True):
            parent = parents.get(path)
            is_known = parent and sight.sees(Page, parent.pk)
            page._cached_parent_obj = parent if is_known else None
    make_page_table(table, columns, pages, **kwargs)


def list_known_ancestors(
    page: Page,
    user: Any,
    url_name: str,
    root_url_name: str | None,
    include_self: bool,
    *args: Any,
) -> list[dict[str, str]]:
    items = list_ancestors(page, user, url_name, root_url_name, include_self, *args)
    sight = Sight.of(user)
    if not items or sight.explores(page):
        return items
    # Wagtail leaves out the uppermost.
    pages = list(page.get_ancestors(inclusive=include_self))[-len(items) :]
    name_as_known(pages, sight)
    return [
        {**item, "label": each.get_admin_display_title()}
        for item, each in zip(items, pages, strict=True)
        if sight.sees(Page, each.pk)
    ]


def answer_with_known_titles(view: ChosenMultipleView, result: list[dict]) -> HttpResponse:
    pages = Page.objects.in_bulk([each["id"] for each in result])
    name_as_known(pages.values(), Sight.of(view.request.user))
    named = [{**each, "adminTitle": pages[each["id"]].get_admin_display_title()} for each in result]
    return answer_with_pages(view, named)


def choose_visible_pages(view: ChosenMultipleView, request: HttpRequest) -> HttpResponse:
    ids = [pk for pk in request.GET.getlist("id") if pk.isdecimal()]
    shown = visible(Page, request.user).filter(pk__in=ids).values_list("pk", flat=True)
    request.GET = request.GET.copy()
    request.GET.setlist("id", [pk for pk in ids if int(pk) in set(shown)])
    return choose_pages(view, request)


def choose_link_to_visible(view: ExternalLinkView, request: HttpRequest) -> HttpResponse:
    """An address that is typed is that of a page only for who may see the page."""
    response = choose_link(view, request)
    answer = json.loads(response.content)
    page = answer.get("internal") or answer.get("result") or {}
    if "id" in page and not visible(Page, request.user).filter(pk=page["id"]).exists():
        return view.render_chosen_response(view.get_result_data())
    return response


def confirm_allowed_move(
    view: MoveConfirmView, request: HttpRequest, page_to_move_id: int, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Wagtail asks for the permission only once the move is confirmed."""
    page = Page.objects.filter(pk=page_to_move_id).first()
    if page and not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied
    return confirm_move(view, request, page_to_move_id, *args, **kwargs)


def make_copy_form_of_visible(form: CopyForm, *args: Any, **kwargs: Any) -> None:
    """Wagtail names a parent under which nothing may be put, whoever asks."""
    make_copy_form(form, *args, **kwargs)
    offer_visible(form.fields["new_parent_page"], form.user)


def make_parent_form_of_visible(form: ParentChooserForm, *args: Any, **kwargs: Any) -> None:
    make_parent_form(form, *args, **kwargs)
    offer_visible(form.fields["parent_page"], form.user)


def offer_visible(field: ModelChoiceField, user: Any) -> None:
    field.queryset = visible(Page, user)
    field.widget.sight = Sight.of(user)


def add_visible_last_edits(view: PageTypesUsageReportView, page_types: Any) -> Any:
    page_types = add_last_edits(view, page_types)
    ids = [each.last_edited_page.pk for each in page_types if each.last_edited_page]
    pages = visible(Page, view.request.user).in_bulk(ids)
    for each in page_types:
        if each.last_edited_page and each.last_edited_page.pk not in pages:
            each.last_edited_page = None
    shown = [each.last_edited_page for each in page_types if each.last_edited_page]
    name_as_known(shown, Sight.of(view.request.user))
    return page_types


def sort_out_visible(action: BulkAction) -> tuple[list[Model], dict[str, list[Model]]]:
    """Wagtail names what it leaves out, whoever asks."""
    objects, left_out = sort_out(action)
    names = {name: visible_among(things, action) for name, things in left_out.items()}
    return objects, names


def visible_among(things: list[Model], action: BulkAction) -> list[Model]:
    model = kind_of(action.model)
    if model is None:
        return things
    pks = visible(model, action.request.user).in_bulk([thing.pk for thing in things])
    return [thing for thing in things if thing.pk in pks]


def complete_tag(
    request: HttpRequest, app_name: str | None = None, model_name: str | None = None
) -> HttpResponse:
    """Wagtail's answers with every tag there is; this site has but one kind."""
    term = request.GET.get("term")
    if not term:
        return JsonResponse([], safe=False)
    found = visible_tags(request.user).filter(name__istartswith=term).order_by("name")
    names = found.values_list("name", flat=True)[: tags.TAGS_AUTOCOMPLETE_LIMIT]
    return JsonResponse(list(names), safe=False)


def make_filters_with_visible_tags(filters: BaseMediaFilterSet, *args: Any, **kwargs: Any) -> None:
    make_media_filters(filters, *args, **kwargs)
    if popular := filters.filters.get("tag"):
        shown = set(visible_tags(filters.request.user).values_list("name", flat=True))
        popular.extra["choices"] = [each for each in popular.extra["choices"] if each[0] in shown]


def add_visible_tags(view: ImageChooseViewMixin, **kwargs: Any) -> dict[str, Any]:
    context = image_chooser_context(view, **kwargs)
    popular = [tag.pk for tag in context["popular_tags"]]
    context["popular_tags"] = visible_tags(view.request.user).filter(pk__in=popular)
    return context
