"""What is asked of each server, and what must be in its answer before anybody times it."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.made_up import COMMON_WORD, SUBJECTS, SUBJECTS_PER_BOOK, make_book
from tests.benchmarks.servers import Answer, Server

PAGE_SIZE = 20
# The book that is asked for: with a series, and credited to more than one person.
BOOK = make_book(9)
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
V2 = "/api/v2/pages/?type=stock.BookPage"
V3 = "/api/v3/pages/?type=stock.BookPage"
OURS = "/api/v3/books/"
ONE, LIST, SEARCH, FILTER, PAGE = (
    *("one book", "list of 20, full", "search", "subject filter, ordered"),
    "HTML book page",
)


@dataclass(frozen=True)
class Asked:
    """One request of one server; `holds` says whether an answer has what it should."""

    path: str
    holds: Callable[[Answer], bool]
    headers: dict[str, str] = field(default_factory=dict)

    def check(self, server: Server) -> Answer:
        """The answer. Ends the run if it is not the right one."""
        answer = server.get(self.path, self.headers)
        if answer.status != 200 or not self.holds(answer):
            sys.exit(f"{self.path} answers {answer.status}: {answer.body[:500]!r}")
        return answer


def ours(server: Server, books: int) -> dict[str, Asked]:
    """Of this project, every request that others are compared with."""
    book = parsed(server.get(f"{OURS}?slug={BOOK.slug}"))["items"][0]
    subject = book["subjects"][0]["id"]
    return {
        ONE: Asked(f"{OURS}{book['id']}/", is_the_book),
        LIST: Asked(OURS, lists(books, "count", "description")),
        SEARCH: Asked(f"{OURS}?search={COMMON_WORD}", lists(books // 4, "count", "description")),
        FILTER: Asked(
            f"{OURS}?subject={subject}&order=title",
            lists(of_one_subject(books), "count", "description"),
        ),
        PAGE: Asked(book["path"], shows_the_book),
    }


def stock_v2(server: Server, books: int) -> dict[str, Asked]:
    book = parsed(server.get(f"{V2}&slug={BOOK.slug}&fields=subjects"))["items"][0]
    subject = book["subjects"][0]["id"]
    return {
        ONE: Asked(f"/api/v2/pages/{book['id']}/", is_the_book),
        LIST: Asked(f"{V2}&fields=*", lists(books, "total_count", "description")),
        SEARCH: Asked(f"{V2}&search={COMMON_WORD}", lists(books // 4, "total_count")),
        FILTER: Asked(
            f"{V2}&subjects={subject}&order=title", lists(of_one_subject(books), "total_count")
        ),
        PAGE: Asked(f"/books/{BOOK.slug}/", shows_the_book),
    }


def stock_v3(server: Server, books: int) -> dict[str, Asked]:
    """Its list has no form with all fields, and the page is the same as above."""
    book = parsed(server.get(f"{V3}&slug={BOOK.slug}"))["items"][0]
    detail = parsed(server.get(f"/api/v3/pages/{book['id']}/"))
    subject = detail["subjects"][0]["id"]
    return {
        ONE: Asked(f"/api/v3/pages/{book['id']}/", is_the_book),
        SEARCH: Asked(f"{V3}&search={COMMON_WORD}", lists(books // 4, "count")),
        FILTER: Asked(
            f"{V3}&subjects={subject}&order=title", lists(of_one_subject(books), "count")
        ),
    }


def warm(asked: dict[str, Asked]) -> dict[str, Asked]:
    """What the edge is compared with a constant answer for."""
    page = asked[PAGE]
    browsers = Asked(page.path, lambda answer: len(answer.body) > 1000, BROWSER)
    return {name: asked[name] for name in (ONE, LIST, PAGE)} | {f"{PAGE}, compressed": browsers}


def parsed(answer: Answer) -> Any:
    if answer.status != 200:
        sys.exit(f"A server answers {answer.status}: {answer.body[:500]!r}")
    return json.loads(answer.body)


def of_one_subject(books: int) -> int:
    return books * SUBJECTS_PER_BOOK // SUBJECTS


def is_the_book(answer: Answer) -> bool:
    book = parsed(answer)
    whole = all(book[name] for name in ("description", "contents", "praise", "subjects"))
    people = [credit["contributor"]["name"] for credit in book["contributions"]]
    prices = [price for format_ in book["formats"] for price in format_["prices"]]
    return book["title"] == BOOK.title and whole and len(people) > 1 and len(prices) > 2


def shows_the_book(answer: Answer) -> bool:
    text = answer.body.decode()
    return BOOK.title in text and all(format_.isbn[-4:] in text for format_ in BOOK.formats)


def lists(count: int, count_name: str, *fields: str) -> Callable[[Answer], bool]:
    """A page of a list of so many, each with these fields."""

    def holds(answer: Answer) -> bool:
        body = parsed(answer)
        counted = body.get("meta", body)[count_name]
        items = body["items"]
        whole = all(item.get(name) for item in items for name in fields)
        return counted == count and len(items) == min(count, PAGE_SIZE) and whole

    return holds
