"""Wagtail's mail to renew a password: sent by a task, whoever has asked for it.

The answer comes as soon for an address that nobody has as for one of a user's: how long a mail
server takes tells strangers nothing. No queue holds a token, which is made with the mail.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language, override
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm

from books.task_queue import MAIL


class LaterPasswordResetForm(PasswordResetForm):
    """Takes the place of Wagtail's (WAGTAILADMIN_USER_PASSWORD_RESET_FORM)."""

    def save(self, subject_template_name: str, email_template_name: str, **options: Any) -> None:
        send_password_mails.enqueue(
            self.cleaned_data["email"],
            subject_template_name,
            email_template_name,
            get_language(),
        )


@task(queue_name=MAIL)
def send_password_mails(email: str, subject: str, text: str, language: str) -> None:
    """Subject and text are names of templates."""
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        site = urlsplit(settings.SITE_URL)
        with override(language):
            form.save(site.netloc, subject, text, use_https=site.scheme == "https")
