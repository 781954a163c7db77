from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import approval_mails, checks  # noqa: F401
        from home.sessions import logins

        approval_mails.connect()
        logins.connect()
