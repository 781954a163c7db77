"""The form behind everything that readers send us, whether as JSON or from a page."""

from functools import partial

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task

from books.models.submission import Submission


class SubmissionForm(forms.ModelForm):
    """Stores what it is given, and has its mails sent after the commit.

    `website` is hidden from people. What fills it in is a robot, to which all seems well, while
    nothing is stored.
    """

    website = forms.CharField(label=_("Leave this empty"), required=False)

    send_mails: Task

    @property
    def is_a_robots(self) -> bool:
        return bool(self.data.get(self.add_prefix("website")))

    def save(self, commit: bool = True) -> Submission | None:
        if self.is_a_robots:
            return None
        with transaction.atomic():
            submission = self.store()
            transaction.on_commit(partial(self.send_mails.enqueue, submission.pk), robust=True)
        return submission

    def store(self) -> Submission:
        return super().save()
