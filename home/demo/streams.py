"""Turns the demo's plain texts and lists into the values of StreamFields."""

from typing import Any

from django.utils.html import format_html

Block = tuple[str, Any]


def rich_text(text: str) -> str:
    return format_html("<p>{}</p>", " ".join(text.split()))


def texts(entries: list[str | dict[str, Any]]) -> list[Block]:
    """A string is a paragraph; `{heading = …}`, `{quotation = {…}}` … are those blocks."""
    return [
        ("paragraph", rich_text(entry)) if isinstance(entry, str) else next(iter(entry.items()))
        for entry in entries
    ]


def contents(entries: list[str | dict[str, Any]]) -> list[Block]:
    """A string is a chapter; a table with `part` has chapters, one with `matter` is no chapter."""
    return [entry_block(entry) for entry in entries]


def entry_block(entry: str | dict[str, Any]) -> Block:
    if isinstance(entry, dict) and "part" in entry:
        chapters = [chapter(each) for each in entry["chapters"]]
        subtitle = entry.get("subtitle", "")
        return "part", {"title": entry["part"], "subtitle": subtitle, "chapters": chapters}
    if isinstance(entry, dict) and "matter" in entry:
        contributors = entry.get("by", "")
        return "matter", {"title": entry["matter"], "contributors": contributors, "page": ""}
    return "chapter", chapter(entry)


def chapter(entry: str | dict[str, str]) -> dict[str, str]:
    told = {"chapter": entry} if isinstance(entry, str) else entry
    return {
        "title": told["chapter"],
        "subtitle": told.get("subtitle", ""),
        "contributors": told.get("by", ""),
        "page": "",
    }


def praise(entries: list[dict[str, Any]]) -> list[Block]:
    """What has a date is a review, all else an endorsement."""
    return [
        ("review", {"person": "", "link": "", **entry})
        if "date" in entry
        else ("endorsement", {"source": "", **entry})
        for entry in entries
    ]
