"""The plain words editors choose from, each with its ONIX for Books code: the one mapping.

Every member is its stored value; `.label` is the editor's word and `.onix` the code.
"""

from functools import cache
from typing import Self

from babel import Locale, UnknownLocaleError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OnixChoices(TextChoices):
    """Choices written as `NAME = value, onix code, label`."""

    onix: str

    def __new__(cls, value: str, onix: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.onix = onix
        return member


class Role(OnixChoices):
    """What a contributor did (ONIX list 17)."""

    AUTHOR = "author", "A01", _("Author")
    EDITOR = "editor", "B01", _("Editor")
    TRANSLATOR = "translator", "B06", _("Translator")
    ILLUSTRATOR = "illustrator", "A12", _("Illustrator")
    PHOTOGRAPHER = "photographer", "A13", _("Photographer")
    FOREWORD = "foreword", "A23", _("Foreword")
    PREFACE = "preface", "A15", _("Preface")
    INTRODUCTION = "introduction", "A24", _("Introduction")
    AFTERWORD = "afterword", "A19", _("Afterword")
    COMPILER = "compiler", "C01", _("Compiler")

    @property
    def byline(self) -> str:
        """The words before the names on a title page: "By", "Edited by" …"""
        return str(BYLINES[self])


BYLINES = {
    Role.AUTHOR: _("By"),
    Role.EDITOR: _("Edited by"),
    Role.TRANSLATOR: _("Translated by"),
    Role.ILLUSTRATOR: _("Illustrated by"),
    Role.PHOTOGRAPHER: _("Photographs by"),
    Role.FOREWORD: _("With a foreword by"),
    Role.PREFACE: _("With a preface by"),
    Role.INTRODUCTION: _("With an introduction by"),
    Role.AFTERWORD: _("With an afterword by"),
    Role.COMPILER: _("Compiled by"),
}


class Form(OnixChoices):
    """What a format is made of (ONIX list 150, with list 175 after the slash)."""

    PAPERBACK = "paperback", "BC", _("Paperback")
    HARDBACK = "hardback", "BB", _("Hardback")
    POCKET = "pocket", "BC/B104", _("Pocket paperback")
    SPIRAL = "spiral", "BE", _("Spiral bound")
    BOARD = "board", "BH", _("Board book")
    EPUB = "epub", "ED/E101", _("EPUB")
    PDF = "pdf", "ED/E107", _("PDF")
    KINDLE = "kindle", "ED/E116", _("Kindle")
    AUDIOBOOK = "audiobook", "AJ", _("Audiobook")
    AUDIO_CD = "audio_cd", "AC", _("Audio CD")

    @property
    def goes_by_post(self) -> bool:
        """Whether it is a thing; all others are downloads."""
        return not self.onix.startswith(("ED", "AJ"))


class Availability(OnixChoices):
    """Whether a format can be had (ONIX list 65)."""

    AVAILABLE = "available", "20", _("Available")
    FORTHCOMING = "forthcoming", "10", _("Forthcoming")
    ON_DEMAND = "on_demand", "23", _("Printed on demand")
    REPRINTING = "reprinting", "32", _("Reprinting")
    OUT_OF_STOCK = "out_of_stock", "31", _("Out of stock")
    OUT_OF_PRINT = "out_of_print", "51", _("Out of print")
    POSTPONED = "postponed", "09", _("Postponed")
    CANCELLED = "cancelled", "01", _("Cancelled")


class UnpricedReason(OnixChoices):
    """Why a format has no price (ONIX list 57)."""

    FREE = "free", "01", _("Free of charge")
    TO_BE_ANNOUNCED = "to_be_announced", "02", _("Price to be announced")
    NOT_SOLD_SEPARATELY = "not_sold_separately", "03", _("Not sold separately")
    CONTACT_SUPPLIER = "contact_supplier", "04", _("Ask us for the price")


class DatePrecision(OnixChoices):
    """How much of a date is known (ONIX list 55)."""

    DAY = "day", "00", _("Day")
    MONTH = "month", "01", _("Month")
    YEAR = "year", "05", _("Year")


class ContributorKind(OnixChoices):
    """Whether a contributor is a person or an organisation (ONIX P.7.11 or P.7.47)."""

    PERSON = "person", "PersonName", _("Person")
    ORGANISATION = "organisation", "CorporateName", _("Organisation")


class AwardResult(OnixChoices):
    """How far a book came (ONIX list 41)."""

    WON = "won", "01", _("Won")
    RUNNER_UP = "runner_up", "02", _("Runner-up")
    COMMENDED = "commended", "03", _("Commended")
    SHORTLISTED = "shortlisted", "04", _("Shortlisted")
    LONGLISTED = "longlisted", "05", _("Longlisted")


class Language(OnixChoices):
    """The language of the text (BCP 47), with its ISO 639-2/B code (ONIX list 74)."""

    ARABIC = "ar", "ara", _("Arabic")
    BENGALI = "bn", "ben", _("Bengali")
    CATALAN = "ca", "cat", _("Catalan")
    CHINESE = "zh", "chi", _("Chinese")
    CZECH = "cs", "cze", _("Czech")
    DANISH = "da", "dan", _("Danish")
    DUTCH = "nl", "dut", _("Dutch")
    ENGLISH = "en", "eng", _("English")
    FINNISH = "fi", "fin", _("Finnish")
    FRENCH = "fr", "fre", _("French")
    GERMAN = "de", "ger", _("German")
    GREEK = "el", "gre", _("Greek")
    HEBREW = "he", "heb", _("Hebrew")
    HINDI = "hi", "hin", _("Hindi")
    HUNGARIAN = "hu", "hun", _("Hungarian")
    ITALIAN = "it", "ita", _("Italian")
    JAPANESE = "ja", "jpn", _("Japanese")
    KOREAN = "ko", "kor", _("Korean")
    LATIN = "la", "lat", _("Latin")
    NORWEGIAN = "no", "nor", _("Norwegian")
    PERSIAN = "fa", "per", _("Persian")
    POLISH = "pl", "pol", _("Polish")
    PORTUGUESE = "pt", "por", _("Portuguese")
    QUECHUA = "qu", "que", _("Quechua")
    RUSSIAN = "ru", "rus", _("Russian")
    SPANISH = "es", "spa", _("Spanish")
    SWEDISH = "sv", "swe", _("Swedish")
    TURKISH = "tr", "tur", _("Turkish")
    UKRAINIAN = "uk", "ukr", _("Ukrainian")
    URDU = "ur", "urd", _("Urdu")


@cache
def text_direction(language: str) -> str:
    """`ltr`, `rtl`, or `auto` (HTML, section 3.2.6.4) for a language that CLDR does not know."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"


class Licence(OnixChoices):
    """The terms the text is offered under (ONIX list 218 licence expression as a URL)."""

    ALL_RIGHTS_RESERVED = "all_rights_reserved", "", _("All rights reserved")
    PUBLIC_DOMAIN = (
        "public_domain",
        "https://creativecommons.org/publicdomain/mark/1.0/",
        _("Public domain"),
    )
    CC0 = "cc0", "https://creativecommons.org/publicdomain/zero/1.0/", _("CC0 1.0")
    CC_BY = "cc_by", "https://creativecommons.org/licenses/by/4.0/", _("CC BY 4.0")
    CC_BY_SA = "cc_by_sa", "https://creativecommons.org/licenses/by-sa/4.0/", _("CC BY-SA 4.0")
    CC_BY_NC = "cc_by_nc", "https://creativecommons.org/licenses/by-nc/4.0/", _("CC BY-NC 4.0")
    CC_BY_NC_ND = (
        "cc_by_nc_nd",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/",
        _("CC BY-NC-ND 4.0"),
    )
