"""The StreamField blocks that the texts of a copy become; plain text, escaped."""

from typing import Any

from django.utils.html import escape, format_html, format_html_join

from books.imports.book_copy import CopyEntry, CopyText
from books.models import BookPage


def set_stream(book: BookPage, field: str, blocks: list[tuple[str, Any]]) -> None:
    """Sets a StreamField unless it says the same already: its blocks keep their ids then."""
    if not blocks:
        return
    stream_block = book._meta.get_field(field).stream_block
    value = stream_block.normalize(blocks)
    if _without_ids(value.get_prep_value()) != _without_ids(getattr(book, field).get_prep_value()):
        setattr(book, field, value)


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(each) for each in value]
    if isinstance(value, dict):
        return {key: _without_ids(each) for key, each in value.items() if key != "id"}
    return value


def text_block(text: CopyText) -> tuple[str, Any]:
    if text.kind == "heading":
        return "heading", text.lines[0]
    if text.kind == "list":
        items = format_html_join("", "<li>{}</li>", ([line] for line in text.lines))
        return "paragraph", format_html("<ul>{}</ul>", items)
    return "paragraph", paragraphs(text.lines)


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def entry_block(entry: CopyEntry) -> tuple[str, dict]:
    if entry.kind == "part":
        chapters = [entry_block(chapter)[1] for chapter in entry.chapters]
        return "part", {"title": entry.title, "subtitle": entry.subtitle, "chapters": chapters}
    value = {"title": entry.title, "contributors": entry.contributors, "page": entry.page}
    if entry.kind == "chapter":
        value["subtitle"] = entry.subtitle
    return entry.kind, value
