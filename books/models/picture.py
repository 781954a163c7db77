from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Picture(AbstractImage):
    """A picture: a cover, a photo, an illustration. Its description is its default alt text."""

    colour = models.CharField(max_length=7, blank=True, editable=False)

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        indexes = [models.Index(fields=["file"], name="pictures_by_file")]


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
