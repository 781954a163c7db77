"""Codes of authenticator apps, each taken once, whichever process it is sent to; their forms."""

import hashlib
import time
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.db import transaction

USED = "used"


class CodeField:
    """A form of allauth's that is ready to be typed into."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autofocus": True, "inputmode": "numeric"}


class SingleUseCode(CodeField):
    """A form of allauth 65, which remembers codes that were used in the memory of one process."""

    def clean_code(self: Any) -> str:
        code = super().clean_code()
        is_totp = self.authenticator.type == Authenticator.Type.TOTP
        if is_totp and not use(self.authenticator.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class ActivateForm(CodeField, ActivateTOTPForm):
    pass


class AuthenticateForm(SingleUseCode, forms.AuthenticateForm):
    pass


class ReauthenticateForm(SingleUseCode, forms.ReauthenticateForm):
    pass


@transaction.atomic
def use(pk: int, code: str) -> bool:
    """Whether that is the first time, for as long as the code is good."""
    authenticator = Authenticator.objects.select_for_update().get(pk=pk)
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    # "123 456" and "123-456" are one code to allauth.
    now, digest = time.time(), hashlib.sha256(normalize_user_code(code).encode()).hexdigest()
    used = {
        each: at for each, at in authenticator.data.get(USED, {}).items() if at > now - lifetime
    }
    if digest in used:
        return False
    authenticator.data[USED] = used | {digest: now}
    authenticator.save(update_fields=["data"])
    return True
