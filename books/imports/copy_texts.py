"""Puts lines together to paragraphs, headings and lists."""

from books.imports.book_copy import CopyText
from books.imports.copy_lines import Line


def add_to_list(texts: list[CopyText], line: Line) -> None:
    if texts and texts[-1].kind == "list":
        texts[-1].lines.append(line.text)
    else:
        texts.append(CopyText("list", [line.text]))


def add_paragraph(texts: list[CopyText], line: Line, above: Line) -> None:
    if texts and texts[-1].kind == "paragraph" and _is_wrapped(texts[-1].lines, line, above):
        texts[-1].lines[-1] += f" {line.text}"
    else:
        texts.append(CopyText("paragraph", [line.text]))


def add_or_continue(paragraphs: list[str], line: Line, above: Line) -> None:
    """Adds a paragraph, or the next line of one that was wrapped at some width."""
    if _is_wrapped(paragraphs, line, above):
        paragraphs[-1] += f" {line.text}"
    else:
        paragraphs.append(line.text)


def follows(texts: list[CopyText], line: Line, above: Line) -> bool:
    """Whether a line stands straight below the last of the texts."""
    return bool(texts and not line.after_gap and texts[-1].lines[-1].endswith(above.text))


def _is_wrapped(paragraphs: list[str], line: Line, above: Line) -> bool:
    wrapped = not line.after_gap and not above.bulleted and 40 <= len(above.whole) <= 100
    return bool(paragraphs) and wrapped and paragraphs[-1].endswith(above.text)
