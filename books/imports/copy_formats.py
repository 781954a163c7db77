# ruff: noqa: RUF001 - the signs of typesetters are what is read here
"""Reads lines of the trade: "Paperback $29.95", "ISBN 978-…", "Published May 2012, 320 pages"."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError

from books.amounts import SYMBOLS, read_amount
from books.codes import Availability, DatePrecision, Form, UnpricedReason
from books.identifiers import CURRENCIES, clean_isbn
from books.imports.book_copy import CopyFormat, CopyPrice

FORMS = {
    r"(?:pocket|mass[- ]market)(?: paperback| edition)?": Form.POCKET,
    r"(?:trade )?paper ?back|soft ?(?:cover|back)|paper": Form.PAPERBACK,
    r"hard ?(?:back|cover)|cloth(?:bound)?|casebound": Form.HARDBACK,
    r"spiral(?:[- ]bound)?": Form.SPIRAL,
    r"board book": Form.BOARD,
    r"e-?pub|e-?book": Form.EPUB,
    r"pdf": Form.PDF,
    r"kindle(?: edition)?|mobi": Form.KINDLE,
    r"audio ?cd": Form.AUDIO_CD,
    r"audio ?book": Form.AUDIOBOOK,
}
ANY_FORM = rf"(?:{'|'.join(FORMS)})"
FORM = re.compile(rf"\b{ANY_FORM}\b", re.I)
STARTS_WITH_FORM = re.compile(rf"{ANY_FORM}\b", re.I)
NEXT_FORMAT = re.compile(rf"\s*[/|;,·]\s*(?={ANY_FORM}\b)", re.I)

_SYMBOL = "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True))
_CURRENCY = rf"{_SYMBOL}|\b[A-Z]{{3}}(?![A-Za-z])"
_AMOUNT = (
    r"\d{1,3}(?:[ .,'’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d{2,3})?(?!\d)|\d+(?:[.,]\d{1,3}(?!\d))?"
)
PRICE = re.compile(
    rf"(?P<before>{_CURRENCY})\s?(?P<amount>{_AMOUNT})(?:\s?(?P<code>[A-Z]{{3}})\b)?"
    rf"|(?<![\d.,])(?P<first>{_AMOUNT})\s?(?P<after>{_CURRENCY})"
)
ISBN = re.compile(
    r"\b(?:(?P<label>e?-?ISBN(?:-1[03])?)\s*[:#]?\s*)?"
    r"(?P<digits>(?:97[89][-– ]?)?(?:\d[-– ]?){9}[\dXx])(?![\d-])"
)
PAGES = re.compile(
    r"\b(?P<count>\d{1,4})\s*(?:pages?|pp\.?|p\.)(?!\w)|\bpages\s*:\s*(?P<n>\d{1,4})\b", re.I
)
MONTHS = "january february march april may june july august september october november december"
MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS.split())})\.?"
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} {MONTH},? \d{{4}}|{MONTH} \d{{1,2}}, \d{{4}}"
    rf"|{MONTH},? \d{{4}}|(?:1[4-9]|20|21)\d\d)\b",
    re.I,
)
DATE_LABEL = re.compile(
    r"\b(?:publication date|pub(?:lication)?\.? date|published(?: in| on)?|release date|released"
    r"|on sale(?: date)?|available(?: from| in)?|to be published(?: in)?)\s*:?\s*(?=\S)",
    re.I,
)
DATE_SHAPES = {
    "%Y-%m-%d": DatePrecision.DAY,
    "%d %b %Y": DatePrecision.DAY,
    "%b %d %Y": DatePrecision.DAY,
    "%b %Y": DatePrecision.MONTH,
    "%Y": DatePrecision.YEAR,
}
WORDS: dict[str, Availability | UnpricedReason] = {
    r"(?:free(?: of charge)?|gratis|open access)": UnpricedReason.FREE,
    r"(?:price )?(?:tba|tbc|to be announced)": UnpricedReason.TO_BE_ANNOUNCED,
    r"forthcoming|coming soon": Availability.FORTHCOMING,
    r"out of print": Availability.OUT_OF_PRINT,
    r"out of stock|sold out": Availability.OUT_OF_STOCK,
    r"print(?:ed)? on demand": Availability.ON_DEMAND,
    r"reprinting": Availability.REPRINTING,
    r"available(?: now)?|in stock": Availability.AVAILABLE,
}
LABELS = re.compile(
    r"\b(?:list |recommended )?price\b|\brrp\b|\bformat\b|\bisbn(?:-1[03])?\b", re.I
)
JOINTS = " \t,;:|/·()[]–—-.="


@dataclass
class TradeLine:
    """What one line says of formats; `rest` is what was left of it."""

    formats: list[CopyFormat] = field(default_factory=list)
    details: CopyFormat | None = None
    rest: str = ""


def read_trade_line(text: str, dollar: str = "USD") -> TradeLine | None:
    """The formats of a line, or the details it adds to them; None if it is about neither."""
    if len(text) > 250:
        return None
    pieces = [_read_piece(piece, dollar) for piece in NEXT_FORMAT.split(text)]
    if not all(pieces):
        return None
    line = TradeLine(
        rest=" ".join(rest for piece in pieces if piece for rest in [piece[2]] if rest)
    )
    for piece in filter(None, pieces):
        form, details, _rest = piece
        if form:
            line.formats.append(details)
        else:
            line.details = details
    return line


def _read_piece(text: str, dollar: str) -> tuple[Form | None, CopyFormat, str] | None:
    details = CopyFormat(Form.PAPERBACK)
    rest = _take_prices(_take_isbn(_take_pages(text, details), details), details, dollar)
    said = bool(details.isbn or details.prices or details.pages)
    form, rest = _take_form(rest, said)
    details.form = form or details.form
    rest = _take_words(_take_date(rest, details, bool(form)), details, bool(form))
    rest = LABELS.sub(" ", rest).strip(JOINTS)
    said = said or bool(details.published_on or details.availability or details.prices)
    if rest and not (form and said and STARTS_WITH_FORM.match(text)) and "ISBN" not in text:
        return None
    return (form, details, " ".join(rest.split())) if form or said else None


def _take_form(text: str, said: bool) -> tuple[Form | None, str]:
    match = STARTS_WITH_FORM.match(text.lstrip(JOINTS)) or (FORM.search(text) if said else None)
    if not match:
        return None, text
    form = next(form for word, form in FORMS.items() if re.fullmatch(word, match[0], re.I))
    return form, text.replace(match[0], " ", 1)


def _take_isbn(text: str, details: CopyFormat) -> str:
    for match in ISBN.finditer(text):
        try:
            digits = clean_isbn(match["digits"].replace("–", "-"))
        except ValueError:
            continue
        if match["label"] or match["digits"].startswith("97"):
            details.isbn = digits
            return text[: match.start()] + " " + text[match.end() :]
    return text


def _take_prices(text: str, details: CopyFormat, dollar: str) -> str:
    def take(match: re.Match[str]) -> str:
        sign = match["code"] or match["before"] or match["after"]
        currency = dollar if sign == "$" else SYMBOLS.get(sign, sign)
        if currency not in CURRENCIES or _has_price(details, currency):
            return match[0]
        try:
            amount = read_amount(match["amount"] or match["first"], currency).amount
        except ValidationError:
            return match[0]
        if amount > 9_999_999:
            return match[0]
        details.prices.append(CopyPrice(amount, currency))
        return " "

    return PRICE.sub(take, text)


def _has_price(details: CopyFormat, currency: str) -> bool:
    return any(price.currency == currency for price in details.prices)


def _take_pages(text: str, details: CopyFormat) -> str:
    match = PAGES.search(text)
    if not match:
        return text
    details.pages = int(match["count"] or match["n"])
    return text[: match.start()] + " " + text[match.end() :]


def _take_date(text: str, details: CopyFormat, has_form: bool) -> str:
    label = DATE_LABEL.search(text)
    match = DATE.search(text, label.end() if label else 0)
    if not match or not (label or has_form) or (label and match.start() != label.end()):
        return text
    written = re.sub(r"([A-Za-z]{3})[a-z]*\.?", r"\1", match[0]).replace(",", "")
    for shape, precision in DATE_SHAPES.items():
        try:
            details.published_on = datetime.strptime(written, shape).date()
        except ValueError:
            continue
        details.precision = precision
        return text[: label.start() if label else match.start()] + " " + text[match.end() :]
    return text


def _take_words(text: str, details: CopyFormat, has_form: bool) -> str:
    for words, meaning in WORDS.items():
        match = re.fullmatch(rf"(.*?)\b({words})\b(.*)", text, re.I)
        if not match or not (has_form or not (match[1] + match[3]).strip(JOINTS)):
            continue
        if isinstance(meaning, Availability):
            details.availability = meaning
        elif not has_form or details.prices:
            continue
        else:
            details.prices.append(CopyPrice(unpriced_reason=meaning))
        text = f"{match[1]} {match[3]}"
    return text


def can_take(format_: CopyFormat, details: CopyFormat) -> bool:
    """Whether nothing that `details` say is said otherwise of the format already."""
    return not (
        (details.isbn and format_.isbn)
        or (details.pages and format_.pages)
        or (details.published_on and format_.published_on)
        or (details.availability and format_.availability)
        or any(_has_price(format_, price.currency) for price in details.prices)
    )


def add_details(format_: CopyFormat, details: CopyFormat) -> None:
    """Completes a format with what another line says of it."""
    format_.isbn = format_.isbn or details.isbn
    format_.pages = format_.pages or details.pages
    format_.availability = format_.availability or details.availability
    if details.published_on:
        format_.published_on = details.published_on
        format_.precision = details.precision
    format_.prices += details.prices
