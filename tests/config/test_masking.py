"""What is masked wherever it stands, and what is left to be read."""

import json
import logging
import sys

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from config.log_context import ContextFilter
from config.logs import make_formatter
from config.masking import SECRET_PARAMETERS, mask, mask_path, names_in
from config.request_ids import id_from

# Parameters of addresses that anybody may see in a log.
OPEN_PARAMETERS = {
    *("slug", "path", "isbn", "kind", "things", "format", "type", "type_name", "pk", "object_id"),
    *("app_label", "model_name", "content_type_app_name", "content_type_model_name", "page_id"),
    *("revision_id", "revision_id_a", "revision_id_b", "document_id", "image_id", "locale_id"),
    *("action", "action_name", "app_name", "instance_pk", "provider", "client_id"),
    *("redirect_id", "site_id", "id", "report_id", "filter_spec", "url", "fieldname", "field"),
}


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("550 no such user <zoë.o'hara+news@bücher.example>", "hara"),
        ('{"Zoe"@example.org: refused}', "example"),
        ("GET /newsletter/?e=1&x=zoe%40example.org", "zoe"),
        ("/drafts/5.Hk2xYzAbCdEfGh-IjKlMnOpQ/", "Hk2x"),
        ("/reset/MQ/d1a2b3-0123456789abcdef0123456789abcdef/", "0123456789"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("{'Cookie': 'sessionid=abc; x=y'}", "abc"),
        ('{"password": "correct horse"}', "horse"),
        ("could not connect: postgres://frontlist:pa55@db/site", "pa55"),
        ("https://books.example.com/search/?q=my+name", "my+name"),
        ("duplicate key\nDETAIL:  Key (email)=(a name) already exists.", "a name"),
        ("null value\nDETAIL:  Failing row contains (1, two\nlines, x).\n", "lines"),
        ("bad value\nCONTEXT:  unnamed portal parameter $1 = 'hidden'", "hidden"),
        ("[type=int_parsing, input_value='sec\\nret', input_type=str]", "ret'"),
    ],
)
def test_secrets_are_masked_by_their_form(text, secret):
    assert secret in text
    assert secret not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        'File "/srv/books/publishing/schedule_failures.py", line 61, in note_failure',
        "books_format_isbn_5a3b2c1d_uniq",
        "/books/in-defense-of-small-producers-and-other-stories/",
        "Internal Server Error: /api/v3/books/by-isbn/9781999901615/",
        "UNIQUE constraint failed: home_newslettersubscription.site_id",
        "UnicodeInternationalizationError: tokenization of 12 words",
    ],
)
def test_what_helps_to_find_a_fault_is_left(text):
    assert mask(text) == text


def test_the_columns_of_a_key_are_left():
    text = "duplicate key\nDETAIL:  Key (site_id, lower(email))=(1, zoe) already exists."
    assert "Key (site_id, lower(email)" in mask(text)


def test_a_traceback_goes_on_after_what_is_masked():
    text = "E: x\nDETAIL:  Key (a)=(b) exists.\n\nDuring handling of the above exception"
    assert mask(text).endswith("\n\nDuring handling of the above exception")


@pytest.mark.parametrize("length", [100_000])
def test_long_texts_are_masked_quickly(length):
    shapes = ("a", "a1", "?a=", "A-1", "input_value=", "DETAIL:", "password='", "a@", "x://")
    for text in (shape * length for shape in shapes):
        assert isinstance(mask(text), str)


def parameters(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Of all addresses, without those that are numbers."""
    found: set[str] = set()
    for pattern in patterns:
        converters = getattr(pattern.pattern, "converters", {})
        regex = pattern.pattern.regex.groupindex
        found |= {name for name in regex if type(converters.get(name)).__name__ != "IntConverter"}
        found |= parameters(getattr(pattern, "url_patterns", []))
    return found


def test_of_every_parameter_of_an_address_it_is_decided_whether_it_is_secret():
    assert parameters(get_resolver().url_patterns) - SECRET_PARAMETERS - OPEN_PARAMETERS == set()


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/drafts/short/", "/drafts/***/"),
        ("/es/drafts/short/", "/es/drafts/***/"),
        ("/drafts/short", "/drafts/***"),
        ("/newsletter/confirm/abc:def/", "/newsletter/confirm/***/"),
        ("/newsletter/unsubscribe/abc:def/", "/newsletter/unsubscribe/***/"),
        ("/api/v3/previews/abcd/", "/api/v3/previews/***/"),
        ("/admin/password_reset/confirm/MQAB/c1-abcdef/", "/admin/password_reset/confirm/***/***/"),
        ("/books/a-book/", "/books/a-book/"),
    ],
)
def test_tokens_in_addresses_are_masked_whatever_their_form(path, masked):
    assert mask_path(RequestFactory().get(path)) == masked


def test_of_a_query_only_names_are_told():
    assert names_in("q=x&email=a@b.c&hunter2&zoe@example.org=1&page=2") == ["email", "page", "q"]
    assert len(names_in("&".join(f"{'a' * n}=1" for n in range(1, 40)))) == 20


@pytest.mark.parametrize("given", ["abcdefgh", "0af7651916cd43dd8448eb211c80319c", "A-b_" * 16])
def test_a_number_of_a_proxy_is_taken(given):
    assert id_from(given) == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "white space", "<script>x", "line\nbreak", "é" * 9]
)
def test_what_is_no_number_is_replaced(given):
    made = id_from(given)
    assert made != given
    assert id_from(made) == made != id_from(given)


def record(message: str, *args: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("a.b", logging.ERROR, "x.py", 1, message, args, None)
    made.__dict__.update(more)
    ContextFilter().filter(made)
    return made


def test_a_line_of_json_is_one_line_and_holds_nothing_unknown():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        line = record("a\nb %s", "c\u2028d", secret_extra="hidden", exc_info=sys.exc_info())
    text = make_formatter("json").format(line)
    assert text.isascii()
    assert len(text.splitlines()) == 1
    said = json.loads(text)
    assert said.keys() == {"time", "level", "logger", "message", "exc_info"}
    assert said["message"] == "a\nb c\u2028d"


def test_nobody_can_write_a_line_of_the_log_in_a_terminal():
    text = make_formatter("text").format(
        record("Forbidden: %s", "/a\n12:00:00 ERROR\x1b[31m\u2028x")
    )
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


def test_of_a_request_a_line_in_a_terminal_says_which(settings):
    request = RequestFactory().get("/drafts/short/?email=x")
    request.id = "of-a-proxy"
    text = make_formatter("text").format(record("Oh.", request=request))
    assert "request_id=of-a-proxy method=GET path=/drafts/***/ query=['email']" in text
