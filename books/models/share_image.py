from django.db import models
from django.utils.translation import gettext_lazy as _


def file_name(image: "ShareImage", _name: str) -> str:
    return f"{ShareImage.FOLDER}/{image.book_id}-{image.digest[:20]}.jpg"


class ShareImage(models.Model):
    """The drawn picture of a public book, for the cards of other sites.

    `digest` is that of what the picture shows, and in which design (`books.share_images.shown`).
    It stands in the name of the file, so that a changed picture has another address. `record` is
    the digest of the publication that the picture was last compared with.
    """

    FOLDER = "share_images"
    # What sites ask for that show such pictures, in pixels.
    WIDTH, HEIGHT = 1200, 630

    book = models.OneToOneField(
        "books.BookPage",
        verbose_name=_("book"),
        on_delete=models.CASCADE,
        related_name="share_image",
    )
    design = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    record = models.CharField(max_length=64, default="")
    file = models.FileField(upload_to=file_name, max_length=255)

    # An editor has nothing to do with it.
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["file"], name="share_images_by_file")]
        verbose_name = _("share image")
        verbose_name_plural = _("share images")

    def __str__(self) -> str:
        return str(self.file)

    @property
    def width(self) -> int:
        return self.WIDTH

    @property
    def height(self) -> int:
        return self.HEIGHT
