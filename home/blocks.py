"""The StreamField blocks of the home page and of content pages, beside those of a description.

Each block's API representation names, as its page does, only what is public. Stream definitions
are at the foot.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail.documents.blocks import DocumentChooserBlock

from books.blocks import DescriptionBlock, ParagraphBlock, QuotationBlock, TextBlock, WordsBlock
from books.images import address_of
from books.rich_text import TEXT_FEATURES
from home.book_blocks import BooksBlock, HeroBlock
from home.shown import Shown


class Event(blocks.StructValue):
    @property
    def is_past(self) -> bool:
        """An event without an end is past when its day is."""
        if self["ends_at"]:
            return self["ends_at"] < timezone.now()
        return timezone.localdate(self["starts_at"]) < timezone.localdate()

    @property
    def ends_same_day(self) -> bool:
        start, end = self["starts_at"], self["ends_at"]
        return bool(end) and timezone.localdate(start) == timezone.localdate(end)


class EventBlock(WordsBlock):
    title = blocks.CharBlock(label=_("Title"))
    starts_at = blocks.DateTimeBlock(label=_("Begins"))
    ends_at = blocks.DateTimeBlock(label=_("Ends"), required=False)
    place = blocks.CharBlock(label=_("Place"), required=False)
    address = blocks.TextBlock(label=_("Address"), required=False)
    url = blocks.URLBlock(label=_("Link"), required=False)
    text = TextBlock(label=_("Text"), features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "date"
        label = _("Event")
        template = "home/blocks/event.html"
        value_class = Event
        label_format = "{title}"
        preview_value = {
            "title": "An evening of short chapters",
            "starts_at": "2099-06-01T19:00:00Z",
            "place": "The bookshop round the corner",
        }
        description = _("A reading, a fair, a launch; once it is over, readers no longer see it")

    def clean(self, value: Event) -> Event:
        event = super().clean(value)
        if event["ends_at"] and event["ends_at"] < event["starts_at"]:
            message = ValidationError(_("It cannot end before it begins."))
            raise StructBlockValidationError({"ends_at": message})
        return event


class NewsletterBlock(WordsBlock):
    heading = blocks.CharBlock(label=_("Heading"))
    text = blocks.TextBlock(label=_("Your own words"), required=False)

    class Meta:
        icon = "mail"
        label = _("Newsletter")
        template = "home/blocks/newsletter.html"
        preview_value = {"heading": "Our letter", "text": "Once a month, about what is new."}
        description = _("The form in which readers ask for the newsletter")


class ButtonBlock(WordsBlock):
    text = blocks.CharBlock(label=_("Words of the button"))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False)

    class Meta:
        icon = "link"
        label = _("Button")
        template = "home/blocks/button.html"
        preview_value = {"text": "Write to us", "url": "https://example.com/"}
        description = _("A link that stands out; to a page that is not public, none is shown")

    def clean(self, value: Any) -> Any:
        button = super().clean(value)
        if bool(button["page"]) == bool(button["url"]):
            message = ValidationError(_("Choose a page or give an address: one of the two."))
            raise StructBlockValidationError({"page": message})
        return button

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        page = self.readable(value, parent_context)
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "address": page.url if page else value["url"]}

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        """`page` is an id; without it and without `url` there is nothing to lead to."""
        page = self.readable(value, context)
        url = page.full_url if page else value["url"] or ""
        return {"text": value["text"], "page": page.pk if page else None, "url": url}

    def readable(self, value: Any, context: dict | None) -> Any | None:
        pages = Shown.around(self, value, context).pages
        return pages.get(value["page"].pk) if value["page"] else None


class QuestionBlock(WordsBlock):
    question = blocks.CharBlock(label=_("Question"))
    answer = TextBlock(label=_("Answer"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "home/blocks/questions.html"
        preview_value = {
            "questions": [{"question": "How long does it take?", "answer": "<p>Two days.</p>"}]
        }
        description = _("Questions whose answers open when a reader asks for them")

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        question = self.child_blocks["questions"].child_block
        return {"questions": [question.get_api_representation(each) for each in value["questions"]]}


class DocumentBlock(WordsBlock):
    text = blocks.CharBlock(label=_("Words of the link"))
    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")
        template = "home/blocks/document.html"
        preview_value = {"text": "The catalogue of this spring"}
        description = _("A file to keep; one of a private collection is not shown")

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        document = self.public(value, parent_context)
        return {
            **super().get_context(value, parent_context=parent_context),
            "document": document,
            "address": document and address_of(document.url),
        }

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        found = self.public(value, context)
        part = found and {"id": found.pk, "title": found.title, "url": address_of(found.url)}
        return {"text": value["text"], "document": part}

    def public(self, value: Any, context: dict | None) -> Any | None:
        documents = Shown.around(self, value, context).documents
        return documents.get(value["document"].pk) if value["document"] else None


class TableBlock(TypedTableBlock):
    """Named by its caption; its first cells are the headings of their rows."""

    text = blocks.CharBlock(label=_("Words"), required=False)
    rich_text = TextBlock(label=_("Text with links"), features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "home/blocks/table.html"
        preview_value = {
            "caption": "Discounts",
            "columns": [
                {"type": "text", "heading": "Copies"},
                {"type": "text", "heading": "Discount"},
            ],
            "rows": [{"values": ["1 to 4", "30%"]}, {"values": ["5 or more", "40%"]}],
        }
        description = _("Figures side by side, under headings")

    def clean(self, value: TypedTable) -> TypedTable:
        table = super().clean(value)
        if not table.caption or not all(column["heading"] for column in table.columns):
            message = _("Give the table a caption, and each column a heading.")
            raise TypedTableBlockValidationError(non_block_errors=[message])
        return table


class HomeBlock(blocks.StreamBlock):
    hero = HeroBlock()
    books = BooksBlock()
    text = ParagraphBlock(label=_("Text"))
    quotation = QuotationBlock()
    event = EventBlock()
    newsletter = NewsletterBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}, "newsletter": {"max_num": 1}}


class ContentBlock(DescriptionBlock):
    books = BooksBlock()
    button = ButtonBlock()
    questions = QuestionsBlock()
    document = DocumentBlock()
    table = TableBlock()
    newsletter = NewsletterBlock()

    class Meta:
        block_counts = {"newsletter": {"max_num": 1}}
