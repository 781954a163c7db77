"""Identifiers of the trade, checked by python-stdnum and kept in one canonical form."""

import re
import unicodedata

from babel import Locale
from babel.numbers import get_currency_precision, list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import isbn
from stdnum.iso7064 import mod_11_2

# Units of account with four decimals, such as CLF, price no books.
CURRENCIES = frozenset(code for code in list_currencies() if get_currency_precision(code) <= 3)
TERRITORIES = frozenset(Locale("en").territories)
# As it stands on title pages: "ISBN 978-…", "ISBN-13: 978-…".
ISBN_IN_FRONT = re.compile(r"^\s*isbn(-1[03])?\s*:?\s*", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.ASCII)


def clean_isbn(text: str) -> str:
    """The 13 digits of an ISBN written with 10 or 13 digits, hyphens or spaces.

    Neither "ISBN" before it counts, nor the invisible marks that come along from a text pasted.
    Raises ValueError for a wrong length, character, check digit or prefix (ISO 2108).
    """
    visible = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    compact = isbn.compact(ISBN_IN_FRONT.sub("", visible).strip())
    other_digits = any(mark.isdigit() and not mark.isascii() for mark in text)
    if other_digits or not compact.isascii() or compact.startswith("9790"):
        raise ValueError(text)
    try:
        return isbn.validate(compact, convert=True)
    except isbn.ValidationError as error:
        raise ValueError(text) from error


def format_isbn(digits: str) -> str:
    """A 13-digit ISBN with its hyphens where the registered ranges put them."""
    return isbn.format(digits)


def clean_orcid(text: str) -> str:
    """An ORCID iD as `0000-0002-1825-0097`, from that form or its https://orcid.org/ URL.

    Raises ValueError where the form or the ISO 7064 mod 11-2 check character is wrong.
    """
    digits = re.sub(r"^https?://orcid\.org/|[\s-]", "", text.strip()).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        raise ValueError(text)
    try:
        mod_11_2.validate(digits)
    except mod_11_2.ValidationError as error:
        raise ValueError(text) from error
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def clean_doi(text: str) -> str:
    """A DOI as `10.prefix/suffix`, from that form, `doi:` or a doi.org URL; else ValueError."""
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.I)
    if not DOI.fullmatch(doi):
        raise ValueError(text)
    return doi


def clean_currency(text: str) -> str:
    """An ISO 4217 code in capitals; else ValueError."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise ValueError(text)
    return code


def validate_isbn(value: str) -> None:
    try:
        clean_isbn(value)
    except ValueError as error:
        raise ValidationError(
            _("This is not an ISBN: check its digits against the copyright page.")
        ) from error


def validate_orcid(value: str) -> None:
    try:
        clean_orcid(value)
    except ValueError as error:
        raise ValidationError(_("This is not an ORCID iD, such as 0000-0002-1825-0097.")) from error


def validate_doi(value: str) -> None:
    try:
        clean_doi(value)
    except ValueError as error:
        raise ValidationError(_("This is not a DOI, such as 10.1234/abcd.")) from error


def validate_currency(value: str) -> None:
    """An ISO 4217 code."""
    try:
        clean_currency(value)
    except ValueError as error:
        raise ValidationError(
            _("Give a currency by its three letters, such as USD or EUR.")
        ) from error


def validate_territory(value: str) -> None:
    """An ISO 3166-1 alpha-2 code."""
    if len(value) != 2 or value not in TERRITORIES:
        raise ValidationError(_("Give a country by its two letters, such as US or CA."))
