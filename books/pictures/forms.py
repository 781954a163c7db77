"""The admin's forms of pictures, which Wagtail's API uses too, and the one of profile pictures."""

from typing import Any

from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.images.forms import BaseImageForm

from books.models import Picture
from books.pictures.files import PictureFormField, ProfilePictureField


class PictureForm(BaseImageForm):
    """Says what is wrong with the stored file; a note on its colours goes with the next save."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureFormField(
                label=field.label, widget=field.widget, required=field.required
            )
            if self.instance.problem:
                text = self.instance.get_problem_display()
                self.fields["file"].help_text = f"{text} {self.fields['file'].help_text}"

    def save(self, commit: bool = True) -> Picture:
        if "file" in self.fields and self.instance.problem == Picture.Problem.PROFILE:
            self.instance.problem = ""
        return super().save(commit)


def normalize_profile_pictures() -> None:
    """Let the form of Wagtail 8's account page take what the form of pictures takes.

    Its own field (Django's) lets damaged files through, at which the form then fails.
    """
    field = AvatarPreferencesForm.base_fields["avatar"]
    AvatarPreferencesForm.base_fields["avatar"] = ProfilePictureField(
        label=field.label, required=False
    )
