# ruff: noqa: RUF001 - the signs of typesetters are what is read here
"""Lines that say by their form what they are: page furniture, headings, quotations."""

import re

from books.imports.copy_lines import Line

STUDENT_OFFER = re.compile(
    r"are you a student\b.{0,60}|student (?:offer|discount|price)s?\b.{0,60}", re.I
)
EXAM_COPY = re.compile(
    r"(?:(?:request|order|ask for|get)\s+)?(?:an?\s+|your\s+)?(?:free\s+)?"
    r"(?:exam(?:ination)?|inspection|desk)[ -]cop(?:y|ies)\W*",
    re.I,
)
NEWSLETTER = re.compile(
    r"(?=.*\b(?:newsletter|mailing list)\b)"
    r"(?:subscribe|sign up|join|get|receive|take|save|register|read|\d+\s?%).{0,240}",
    re.I,
)
IDLE = re.compile(
    r"add to (?:cart|basket|bag|wish ?list)|buy(?: it)?(?: now| here)?|order(?: now| here)?"
    r"|share(?: this)?|quantity|preview|read (?:more|less|an excerpt)|look inside|back to top",
    re.I,
)
HEADINGS = {
    "contents": re.compile(r"(?:table of )?contents|what['’]?s inside|chapters", re.I),
    "bios": re.compile(
        r"(?:about|meet) the (?:author|editor|translator|illustrator|contributor)s?"
        r"(?: and .{1,30})?|(?:the )?authors?['’]?s?(?: bio(?:graphy|s)?)?|contributors?",
        re.I,
    ),
    "praise": re.compile(
        r"(?:advance )?praise(?: for .{1,200})?|endorsements?|reviews?"
        r"|what (?:people|others|readers|critics) (?:are saying|say)\b.{0,200}",
        re.I,
    ),
    "description": re.compile(
        r"description|about (?:the|this) book|summary|synopsis|overview|blurb", re.I
    ),
}
QUOTED = re.compile(
    r"[\"“„«‘](?P<quotation>.+)[\"”“»’][.,]?(?:\s*(?:[–—―]|--|-)\s*(?P<who>[^\"“”«»]+))?", re.S
)


def furniture_of(line: Line) -> str:
    """Which field of `BookCopy` the words of this button or offer belong to, if any."""
    shapes = {"student_offer": STUDENT_OFFER, "exam_copy": EXAM_COPY, "newsletter": NEWSLETTER}
    return next((name for name, shape in shapes.items() if shape.fullmatch(line.text)), "")


def section_of(line: Line) -> str:
    """Which section the line is the heading of, if any."""
    words = line.text.rstrip(": ")
    return next((name for name, shape in HEADINGS.items() if shape.fullmatch(words)), "")
