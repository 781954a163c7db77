"""Turns the demo's plain texts and lists into the values of StreamFields."""

from typing import Any

from django.utils.html import format_html
from wagtail.models import Page

Block = tuple[str, Any]
Value = dict[str, Any]


def rich_text(text: str) -> str:
    return format_html("<p>{}</p>", " ".join(text.split()))


def texts(entries: list[str | dict[str, Any]]) -> list[Block]:
    """A string is a paragraph; `{heading = …}`, `{quotation = {…}}` … are those blocks."""
    return [
        ("paragraph", rich_text(entry)) if isinstance(entry, str) else next(iter(entry.items()))
        for entry in entries
    ]


def page_body(entries: list[str | dict[str, Any]], pages: dict[str, Page]) -> list[Block]:
    """The texts of a page; its blocks name books and other pages by their slugs."""
    return [(name, page_block(name, value, pages)) for name, value in texts(entries)]


def page_block(name: str, value: Any, pages: dict[str, Page]) -> Any:
    """A page that its site has deleted is left out."""
    if isinstance(value, str):
        return value
    if name == "questions":
        return {"questions": [{**each, "answer": rich_text(each["answer"])} for each in value]}
    if name == "table":
        return table(value)
    if name == "event":
        return {**value, "text": rich_text(value["text"])}
    linked: Value = {key: pages.get(value[key]) for key in ("book", "page") if key in value}
    if "books" in value:
        linked["books"] = [pages[slug] for slug in value["books"] if slug in pages]
    return {**value, **linked}


def table(data: dict[str, Any]) -> dict[str, Any]:
    """`columns` are headings, `rows` lists of words."""
    return {
        "caption": data["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in data["columns"]],
        "rows": [{"values": row} for row in data["rows"]],
    }


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
