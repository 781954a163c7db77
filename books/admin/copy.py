"""New book from copy: paste the text, see what was understood, get the draft."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from books.imports.book_copy import BookCopy, CopyError
from books.imports.copy import read_copy
from books.imports.copy_draft import ImportedCopy, Outcome, dollar_of, find_book, import_copy
from books.imports.copy_lines import LARGEST
from books.models import BookIndexPage


def catalogues_for(user: Any) -> list[BookIndexPage]:
    """The catalogues under which the user may add a book."""
    if not user_has_any_page_permission(user):
        return []
    catalogues = BookIndexPage.objects.filter(alias_of=None).order_by("path")
    return [each for each in catalogues if each.permissions_for_user(user).can_add_subpage()]


class CopyForm(forms.Form):
    catalogue = forms.ModelChoiceField(
        queryset=BookIndexPage.objects.none(), label=gettext_lazy("Catalogue"), empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("Copy"),
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The title stands on the first line, the subtitle below it. Then come “By …”, "
            "“Paperback $29.95”, the description, the contents, the bios."
        ),
    )

    def __init__(self, *args: Any, catalogues: list[BookIndexPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["catalogue"]
        field.queryset = BookIndexPage.objects.filter(pk__in=[each.pk for each in catalogues])
        field.initial = catalogues[0].pk
        if len(catalogues) == 1:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "text" in cleaned and "catalogue" in cleaned:
            try:
                cleaned["copy"] = read_copy(cleaned["text"], dollar_of(cleaned["catalogue"]))
            except CopyError as error:
                self.add_error("text", str(error))
        return cleaned


class NewBookFromCopyView(WagtailAdminTemplateMixin, FormView):
    form_class = CopyForm
    template_name = "books/admin/new_from_copy.html"
    page_title = gettext_lazy("New book from copy")
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.catalogues:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def catalogues(self) -> list[BookIndexPage]:
        return catalogues_for(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "catalogues": self.catalogues}

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def form_valid(self, form: CopyForm) -> HttpResponse:
        """Shows what was understood; with the button below that, makes the draft of it."""
        copy = form.cleaned_data["copy"]
        if "make" not in self.request.POST:
            existing = find_book(copy, form.cleaned_data["catalogue"])
            return self.render_to_response(
                self.get_context_data(form=form, copy=copy, existing=existing)
            )
        try:
            imported = import_copy(copy, form.cleaned_data["catalogue"], user=self.request.user)
        except CopyError as error:
            form.add_error("text", str(error))
            return self.form_invalid(form)
        self._tell(imported, copy)
        return redirect(reverse("wagtailadmin_pages:edit", args=[imported.book.pk]))

    def _tell(self, imported: ImportedCopy, copy: BookCopy) -> None:
        told = {
            Outcome.MADE: _("The draft of “%(title)s” is made: complete it and publish it."),
            Outcome.UPDATED: _("“%(title)s” was here already: it has a new draft."),
            Outcome.UNCHANGED: _("“%(title)s” was here already and says the same: unchanged."),
        }
        messages.success(self.request, told[imported.outcome] % {"title": copy.title})
        if imported.uncredited:
            message = _(
                "Not credited: %(names)s. You may not add contributors; ask someone who may, then "
                "credit them in the draft."
            )
            messages.warning(self.request, message % {"names": ", ".join(imported.uncredited)})
        if copy.unplaced:
            lines = " · ".join(line.text for line in copy.unplaced)
            messages.warning(self.request, _("Not placed: %(lines)s") % {"lines": lines})


class NewBookFromCopyItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(catalogues_for(request.user))


class NewBookFromCopyViewSet(ViewSet):
    """An entry of the Books menu, for those who may add a book."""

    name = "new_book_from_copy"
    url_prefix = "books/new-from-copy"
    icon = "clipboard-list"
    menu_label = gettext_lazy("New book from copy")
    menu_name = "new-book-from-copy"
    menu_hook = "register_books_menu_item"
    menu_item_class = NewBookFromCopyItem

    def get_urlpatterns(self) -> list:
        return [path("", self.construct_view(NewBookFromCopyView), name="index")]
