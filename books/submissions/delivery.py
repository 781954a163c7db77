"""What a mail server may answer, or not answer, and what follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic

from django.conf import settings
from django.core.cache import cache

# What sending a mail raises: smtplib's errors, and those of what no header can hold.
NOT_SENT = (OSError, ValueError)
# Seconds for which nobody asks a server again that let a mail wait.
LEFT_ALONE_FOR = 60
SILENT = "mail-server-is-silent"
# Replies that say nothing of the mailbox: they ask us to log in (RFC 4954, section 6), or
# forbid us to send (RFC 3463, section 3.8).
LOG_IN_FIRST, FORBIDDEN = 530, "5.7."


class SilentServerError(OSError):
    def __init__(self) -> None:
        super().__init__("The mail server was silent a moment ago.")


def is_silent() -> bool:
    return bool(cache.get(SILENT))


@contextmanager
def delivery() -> Iterator[None]:
    """Around the sending of one mail: of many, only the first waits for a server that is silent."""
    if is_silent():
        raise SilentServerError
    began = monotonic()
    try:
        yield
    except OSError as error:
        answered = isinstance(error, SMTPRecipientsRefused | SMTPResponseException)
        if not answered and monotonic() - began > settings.EMAIL_TIMEOUT / 2:
            cache.set(SILENT, True, LEFT_ALONE_FOR)
        raise


def is_final(error: Exception) -> bool:
    """Whether the mail to its one recipient is refused for good (RFC 5321, section 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(is_permanent(*reply) for reply in error.recipients.values())
    return isinstance(error, SMTPDataError) and is_permanent(error.smtp_code, error.smtp_error)


def is_permanent(code: int, text: bytes | str) -> bool:
    return code >= 500 and code != LOG_IN_FIRST and FORBIDDEN not in text_of(text)[:5]


def reason_of(error: Exception) -> str:
    """In one line: what the server said, if it said anything."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"{code} {text_of(text)}"
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {text_of(error.smtp_error)}"
    return " ".join(str(error).split()) or type(error).__name__


def text_of(reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())
