"""The reader's site speaks each of its languages: nothing that it says is left in English."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALES = settings.BASE_DIR / "config" / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What Django makes of a template for xgettext: calls, and between them what is no Python.
CALL = re.compile(rf"\b(?:_|n?p?gettext)\((?:{STRING}(?:, ?)?)+(?:count)?\)")
SOURCES = ("books", "home", "search", "config")
# What only editors see, in the admin or on the command line.
EDITORS_ONLY = re.compile(
    r"/mfa/"
    r"|/admin/|/readiness/|/merging/|/imports/|/previews/|/publishing/|/wagtailadmin/|/management/"
    r"|/migrations/|^books/models/(?!exam_copy|submission)|^home/(admin|models|checks|approval_mails)"
    r"|^(books|home)/(\w+_)?blocks\.py|^books/(trail|fields|forms|amounts|amount_inputs)\.py"
    r"|wagtail_hooks"
    r"|^books/(pictures/|documents\.py)|^home/(sessions|sign_in)/"
    r"|^templates/(413\.html|account/|allauth/|home/sessions/|books/mails/schedule_failure)"
)


def files_of(*folders: str, ending: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((settings.BASE_DIR / folder).rglob(f"*{ending}")):
            if not EDITORS_ONLY.search(str(path.relative_to(settings.BASE_DIR))):
                yield path


def messages() -> set[tuple[str | None, object]]:
    """Context and words of all that is marked for translation for readers."""
    found: set[tuple[str | None, object]] = set()
    texts = [path.read_text() for path in files_of(*SOURCES, ending=".py")]
    texts += [
        "\n".join(CALL.findall(templatize(path.read_text())))
        for ending in (".html", ".txt")
        for path in files_of("templates", ending=ending)
    ]
    for text in texts:
        for _line, words, _comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS
        ):
            found.add((context, words))
    return found


def catalog(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


def test_there_is_something_to_translate():
    assert (None, "Skip to the text") in messages()
    assert ("after a number", ("book", "books")) in messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str):
    known = {
        (message.context, message.id): message
        for message in catalog(language)
        if message.id and not message.fuzzy and all(plural_forms(message.string))
    }
    assert sorted(str(each) for each in messages() - known.keys()) == []


def plural_forms(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_places_to_fill(language: str):
    wrong = [
        str(message.id)
        for message in catalog(language)
        if message.id and list(message.check()) != []
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str):
    written = io.BytesIO()
    write_mo(written, catalog(language))
    compiled = LOCALES / language / "LC_MESSAGES" / "django.mo"
    assert compiled.read_bytes() == written.getvalue()
