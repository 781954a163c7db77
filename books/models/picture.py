from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    SourceImageIOError,
)
from wagtail.images.models import Image as WagtailImage

from books.pictures.files import PictureFile


class Picture(AbstractImage):
    """A picture: a cover, a photo, an illustration. Its description is its default alt text."""

    class Problem(models.TextChoices):
        PROFILE = (
            "profile",
            _("Its colour profile was damaged and has been left out: look at its colours."),
        )
        RENDITIONS = (
            "renditions",
            _("No sizes for the website could be made of it: upload its file again."),
        )

    colour = models.CharField(max_length=7, blank=True, editable=False)
    problem = models.CharField(max_length=16, blank=True, choices=Problem, editable=False)

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        indexes = [models.Index(fields=["file"], name="pictures_by_file")]

    def note_upload(self, lost_profile: bool) -> None:
        """Forget what was wrong with the file before this one."""
        self.problem = self.Problem.PROFILE if lost_profile else ""

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """Raises SourceImageIOError too where a rendition cannot be stored: the disk may be full.

        The admin's lists show a sign for that error, and fail with any other.
        """
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            raise
        except OSError as error:
            raise SourceImageIOError(str(error)) from error


# Not by a field of our own: that would come after `width` and `file_size` in the order in which
# a row's values are taken, and they would be those of the file as it was uploaded.
Picture._meta.get_field("file").attr_class = PictureFile


class PictureRendition(AbstractRendition):
    """A ready-made file of an image."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]
        indexes = [models.Index(fields=["file"], name="renditions_by_file")]

    def __str__(self) -> str:
        return f"{self.image} {self.filter_spec}"
