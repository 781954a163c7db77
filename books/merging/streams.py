"""Which streams of a page can name one, and where in what they store they do.

A stream is read as it is stored: loaded, it would show nothing for one that is gone.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from django.db.models import Model
from wagtail.blocks import Block, ChooserBlock, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from books.merging.contents import Named
from books.models import BookPage

# Given what a chooser stores and the model it chooses from, what it is to store.
Choose = Callable[[type[Model], Any], Any]


@cache
def streams_of(model: type[Page]) -> dict[str, StreamBlock]:
    """The page type's streams, by the names of their fields."""
    fields = [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
    return {field.name: field.stream_block for field in fields}


@cache
def page_types_naming(kind: str) -> dict[type[Page], dict[str, tuple[str, ...]]]:
    """Page types in whose streams one can be chosen: the streams, and the keys it stands under.

    All but books, of which a merge knows more.
    """
    types = {
        model: {name: tuple(set(keys(kind, "", each))) for name, each in streams_of(model).items()}
        for model in get_page_models()
        if model is not BookPage
    }
    naming = {
        model: {name: found for name, found in streams.items() if found}
        for model, streams in types.items()
    }
    return {model: streams for model, streams in naming.items() if streams}


def keys(kind: str, key: str, block: Block) -> Iterator[str]:
    """The keys under which the block, itself stored under `key`, stores an id of that kind."""
    match block:
        case ChooserBlock() if is_of_kind(kind, block.model_class):
            yield key
        case ListBlock():
            yield from keys(kind, "value", block.child_block)
        case StreamBlock():
            for child in block.child_blocks.values():
                yield from keys(kind, "value", child)
        case StructBlock():
            for name, child in block.child_blocks.items():
                yield from keys(kind, name, child)


def is_of_kind(kind: str, model: type[Model]) -> bool:
    return model._meta.model_name == kind


def choosing(choose: Choose, block: Block | None, stored: Any) -> Any:
    """What the block stores once each of its choosers stores what `choose` says."""
    go_on, children = partial(choosing, choose), getattr(block, "child_blocks", {})
    match block, stored:
        case ChooserBlock(), _:
            return choose(block.model_class, stored)
        case ListBlock(), [*items]:
            return [go_on_within(go_on, block.child_block, each) for each in items]
        case StreamBlock(), [*items]:
            return [go_on_within(go_on, children.get(each["type"]), each) for each in items]
        case StructBlock(), {**values}:
            return {name: go_on(children.get(name), value) for name, value in values.items()}
    return stored


def go_on_within(go_on: Callable[[Block | None, Any], Any], block: Block | None, item: Any) -> Any:
    """An item of a list may be stored without its id and type, as Wagtail once did."""
    if isinstance(item, dict) and "value" in item:
        return {**item, "value": go_on(block, item["value"])}
    return go_on(block, item)


def renamed(kind: str, old: Named, new: Named, block: Block, stored: Any) -> Any:
    """What the block stores, naming the new one wherever it named the old one."""

    def choose(model: type[Model], pk: Any) -> Any:
        return new.pk if pk == old.pk and is_of_kind(kind, model) else pk

    return choosing(choose, block, stored)


def ids_in(kind: str, block: Block, stored: Any) -> set[int]:
    """The ids of all of that kind that the block names."""
    found = set()

    def note(model: type[Model], pk: Any) -> Any:
        if pk and is_of_kind(kind, model):
            found.add(pk)
        return pk

    choosing(note, block, stored)
    return found
