from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    source = blocks.CharBlock(required=False)

    class Meta:
        template = "stock/blocks/quotation.html"


class LinkBlock(blocks.StructBlock):
    text = blocks.CharBlock()
    url = blocks.URLBlock()


class LinksBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False)
    links = blocks.ListBlock(LinkBlock())

    class Meta:
        template = "stock/blocks/links.html"


class ChapterBlock(blocks.StructBlock):
    title = blocks.CharBlock()
    subtitle = blocks.CharBlock(required=False)
    contributors = blocks.CharBlock(required=False)
    page = blocks.CharBlock(required=False)


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock()
    subtitle = blocks.CharBlock(required=False)
    chapters = blocks.ListBlock(ChapterBlock())

    class Meta:
        template = "stock/blocks/part.html"


class MatterBlock(blocks.StructBlock):
    title = blocks.CharBlock()
    contributors = blocks.CharBlock(required=False)
    page = blocks.CharBlock(required=False)

    class Meta:
        template = "stock/blocks/chapter.html"


class BioBlock(blocks.StructBlock):
    name = blocks.CharBlock(required=False)
    text = blocks.RichTextBlock()

    class Meta:
        template = "stock/blocks/bio.html"


class EndorsementBlock(blocks.StructBlock):
    quotation = blocks.TextBlock()
    person = blocks.CharBlock()
    source = blocks.CharBlock(required=False)

    class Meta:
        template = "stock/blocks/endorsement.html"


class DescriptionBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock()
    heading = blocks.CharBlock(template="stock/blocks/heading.html")
    quotation = QuotationBlock()
    image = ImageChooserBlock()
    links = LinksBlock()


class ContentsBlock(blocks.StreamBlock):
    chapter = ChapterBlock(template="stock/blocks/chapter.html")
    part = PartBlock()
    matter = MatterBlock()
