"""Where the files of pictures are normalized: in forms, and wherever else one is stored."""

import io
from hashlib import sha1
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.forms import FileField
from wagtail.images.fields import WagtailImageField as WagtailFormField
from wagtail.images.models import WagtailImageFieldFile

from books.pictures.client import PictureError, ask
from books.pictures.normalization import normalize


class NormalUpload(InMemoryUploadedFile):
    """A file that has been normalized."""

    def __init__(self, file: File, longest_side: int | None = None):
        picture = normalize(file.read(), longest_side)
        self.format, self.measures = picture.format, picture.size
        self.lost_profile = picture.lost_profile
        kind = f"image/{picture.format.lower()}"
        super().__init__(io.BytesIO(picture.data), None, file.name, kind, len(picture.data), None)


def normal_upload(file: File, longest_side: int | None = None) -> NormalUpload:
    """Raises ValidationError."""
    if isinstance(file, NormalUpload):
        return file
    file.seek(0)
    return NormalUpload(file, longest_side)


class PictureFormField(WagtailFormField):
    """Says at the field what is wrong with a file, whatever a decoder may meet in it."""

    longest_side: int | None = None

    def to_python(self, data: Any) -> NormalUpload | None:
        """In place of Wagtail's own method (8.0), which opens the file here with Willow.

        That reads all of a file, and takes it apart where it may be an SVG, before it looks at
        its size.
        """
        file = FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        self.check_extension(file)
        upload = normal_upload(file, self.longest_side)
        self.check_image_file_format(upload)
        return upload

    def check_extension(self, file: File) -> None:
        """Before anything is read."""
        if extension_of(file) not in self.allowed_image_extensions:
            message = self.error_messages["invalid_image_extension"]
            raise ValidationError(message, code="invalid_image_extension")

    def check_image_file_format(self, f: NormalUpload) -> None:
        extension = extension_of(f).replace("jpg", "jpeg")
        if extension != f.format.lower():
            message = self.error_messages["invalid_image_known_format"]
            values = {"extension": extension, "image_format": f.format.lower()}
            raise ValidationError(message % values, code="invalid_image_known_format")


def extension_of(file: File) -> str:
    return PurePath(file.name).suffix.lower().removeprefix(".")


class ProfilePictureField(PictureFormField):
    """Made as small as Wagtail 8's form would make it, which would read all its pixels here."""

    longest_side = 400


class PictureFile(WagtailImageFieldFile):
    """The stored file of a picture: nothing is stored but what is normalized."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Raises ValidationError."""
        upload = normal_upload(content)
        # Without a name, Django 5.2 takes it for no file when it asks for its measures.
        upload.name = name
        data = upload.read()
        upload.seek(0)
        self.instance.file_size, self.instance.file_hash = len(data), sha1(data).hexdigest()  # noqa: S324
        self.instance.note_upload(upload.lost_profile)
        super().save(name, upload, save)

    save.alters_data = True

    def get_image_dimensions(self) -> tuple[int, int] | tuple[None, None]:
        """Have them read from the header: Wagtail 8 reads all pixels, and fails in damaged files.

        A file without a header has none; `save()` says why it cannot be stored.
        """
        if isinstance(file := getattr(self, "_file", None), NormalUpload):
            return file.measures
        closed = self.closed
        try:
            self.open()
            self.seek(0)
            width, height = ask("measure", self.read())[0]["size"]
            return width, height
        except PictureError:
            return None, None
        finally:
            self.close() if closed else self.seek(0)
