"""Blocks of books: one that is set large, and a row of several."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from books.blocks import SharedThingChooserBlock, WordsBlock
from books.listing.cards import Card
from books.listing.choices import public_shelves
from books.listing.rows import forthcoming_here, newest_here, on_shelf_here
from home.shown import Shown

MOST = 12


class BookChooserBlock(blocks.PageChooserBlock):
    """Books, loaded without their texts: what readers see of them comes from publications."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"page_type": "books.BookPage", **kwargs})

    def bulk_to_python(self, values: list) -> list:
        books = self.model_class.objects.defer_streamfields().in_bulk(values)
        return [books.get(pk) for pk in values]


class HeroBlock(WordsBlock):
    book = BookChooserBlock(
        label=_("Book"), required=False, help_text=_("Left empty: the newest book.")
    )
    kicker = blocks.CharBlock(
        label=_("Line above the title"), required=False, help_text=_("For example: Just out.")
    )
    text = blocks.TextBlock(
        label=_("Your own words"),
        required=False,
        help_text=_("Left empty: the tagline of the book."),
    )
    link = blocks.CharBlock(
        label=_("Words of the link"), required=False, help_text=_("For example: Read more.")
    )

    class Meta:
        icon = "pick"
        label = _("One book, large")
        template = "home/blocks/hero.html"
        preview_value = {"kicker": "Just out", "text": "For the long winter.", "link": "Read more"}
        description = _("One book that opens the page: chosen by you, or the newest")

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        shown = Shown.around(self, value, parent_context)
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "card": shown.feature(value["book"])}

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        """`book` is an id; null means the newest book."""
        parts = super().get_api_representation(value, context)
        books = Shown.around(self, value, context).books
        return {**parts, "book": next(iter(books), None)}


class Source(TextChoices):
    """Which books stand in a row."""

    NEW = "new", _("New books")
    FORTHCOMING = "forthcoming", _("Forthcoming books")
    CHOSEN = "chosen", _("Books that you choose")
    SUBJECT = "subject", _("Books of a subject")
    SERIES = "series", _("Books of a series")


SHELVES = (Source.SUBJECT, Source.SERIES)


class BookRow(blocks.StructValue):
    """A row as its editor filled it in."""

    @property
    def shelf(self) -> Any | None:
        """The subject or series whose books it shows."""
        return self[self["source"]] if self["source"] in SHELVES else None

    @property
    def title(self) -> str:
        return self["heading"] or str(self.shelf or Source(self["source"]).label)

    @property
    def ids(self) -> list[int]:
        """Of the chosen books, in their order; one that was deleted is left out."""
        return [book.pk for book in self["books"] if book]

    def cards(self, shown: Shown) -> list[Card]:
        """What a reader may see of these books; perhaps none."""
        source, count = self["source"], self["count"]
        if source == Source.NEW:
            return newest_here(shown.request, count, leaving_out=shown.featured)
        if source == Source.FORTHCOMING:
            return forthcoming_here(shown.request, count)
        if source == Source.CHOSEN:
            return [shown.books[pk] for pk in self.ids if pk in shown.books]
        return on_shelf_here(shown.request, self.shelf, count) if self.shelf else []

    def more(self, shown: Shown) -> str:
        """The address of the whole list; chosen books have none."""
        if not self["see_all"] or self["source"] == Source.CHOSEN:
            return ""
        if self.shelf:
            return self.shelf.get_absolute_url()
        return shown.whole_list(self["source"])


NEEDED = {
    Source.CHOSEN: ("books", _("Choose the books of this row.")),
    Source.SUBJECT: ("subject", _("Choose the subject whose books it shows.")),
    Source.SERIES: ("series", _("Choose the series whose books it shows.")),
}


class BooksBlock(WordsBlock):
    heading = blocks.CharBlock(
        label=_("Heading"),
        required=False,
        help_text=_("Left empty: what the books are, such as “New books”."),
    )
    source = blocks.ChoiceBlock(
        label=_("Which books"), choices=Source.choices, default=Source.NEW.value
    )
    books = blocks.ListBlock(BookChooserBlock(), label=_("Chosen books"), max_num=MOST, default=[])
    subject = SharedThingChooserBlock("books.Subject", label=_("Subject"), required=False)
    series = SharedThingChooserBlock("books.Series", label=_("Series"), required=False)
    count = blocks.IntegerBlock(
        label=_("How many at most"),
        min_value=1,
        max_value=MOST,
        default=5,
        help_text=_("Of books that you choose, all are shown."),
    )
    see_all = blocks.BooleanBlock(label=_("Link to the whole list"), required=False, default=True)

    class Meta:
        icon = "list-ul"
        label = _("Row of books")
        template = "home/blocks/books.html"
        value_class = BookRow
        preview_value = {"heading": "New this season", "source": "new"}
        description = _("New or forthcoming books, a shelf, or some that you choose")

    def clean(self, value: BookRow) -> BookRow:
        row = super().clean(value)
        needed = NEEDED.get(row["source"])
        if needed and not row[needed[0]]:
            raise StructBlockValidationError({needed[0]: ValidationError(needed[1])})
        if row["source"] == Source.CHOSEN and not row["heading"]:
            message = ValidationError(_("Say what these books have in common."))
            raise StructBlockValidationError({"heading": message})
        return row

    def get_context(self, value: BookRow, parent_context: dict | None = None) -> dict:
        shown = Shown.around(self, value, parent_context)
        context = super().get_context(value, parent_context=parent_context)
        cards = value.cards(shown)
        return {**context, "books": cards, "more": value.more(shown) if cards else ""}

    def get_api_representation(self, value: BookRow, context: dict | None = None) -> dict:
        """Books, subject and series are ids, of what is public alone."""
        books = Shown.around(self, value, context).books
        return {
            "heading": value["heading"] or "",
            "source": value["source"],
            "count": value["count"],
            "books": [pk for pk in value.ids if pk in books],
            **{name: public_id(name, value[name]) for name in SHELVES},
        }


def public_id(name: str, shelf: Any | None) -> int | None:
    """The id of a subject or series on which a public book stands."""
    return shelf.pk if shelf and public_shelves(name, pk__in=[str(shelf.pk)]) else None
