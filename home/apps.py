from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home import approval_mails, checks, database  # noqa: F401

        approval_mails.connect()
        database.connect(self)
