"""What `check --deploy` says of passwords, limits and logins."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, Warning, register

RATES = (
    "FORM_RATE",
    "FORM_RATE_PER_EMAIL",
    "LOGIN_RATE",
    "LOGIN_RATE_PER_ACCOUNT",
    "API_RATE_ANONYMOUS",
    "API_RATE_TOKEN",
)


@register(Tags.security, deploy=True)
def check_password_rules(**kwargs: Any) -> list[CheckMessage]:
    if settings.AUTH_PASSWORD_VALIDATORS:
        return []
    return [Warning("AUTH_PASSWORD_VALIDATORS is empty: “1” is a password as any.", id="home.W001")]


@register(Tags.security, deploy=True)
def check_rates(**kwargs: Any) -> list[CheckMessage]:
    return [
        Warning(f"{name} is empty: nothing is counted, and nobody has to wait.", id="home.W002")
        for name in RATES
        if not getattr(settings, name)
    ]


@register(Tags.security, deploy=True)
def check_proxies(**kwargs: Any) -> list[CheckMessage]:
    """Whether there is one cannot be seen from here, but TLS ends somewhere."""
    if settings.NINJA_NUM_PROXIES or not settings.SECURE_SSL_REDIRECT:
        return []
    return [
        Info(
            "TRUSTED_PROXIES is 0: behind a proxy, all strangers count as one, and one who tries"
            " passwords keeps all others from logging in.",
            id="home.I001",
        )
    ]
