"""“Merge…” and “Undo merge”: what stands twice among contributors, subjects and series."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from books.index.limits import cut_search
from books.merging.counts import books_of_each
from books.merging.merge import merge
from books.merging.plan import MergeError, kind_of_model, one_of, pair, plan_merge
from books.merging.undo import Undoing, plan_undoing, undo

NEEDED = ("change", "delete")
# Choices shown at once.
MOST = 25


def may_merge(view: Any) -> bool:
    """Merging changes the one and deletes the other."""
    return all(view.user_has_permission(each) for each in NEEDED)


class MergingView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What cannot be done is told above the list, and nothing is changed."""

    model: Any = None
    index_url_name = edit_url_name = history_url_name = ""
    merge_url_name = confirm_merge_url_name = ""
    header_icon = "resubmit"
    page_title = gettext_lazy("Merge")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_merge(self):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except MergeError as error:
            messages.error(request, str(error))
            return redirect(self.index_url_name)

    @property
    def kind(self) -> str:
        return kind_of_model(self.model)

    def get_breadcrumbs_items(self) -> list[dict]:
        listed = capfirst(self.model._meta.verbose_name_plural)
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": listed},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]


class ChooseKeptView(MergingView):
    """Which one stays: found by name, without any script."""

    template_name = "books/admin/merging/choose.html"

    @cached_property
    def duplicate(self) -> Any:
        return one_of(self.kind, self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.duplicate.name

    @property
    def words(self) -> str:
        """What is looked for: at first the longest word of the duplicate's own name."""
        asked = self.request.GET.get("q")
        return max(self.duplicate.name.split(), key=len) if asked is None else asked.strip()

    def found(self) -> QuerySet:
        named = Q()
        for word in cut_search(self.words).split():
            named &= Q(name__icontains=word)
        return self.model._default_manager.filter(named).exclude(pk=self.duplicate.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.found()[: MOST + 1])
        counts = books_of_each(self.kind, [each.pk for each in found])
        choices = [(each, counts[each.pk], self.address_of(each)) for each in found[:MOST]]
        return {
            **super().get_context_data(**kwargs),
            "duplicate": self.duplicate,
            "words": self.words,
            "choices": choices,
            "more": len(found) > MOST,
        }

    def address_of(self, kept: Model) -> str:
        return reverse(self.confirm_merge_url_name, args=[self.duplicate.pk, kept.pk])


class ConfirmMergeView(MergingView):
    """Says what will happen; with the button below that, does it."""

    template_name = "books/admin/merging/confirm.html"
    page_title = gettext_lazy("Confirm the merge")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_merge(*pair(self.kind, kwargs["pk"], kwargs["kept"]))
        back = reverse(self.merge_url_name, args=[kwargs["pk"]])
        return {**super().get_context_data(**kwargs), "plan": plan, "back": back}

    def post(self, request: HttpRequest, pk: int, kept: int) -> HttpResponse:
        made = merge(self.kind, pk, kept, request.user)
        count = len(made.books)
        told = ngettext(
            "“%(name)s” is merged into “%(kept)s”: %(books)d book.",
            "“%(name)s” is merged into “%(kept)s”: %(books)d books.",
            count,
        )
        stays = one_of(self.kind, kept)
        messages.success(request, told % {"name": made.name, "kept": stays, "books": count})
        return redirect(self.history_url_name, kept)


class UndoMergeView(MergingView):
    template_name = "books/admin/merging/undo.html"
    page_title = gettext_lazy("Undo merge")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        undoing = plan_undoing(self.kind, kwargs["merge"])
        back = reverse(self.history_url_name, args=[undoing.kept.pk])
        return {**super().get_context_data(**kwargs), "undoing": undoing, "back": back}

    def post(self, request: HttpRequest, merge: int) -> HttpResponse:
        undoing = undo(self.kind, merge, request.user)
        self.tell(undoing)
        return redirect(self.edit_url_name, undoing.merge.duplicate_id)

    def tell(self, undoing: Undoing) -> None:
        count = len(undoing.books)
        told = ngettext(
            "“%(name)s” is there again, with %(books)d book.",
            "“%(name)s” is there again, with %(books)d books.",
            count,
        )
        messages.success(self.request, told % {"name": undoing.merge.name, "books": count})
        if undoing.changed:
            titles = ", ".join(sorted(undoing.changed))
            left = _("Changed since the merge, and left as it is: %(titles)s.")
            messages.warning(self.request, left % {"titles": titles})
