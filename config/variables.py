"""What some variables of the environment may be: validators, which raise ValidationError."""

import re
from collections.abc import Iterable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ValidationError as InvalidValue
from django.core.validators import validate_email
from environs import ValidationError, validate

HOST = r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
HOST_PATTERN = re.compile(rf"(?:\*|\.?{HOST})", re.IGNORECASE)
ORIGIN_PATTERN = re.compile(rf"https?://(?:\*\.)?{HOST}(?::\d+)?", re.IGNORECASE)
SITE_PATTERN = re.compile(rf"https?://{HOST}(?::\d+)?/?", re.IGNORECASE)
MAIL_SCHEMES = ("smtp", "smtps", "submission", "submit")

check_host = validate.Regexp(
    r"[A-Za-z0-9.:-]+\Z", error="Must be an address of this machine, e.g. 127.0.0.1 or ::."
)
check_header = validate.Regexp(
    r"[\x21-\x7e][\x20-\x7e]*\Z", error="Must be a header's value, e.g. no-cache."
)
check_form_rate = validate.Regexp(
    r"\d{1,9}/([1-9]\d{0,5})?[smhd]\Z", error="Must be like 20/h: s, m, h or d."
)
check_api_rate = validate.Regexp(
    r"(\d{1,9}/([1-9]\d{0,5})?(s|sec|m|min|h|hour|d|day))?\Z",
    error="Must be like 600/min (s, min, hour or day), or empty for no limit.",
)
check_endpoint = validate.Regexp(
    rf"(https?://{HOST}(:\d{{1,5}})?(/\S*)?)?\Z",
    re.IGNORECASE,
    error="Must be an http address, e.g. https://collector.example.com:4318.",
)
check_dsn = validate.Regexp(
    rf"(https?://\S+@{HOST}(:\d{{1,5}})?/\S+)?\Z",
    re.IGNORECASE,
    error="Must be a DSN, e.g. https://key@sentry.example.com/1.",
)


def check_folder(path: str) -> None:
    """It is made where it is missing, with those above it."""
    above = Path(path).absolute()
    while not above.exists() and above != above.parent:
        above = above.parent
    if not path or not above.is_dir():
        raise ValidationError(f"Must be a directory; {above} is none.")


def check_allowed_hosts(hosts: Iterable[str]) -> None:
    if not all(HOST_PATTERN.fullmatch(host.strip()) for host in hosts if host.strip()):
        raise ValidationError(
            "Must be host names parted by commas, without scheme, port or path,"
            " e.g. books.example.com,.example.org."
        )


def check_origins(origins: Iterable[str]) -> None:
    if not all(ORIGIN_PATTERN.fullmatch(each.strip()) for each in origins if each.strip()):
        raise ValidationError(
            "Must be origins parted by commas, with scheme and without path,"
            " e.g. https://books.example.com."
        )


def check_site_url(address: str) -> None:
    """Wagtail's sites have a host and a port, and speak https on port 443 alone (8.0)."""
    if not SITE_PATTERN.fullmatch(address) or port_of(urlsplit(address)) is None:
        raise ValidationError(
            "Must be http:// or https:// and a host name, without a path,"
            " e.g. https://books.example.com."
        )
    if (port_of(urlsplit(address)) == 443) != address.lower().startswith("https:"):
        raise ValidationError("Must be https:// on port 443, or http:// on another port.")


def port_of(address: SplitResult) -> int | None:
    """The port that an address means; None where it names an impossible one."""
    try:
        port = address.port
    except ValueError:
        return None
    return {"https": 443, "http": 80}.get(address.scheme) if port is None else port or None


def check_database_url(url: str) -> None:
    """A file or a PostgreSQL; a database in memory would be another one in each process."""
    try:
        database = dj_database_url.parse(url)
    except ValueError:
        database = {}
    engine, name = database.get("ENGINE", ""), database.get("NAME", "")
    is_file = engine.endswith(".sqlite3") and name not in ("", ":memory:")
    is_server = engine.endswith(".postgresql") and (
        name or "service" in database.get("OPTIONS", {})
    )
    if not (is_file or is_server):
        raise ValidationError(
            "Must be postgres://user:password@host/name or sqlite:////path/to/a/file."
        )


def check_email_url(url: str) -> None:
    try:
        scheme, parsed = urlsplit(url).scheme, dj_email_url.parse(url)
    except ValueError:
        scheme, parsed = "", {}
    is_server = scheme in MAIL_SCHEMES and urlsplit(url).hostname
    if not (is_server or scheme in ("console", "dummy", "memory")) or not parsed:
        raise ValidationError(
            "Must be smtp://user:password@host:587/?tls=True, or console: to print mails."
        )


def check_sender(sender: str) -> None:
    try:
        validate_email(parseaddr(sender)[1] if sender.isprintable() else "")
    except InvalidValue as error:
        expected = "Must be an e-mail address, e.g. Books <books@example.com>."
        raise ValidationError(expected) from error
