"""The form behind everything that readers send us, whether as JSON or from a page."""

from functools import partial
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, validate_email
from django.db import transaction
from django.forms.renderers import TemplatesSetting
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task

from books.models.submission import Submission
from books.submissions.mailbox import validate_answerable


class ReaderFormRenderer(TemplatesSetting):
    """Each field with its words, its errors beside it, and whether it may be left empty."""

    field_template_name = "forms/field.html"


class SubmissionForm(forms.ModelForm):
    """Stores what it is given, and has its mails sent after the commit.

    `website` is hidden from people. What fills it in is a robot, to which all seems well, while
    nothing is stored.
    """

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    default_renderer = ReaderFormRenderer

    send_mails: Task

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.validators = [
            validate_answerable if each is validate_email else each for each in email.validators
        ]

    @property
    def is_a_robots(self) -> bool:
        return bool(self.data.get(self.add_prefix("website")))

    def clean_email(self) -> str:
        """With the domain as mail servers know it (IDNA 2008), so that each is written one way."""
        name, _at, domain = self.cleaned_data["email"].rpartition("@")
        try:
            return f"{name}@{idna.encode(domain, uts46=True).decode()}"
        except idna.IDNAError as error:
            raise ValidationError(EmailValidator.message, code="invalid") from error

    def save(self, commit: bool = True) -> Submission | None:
        if self.is_a_robots:
            return None
        self.instance.language = translation.get_language()
        with transaction.atomic():
            submission = self.store()
            transaction.on_commit(partial(self.send_mails.enqueue, submission.pk), robust=True)
        return submission

    def store(self) -> Submission:
        return super().save()
