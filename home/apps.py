from django.apps import AppConfig
from django.conf import settings


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import approval_mails, checks, database, login_checks  # noqa: F401
        from home.sessions import logins

        approval_mails.connect()
        database.connect(self)
        logins.connect()
        if settings.TWO_FACTOR != "off":
            from home.sign_in import second_factor

            second_factor.connect()
