"""Where the files of pictures are normalized: in forms, and wherever else one is stored."""

import io
from hashlib import sha1
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import InMemoryUploadedFile
from PIL import Image
from wagtail.images.fields import WagtailImageField as WagtailFormField
from wagtail.images.models import WagtailImageFieldFile

from books.pictures.normalization import FORMATS, normalize


class NormalUpload(InMemoryUploadedFile):
    """A file that has been normalized."""

    def __init__(self, file: File):
        picture = normalize(file.read())
        self.lost_profile = picture.lost_profile
        kind = getattr(file, "content_type", None)
        super().__init__(io.BytesIO(picture.data), None, file.name, kind, len(picture.data), None)


def normal_upload(file: File) -> NormalUpload:
    """Raises ValidationError."""
    if isinstance(file, NormalUpload):
        return file
    file.seek(0)
    return NormalUpload(file)


class PictureFormField(WagtailFormField):
    """Says at the field what is wrong with a file, whatever a decoder may meet in it."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Leave it to the normalization.

        Wagtail 8 reads all pixels before it counts them, and fails in damaged files.
        """

    def to_python(self, data: Any) -> NormalUpload | None:
        # The account page reads its forms twice.
        if data:
            data.seek(0)
        file = super().to_python(data)
        return file and normal_upload(file)


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
        """Read them from the header: Wagtail 8 reads all pixels, and fails in damaged files.

        A file without a header has none; `save()` says why it cannot be stored.
        """
        closed = self.closed
        try:
            self.open()
            self.seek(0)
            with Image.open(io.BytesIO(self.read()), formats=FORMATS) as image:
                return image.size
        except Exception:
            return None, None
        finally:
            self.close() if closed else self.seek(0)
