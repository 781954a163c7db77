from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class BookPageForm(WagtailAdminPageForm):
    """Demands contributors when the book is published; a draft may do without.

    A least number on the panel would open each new book with an empty contribution, which
    no draft could be saved with.
    """

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_deferred_validation or self.credits_someone():
            return valid
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
