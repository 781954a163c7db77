"""What a form may choose: what the choosers show its user, and what is chosen already.

Wagtail 8 takes every id that is posted, names what it stands for, and publishes it with the page.
"""

from collections import defaultdict
from itertools import islice
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import Block, BlockWidget, ChooserBlock, ListBlock, StreamBlock, StructBlock

from books.cleaning import sound_id

# No thing has it; other than nothing at all, it is an error also where nothing has to be chosen.
NO_ID = "0"
# So many numbers of a form are asked about at once: those of chapters can be thousands.
MOST = 1000


class Choices:
    """Those of one form, with all forms of rows in it.

    What the latest version has chosen stays, whoever chose it and wherever it stands there.
    """

    def __init__(self, user: Any) -> None:
        # Models name the forms.
        from books.visibility import Sight

        self.sight = user and Sight.of(user)
        self.kept: dict[type[Model], set[int]] = defaultdict(set)

    def learn(self, thing: Model, data: Any) -> None:
        """While the thing still is as the latest version has it."""
        if not self.sight or self.sight.is_whole:
            return
        if thing.pk:
            self.keep(thing)
        posted = (int(each) for each in map(str, data.values()) if sound_id(each))
        self.sight.expect({*islice(posted, MOST)}.union(*self.kept.values()))

    def keep(self, thing: Model) -> None:
        from books.merging.streams import choosing, streams_of
        from books.models.deleted_references import references
        from books.visibility import kind_of

        def note(model: type[Model], pk: Any) -> None:
            if pk and (kind := kind_of(model)):
                self.kept[kind].add(pk)

        for model, pk in references(type(thing), thing.serializable_data()):
            note(model, pk)
        for name, block in streams_of(type(thing)).items():
            choosing(note, block, getattr(thing, name).get_prep_value())

    def allow(self, model: type[Model], posted: Any) -> bool:
        from books.visibility import kind_of

        kind = kind_of(model)
        if not self.sight or self.sight.is_whole or kind is None:
            return True
        # Django would take " 7" and "0_7" for numbers too.
        if not sound_id(str(posted)):
            return False
        return int(posted) in self.kept[kind] or self.sight.sees(kind, int(posted))

    def permit(self, widget: forms.Widget, value: Any) -> Any:
        """What was read from the request, but that no hidden thing is there."""
        if isinstance(widget, BlockWidget):
            return self.permit_in(widget.block_def, value)
        if not isinstance(widget, BaseChooser) or value is None:
            return value
        return value if self.allow(widget.model_class, value) else NO_ID

    def permit_in(self, block: Block, value: Any) -> Any:
        match block, value:
            case ChooserBlock(), Model():
                return value if self.allow(block.model_class, value.pk) else None
            case StreamBlock() | ListBlock(), _:
                for child in getattr(value, "bound_blocks", value):
                    child.value = self.permit_in(child.block, child.value)
            case StructBlock(), {**parts}:
                for name, part in parts.items():
                    value[name] = self.permit_in(block.child_blocks[name], part)
        return value


class ChoosingForm(WagtailAdminModelForm):
    """Answers the id of a thing that is hidden from its user as that of none."""

    def __init__(self, *args: Any, choices: Choices | None = None, **kwargs: Any) -> None:
        """A row has the choices of the form that it stands in."""
        if choices:
            self.choices = choices
        super().__init__(*args, **kwargs)
        if not choices:
            self.choices.learn(self.instance, self.data)
        for field in self.fields.values():
            # For what is shown of a choice (`books.admin.visibility`).
            field.widget.sight = self.choices.sight

    @cached_property
    def choices(self) -> Choices:
        return Choices(self.for_user)

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        """All that a form reads, to check it and to show it again, it reads here."""
        return self.choices.permit(widget, super()._widget_data_value(widget, html_name))
