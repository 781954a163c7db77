"""The rows of a book in its form: what is posted is what is saved.

Wagtail 8.0 and django-modelcluster 6.5 apply a form's rows, as changes, to the rows of the
version that is there when it is posted. When someone else has saved another version since the
form was opened, rows of theirs stay beside those of the form, or are taken for them.
"""

from math import inf
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.models import BaseModelFormSet
from django.utils.functional import cached_property
from modelcluster.forms import BaseChildFormSet
from modelcluster.queryset import FakeQuerySet
from wagtail.admin.forms.comments import CommentFormSet
from wagtail.admin.panels import CommentPanel, InlinePanel
from wagtail.admin.panels.base import get_form_for_model
from wagtail.models import COMMENTS_RELATION_NAME

from books.admin.choices import ChoosingForm
from books.models.rows import Row, unique_groups

OF_THE_FORMSET = {DELETION_FIELD_NAME, ORDERING_FIELD_NAME, "id"}


class RowFormSet(BaseChildFormSet):
    """Rows with a primary key of the latest version are those rows; all others are new."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if incomplete := self.instance.incomplete_rows.get(self.rel_name):
            rows = sorted([*self.queryset, *incomplete], key=lambda row: row.sort_order or 0)
            self.queryset = FakeQuerySet(self.model, rows)

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        if not self.is_bound:
            return super()._construct_form(i, **kwargs)
        posted = str(self.data.get(f"{self.add_prefix(i)}-id"))
        row = self.rows_by_pk.pop(posted, None) or self.model()
        setattr(row, self.fk.name, self.instance)
        # Past the ways in which both superclasses find the row.
        form = super(BaseModelFormSet, self)._construct_form(i, instance=row, **kwargs)
        form.empty_permitted = False
        return form

    @cached_property
    def rows_by_pk(self) -> dict[str, Row]:
        """Those that no form has taken yet."""
        return {str(row.pk): row for row in self.get_queryset() if row.pk}

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """The id may be that of a row which no table has, or which someone else has deleted."""
        super().add_fields(form, index)
        pk = form.instance.pk
        form.fields["id"] = forms.CharField(
            required=False, empty_value=None, widget=forms.HiddenInput, initial=pk and str(pk)
        )

    def full_clean(self) -> None:
        for form in self.forms if self.is_bound else ():
            form.instance.may_be_incomplete = form.is_deferred_validation
        super().full_clean()

    def _should_delete_form(self, form: forms.ModelForm) -> bool:
        """A row that was added and left empty is none."""
        return super()._should_delete_form(form) or self.is_blank(form)

    def is_blank(self, form: forms.ModelForm) -> bool:
        if form.instance.pk or set(form.changed_data) - OF_THE_FORMSET:
            return False
        return not any(formset.get_remaining_forms() for formset in form.formsets.values())

    def get_remaining_forms(self) -> list[forms.ModelForm]:
        """Those of the rows to be saved, in their order."""
        if not self.is_bound:
            return []
        # Which are to be deleted is known after they have been checked.
        self.is_valid()
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        return sorted(kept, key=place_of)

    def validate_unique(self) -> None:
        """Says at the field which of two rows with the same values is one too many."""
        seen: set[tuple] = set()
        for form in self.get_remaining_forms():
            is_whole = form.is_valid() and form.instance.is_complete()
            for group in unique_groups(self.model) if is_whole else ():
                names = [name for name in group if name != self.fk.name]
                values = (group, *(form.instance.serializable_value(name) for name in names))
                if values in seen:
                    form.add_error(names[0], self.get_unique_error_message(names))
                seen.add(values)

    def save(self, commit: bool = True) -> list[Row]:
        rows = [form.save(commit=False) for form in self.get_remaining_forms()]
        for position, row in enumerate(rows):
            row.sort_order = position
        relation = getattr(self.instance, self.rel_name)
        relation.set([row for row in rows if row.is_complete()])
        self.instance.incomplete_rows[self.rel_name] = [
            row for row in rows if not row.is_complete()
        ]
        if commit:
            relation.commit()
        return rows

    def has_changed(self) -> bool:
        """Whether the rows to be saved are others than those of the latest version."""
        kept = self.get_remaining_forms()
        if [form.instance for form in kept] != list(self.get_queryset()):
            return True
        return any(set(form.changed_data) - OF_THE_FORMSET for form in kept) or any(
            formset.has_changed() for form in kept for formset in form.formsets.values()
        )


def place_of(form: forms.ModelForm) -> float:
    """As the form says; at the end where it says nothing."""
    place = form.cleaned_data.get(ORDERING_FIELD_NAME)
    return inf if place is None else place


class RowsPanel(InlinePanel):
    """An inline panel with forms of ours, which are told what the form around them knows."""

    form_class: type[ChoosingForm] = ChoosingForm
    inherited = ("choices",)

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        options["formsets"][self.relation_name] |= {
            "formset": RowFormSet,
            "form": get_form_for_model(
                self.db_field.related_model,
                form_class=self.form_class,
                defer_required_on_fields=deferred,
            ),
            "inherit_kwargs": self.inherited,
        }
        return options


class PageCommentFormSet(CommentFormSet):
    """Comments of others that the form does not have stay; what they have deleted stays so.

    Wagtail 8.0 refuses a form for good that has a comment which is gone, and says it nowhere.
    """

    def _should_delete_form(self, form: forms.ModelForm) -> bool:
        is_gone = bool(self.data.get(f"{form.prefix}-id")) and not form.instance.pk
        return is_gone or super()._should_delete_form(form)


class PageCommentPanel(CommentPanel):
    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][COMMENTS_RELATION_NAME]["formset"] = PageCommentFormSet
        return options
