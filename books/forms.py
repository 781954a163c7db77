from typing import Any

from django.forms import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from books.admin.prices import list_currencies_for


class BookPageForm(WagtailAdminPageForm):
    """Checks what stands in a book's child relations together.

    Contributors are demanded when the book is published; a draft may do without. (A least
    number on the panel would open each new book with an empty contribution, which no draft
    could be saved with.)
    """

    def __init__(
        self, data: Any = None, files: Any = None, parent_page: Any = None, **kwargs: Any
    ) -> None:
        """The forms of the prices, which ask for `currencies`, are made before Wagtail sets it."""
        self.parent_page = parent_page
        super().__init__(data, files, parent_page=parent_page, **kwargs)

    @cached_property
    def currencies(self) -> list[str]:
        return list_currencies_for(self.parent_page)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.has_contributors(), self.has_different_isbns()])

    def has_contributors(self) -> bool:
        if self.is_deferred_validation or self.credits_someone():
            return True
        contributions = self.formsets["contributions"]
        contributions.non_form_errors().extend(
            ValidationError(_("Add at least one contributor before publishing.")).messages
        )
        return False

    def credits_someone(self) -> bool:
        contributions = self.formsets.get("contributions")
        if contributions is None:
            return True
        return any(
            form.has_changed() or form.instance.pk
            for form in contributions.forms
            if not contributions._should_delete_form(form)
        )

    def has_different_isbns(self) -> bool:
        formats = self.formsets.get("formats")
        seen: set[str] = set()
        for form in formats.forms if formats else []:
            isbn = form.instance.isbn
            if isbn in seen and not formats._should_delete_form(form):
                form.add_error("isbn", _("Another format of this book has this ISBN."))
                return False
            seen |= {isbn} - {""}
        return True
