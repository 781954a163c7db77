import uuid
from typing import Any

from django.forms import HiddenInput, UUIDField, ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from books.admin.choices import ChoosingForm
from books.admin.prices import list_currencies_for
from books.admin.row_forms import RowFormSet
from books.models.slugs import LONGEST, ROOM


class FormTokenField(UUIDField):
    """Names the form that a browser has open; no content, so never a change of any."""

    widget = HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class OpenFormMixin(ChoosingForm):
    """A form that is saved many times while it stays open: by autosaves, then by a button."""

    form_token = FormTokenField(required=False, initial=uuid.uuid4)

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Name what was just saved as the version that the form has loaded.

        Wagtail 8 tells only its script, so that a button would still send the version before.
        """
        revision = self.instance.latest_revision
        return [
            *super().get_field_updates_for_resave(),
            ("loaded_revision_id", str(revision.pk)),
            ("loaded_revision_created_at", revision.created_at.isoformat()),
        ]


class PublishedPageForm(OpenFormMixin, WagtailAdminPageForm):
    """Proposes a slug for a page that has none: the script that does so waits for the next key.

    A page that has one keeps it while the field is empty, so that nobody's typing is anticipated.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("slug") == "" and "title" in cleaned:
            cleaned["slug"] = self.initial.get("slug") or self.propose_slug(cleaned["title"])
        return cleaned

    def propose_slug(self, title: str) -> str:
        """The title's, with the first free number behind it."""
        proposed = slugify(title, allow_unicode=True) or self._meta.model._meta.model_name
        slug = proposed[:LONGEST]
        number = 1
        while not Page._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{proposed[: LONGEST - ROOM]}-{number}"
        return slug


class EntityForm(OpenFormMixin):
    """Of what books share, in so far as it has revisions."""


class BookPageForm(PublishedPageForm):
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
        return contributions is None or bool(contributions.get_remaining_forms())

    def has_different_isbns(self) -> bool:
        """Complains at the format that was given the ISBN of another, not at that other."""
        formats = self.formsets.get("formats")
        kept = formats.get_remaining_forms() if formats else []
        seen: set[str] = set()
        differ = True
        for form in sorted(kept, key=lambda form: "isbn" in form.changed_data):
            if form.instance.isbn in seen:
                form.add_error("isbn", _("Another format of this book has this ISBN."))
                differ = False
            seen |= {form.instance.isbn} - {""}
        return differ

    def has_changed(self) -> bool:
        """Rows that this form leaves out are a change too, though it says nothing of them."""
        return super().has_changed() or any(
            formset.has_changed()
            for formset in self.formsets.values()
            if isinstance(formset, RowFormSet)
        )
