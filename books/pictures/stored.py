"""Normalizes pictures that were stored before every upload was."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from books.models import Picture
from books.pictures.normalization import NormalPicture, normalize
from books.publishing.changes import one_change

FOCAL_POINT = (("x", "width"), ("y", "height"), ("width", "width"), ("height", "height"))


def read_normal(picture: Picture) -> NormalPicture | None:
    """What its file should be; nothing if that is what it is.

    Raises OSError for a file that is not there, ValidationError for a damaged one.
    """
    with default_storage.open(picture.file.name) as file:
        data = file.read()
    normal = normalize(data)
    return None if normal.data == data and is_described(picture, data) else normal


def is_described(picture: Picture, data: bytes) -> bool:
    """Whether its row has the measures of its file."""
    file = picture.file
    stored = (picture.width, picture.height, picture.file_size or len(data))
    return stored == (*file.get_image_dimensions(), len(data))


def replace_file(picture: Picture, normal: NormalPicture) -> bool:
    """Store it in place of the file, and let its renditions be made again.

    Under a name of its own, so that nobody keeps seeing the file before. False if the picture
    was changed or deleted since it was read.
    """
    with one_change():
        current = Picture.objects.filter(pk=picture.pk, file=picture.file.name).first()
        if current is None:
            return False
        before = (current.width, current.height)
        storage, name = current.file.storage, current.file.name
        current.file.save(picture.filename, ContentFile(normal.data), save=False)
        if normal.lost_profile:
            current.problem = Picture.Problem.PROFILE
        move_focal_point(current, before)
        current.renditions.all().delete()
        current.save()
        transaction.on_commit(lambda: storage.delete(name))
    return True


def move_focal_point(picture: Picture, before: tuple[int, int]) -> None:
    """It was set on the picture as it is shown, but counted in the measures of one lying."""
    scale = {"width": picture.width / before[0], "height": picture.height / before[1]}
    for name, side in FOCAL_POINT:
        value = getattr(picture, f"focal_point_{name}")
        if value is not None:
            setattr(picture, f"focal_point_{name}", round(value * scale[side]))
