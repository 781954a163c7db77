from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from books.index.folding import spellings_of

LONGEST = 255
# For a hyphen and a number.
ROOM = 6


class Slugged(models.Model):
    """A named thing with an address of its own; whatever its editors leave empty is filled in."""

    slug = models.SlugField(
        _("slug"),
        max_length=LONGEST,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("The last part of the page's address. Left empty, it is made from the name."),
    )

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs) -> None:
        self.fill_in()
        super().full_clean(*args, **kwargs)

    def save(self, *args, **kwargs) -> None:
        self.fill_in()
        # Saves are one after the other: another may have taken it since this was checked.
        self.slug = unique_slug(self, self.slug)
        super().save(*args, **kwargs)

    def fill_in(self) -> None:
        self.slug = self.slug or unique_slug(self, slugify(self.name, allow_unicode=True))

    def folded_name(self) -> str:
        """As those type it who look for “Brontë” without the dots, or for “O'Brien” as one word."""
        return " ".join(spellings_of(self.name))


def unique_slug(instance: models.Model, wanted: str) -> str:
    """`wanted`, or with the first free number behind it, among the model's slugs."""
    wanted = (wanted or instance._meta.model_name or "item")[:LONGEST]
    taken = set(
        type(instance)
        ._default_manager.filter(slug__startswith=wanted[: LONGEST - ROOM])
        .exclude(pk=instance.pk)
        .values_list("slug", flat=True)
    )
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted[: LONGEST - ROOM]}-{number}"
    return slug
