"""E-mail addresses that strangers write: which we can answer, and which are one mailbox."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

QUOTED_OR_NOT_ASCII = re.compile(r'"|[^\x00-\x7f]')
NOT_ANSWERABLE = _(
    "Before the @ we can only take unaccented letters, digits and signs, without quotation marks."
)


def validate_answerable(email: str) -> None:
    """Raise ValidationError for what is no address, or one that few mail servers take.

    Quoted local parts (RFC 5321, section 4.1.2) are ways to write one mailbox in many ways, and
    those beyond ASCII need SMTPUTF8 (RFC 6531) from the first server to the last. Django refuses
    most of the latter, though not letters that are ASCII in lower case, such as the Kelvin sign.
    """
    local_part = email.rpartition("@")[0]
    if QUOTED_OR_NOT_ASCII.search(local_part):
        raise ValidationError(NOT_ANSWERABLE, code="invalid")
    validate_email(email)


def mailbox_of(email: str) -> str:
    """The mailbox that mails to an address end up in, as far as addresses tell: for counting.

    `ada+books@example.org` is a detail of `ada@example.org` (RFC 5233).
    """
    local_part, _at, domain = email.strip().casefold().rpartition("@")
    return f"{local_part.partition('+')[0] or local_part}@{domain}"
