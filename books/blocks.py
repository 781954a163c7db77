"""The StreamField blocks of a book.

Each block's API representation is the same dictionary that `books.record` types, so that
the generic API, the record and every channel tell one story. Stream definitions are at the foot.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from books.images import image_part, with_renditions
from books.rich_text import TEXT_FEATURES, html_and_text


class TextBlock(blocks.RichTextBlock):
    """Rich text, told to the API as clean HTML and as plain text."""

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        return html_and_text(value.source)


class WordsBlock(blocks.StructBlock):
    """A block of words, in which what was never filled in is empty and not missing."""

    def normalize(self, value: Any) -> blocks.StructValue:
        if not isinstance(value, self.meta.value_class):
            defaults = {name: child.get_default() for name, child in self.child_blocks.items()}
            value = {**defaults, **value}
        return super().normalize(value)

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        parts = super().get_api_representation(value, context)
        words = (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock)
        for name, child in self.child_blocks.items():
            if parts[name] is None and isinstance(child, words):
                parts[name] = ""
        return parts


class PreparedImageBlock(ImageChooserBlock):
    """An image that comes with its renditions, in one query for any number of blocks."""

    def bulk_to_python(self, values: list) -> list:
        images = with_renditions(self.model_class.objects).in_bulk(values)
        return [images.get(pk) for pk in values]

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict | None:
        return value and image_part(value)


class SharedThingChooserBlock(SnippetChooserBlock):
    """Chooses a contributor, subject or series; one merged away meanwhile means the kept one."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        # Models name the blocks.
        from books.models.merge import chosen_id

        posted = self.field.widget.value_from_datadict(data, files, prefix)
        return self.value_from_form(chosen_id(self.model_class, posted))

    def deconstruct(self) -> tuple:
        """Stored as any chooser of snippets is: no migration has to know this one."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs


class ContributorChooserBlock(SharedThingChooserBlock):
    """Asks for all contributors of a stream in one statement, prepared beforehand."""

    def bulk_to_python(self, values: list) -> list:
        from books.listing.front import rows_by_id

        people = rows_by_id(self.model_class, dict.fromkeys(filter(None, values)))
        return [people.get(pk) for pk in values]


class ParagraphBlock(TextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "books/blocks/paragraph.html"
        preview_value = "<p>A voyage out, a storm, and a long way home.</p>"
        description = _("Running text, with bold, italic, lists and links")


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "books/blocks/heading.html"
        preview_value = "What this book is about"
        description = _("A heading between paragraphs")


class QuotationBlock(WordsBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "books/blocks/quotation.html"
        preview_value = {"text": "Begin anywhere.", "source": "From the first chapter"}
        description = _("Words from the book or about it, set apart")


class ImageBlock(blocks.StructBlock):
    image = PreparedImageBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Image in words"),
        help_text=_("What a reader who does not see the image should know."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "books/blocks/image.html"
        preview_value = {"alt": "A map of the voyage", "caption": "The map of the first edition"}
        description = _("A picture with its words and a caption")

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        image = value["image"] and {**image_part(value["image"]), "alt": value["alt"]}
        return {"image": image, "caption": value["caption"] or ""}


class VideoBlock(WordsBlock):
    url = blocks.URLBlock(label=_("Address of the video"))
    title = blocks.CharBlock(label=_("What it shows"))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "books/blocks/video.html"
        preview_value = {"url": "https://example.com/video", "title": "The author reads"}
        description = _("A film on another site: linked, so that readers are not followed")


class LinkBlock(WordsBlock):
    text = blocks.CharBlock(label=_("Words of the link"))
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")


class LinksBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("List of links")
        template = "books/blocks/links.html"
        preview_value = {
            "title": "Read more",
            "links": [{"text": "An interview", "url": "https://example.com/"}],
        }
        description = _("Interviews, reviews and other pages about the book")

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        link = self.child_blocks["links"].child_block
        links = [link.get_api_representation(each) for each in value["links"]]
        return {"title": value["title"] or "", "links": links}


class ChapterBlock(WordsBlock):
    title = blocks.CharBlock(label=_("Title"))
    subtitle = blocks.CharBlock(label=_("Subtitle"), required=False)
    contributors = blocks.CharBlock(label=_("Contributors as credited"), required=False)
    page = blocks.CharBlock(label=_("Page"), required=False, max_length=10)

    class Meta:
        icon = "doc-full"
        label = _("Chapter")
        template = "books/blocks/chapter.html"
        form_classname = "contents-line"
        label_format = "{title}"
        preview_value = {"title": "The Voyage Out", "page": "17"}
        description = _("One chapter")


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    subtitle = blocks.CharBlock(label=_("Subtitle"), required=False)
    chapters = blocks.ListBlock(ChapterBlock(), label=_("Chapters"), min_num=0, default=[])

    class Meta:
        icon = "folder-open-inverse"
        label = _("Part")
        template = "books/blocks/part.html"
        preview_value = {"title": "Part One", "chapters": [{"title": "The Voyage Out"}]}
        description = _("A part with its chapters")

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        chapter = self.child_blocks["chapters"].child_block
        return {
            "title": value["title"],
            "subtitle": value["subtitle"] or "",
            "chapters": [chapter.get_api_representation(each) for each in value["chapters"]],
        }


class MatterBlock(WordsBlock):
    title = blocks.CharBlock(label=_("Title"))
    contributors = blocks.CharBlock(label=_("Contributors as credited"), required=False)
    page = blocks.CharBlock(label=_("Page"), required=False, max_length=10)

    class Meta:
        icon = "doc-empty"
        label = _("Front or back matter")
        template = "books/blocks/matter.html"
        form_classname = "contents-line contents-matter"
        label_format = "{title}"
        preview_value = {"title": "Bibliography", "page": "311"}
        description = _("A preface, an index, a bibliography …")


class ContributorBioBlock(blocks.StructBlock):
    contributor = ContributorChooserBlock("books.Contributor", label=_("Contributor"))
    text = TextBlock(
        label=_("Text"),
        features=TEXT_FEATURES,
        required=False,
        help_text=_("Only where this book tells it otherwise than the contributor's own bio."),
    )

    class Meta:
        icon = "user"
        label = _("Bio of a contributor")
        template = "books/blocks/contributor_bio.html"
        preview_value = {"text": "<p>She wrote at night and taught by day.</p>"}
        description = _("The bio of someone credited on the book")

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict:
        contributor = value["contributor"]
        public = contributor and contributor.live
        return {
            "contributor": contributor.pk if public else None,
            "name": contributor.name if contributor else "",
            "text": html_and_text(value["text"].source or (contributor.bio if public else "")),
        }


class FreeBioBlock(WordsBlock):
    name = blocks.CharBlock(label=_("Name"), required=False)
    text = TextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "edit"
        label = _("Free bio")
        template = "books/blocks/bio.html"
        preview_value = {"name": "The editors", "text": "<p>They met at a book fair.</p>"}
        description = _("A bio of someone who has no entry as a contributor")


class EndorsementBlock(WordsBlock):
    quotation = blocks.TextBlock(label=_("Quotation"))
    person = blocks.CharBlock(label=_("Person"))
    source = blocks.CharBlock(
        label=_("Who they are"), required=False, help_text=_("For example: author of …")
    )

    class Meta:
        icon = "openquote"
        label = _("Endorsement")
        template = "books/blocks/praise.html"
        preview_value = {"quotation": "I read it twice.", "person": "A. Reader"}
        description = _("What someone says for the book before it is out")


class ReviewBlock(WordsBlock):
    quotation = blocks.TextBlock(label=_("Quotation"))
    person = blocks.CharBlock(label=_("Reviewer"), required=False)
    source = blocks.CharBlock(label=_("Where it stood"))
    date = blocks.DateBlock(label=_("Date"), required=False)
    link = blocks.URLBlock(label=_("Link"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Review")
        template = "books/blocks/praise.html"
        preview_value = {"quotation": "A book for the long winter.", "source": "The Review"}
        description = _("A sentence from a review")


class DescriptionBlock(blocks.StreamBlock):
    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    quotation = QuotationBlock()
    image = ImageBlock()
    video = VideoBlock()
    links = LinksBlock()


class ContentsBlock(blocks.StreamBlock):
    chapter = ChapterBlock()
    part = PartBlock()
    matter = MatterBlock()
    text = ParagraphBlock(label=_("Free text"))


class AuthorBioBlock(blocks.StreamBlock):
    contributor = ContributorBioBlock()
    bio = FreeBioBlock()


class PraiseBlock(blocks.StreamBlock):
    endorsement = EndorsementBlock()
    review = ReviewBlock()
