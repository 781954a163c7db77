"""Every block that an editor can insert explains itself."""

from collections.abc import Iterator

import pytest
from django.template.loader import get_template
from wagtail.blocks import Block, StreamBlock

from books.blocks import AuthorBioBlock, ContentsBlock, DescriptionBlock, PraiseBlock
from home.blocks import ContentBlock, HomeBlock

BOOK_STREAMS = [DescriptionBlock, ContentsBlock, AuthorBioBlock, PraiseBlock]
STREAMS: list[type[StreamBlock]] = [*BOOK_STREAMS, HomeBlock, ContentBlock]


def insertable() -> Iterator[Block]:
    for stream in STREAMS:
        yield from stream().child_blocks.values()


@pytest.mark.parametrize("block", list(insertable()), ids=lambda block: type(block).__name__)
def test_a_block_has_icon_template_preview_and_description(block):
    assert block.meta.icon != "placeholder"
    assert get_template(block.meta.template)
    assert block.get_description()
    assert block.is_previewable
    assert block.get_preview_value()
