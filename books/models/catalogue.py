from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Page, RevisionMixin
from wagtail.search import index

from books.forms import EntityForm
from books.models.deleted_references import what_is_left
from books.models.lasting import GoLivePanel, never_expires
from books.models.published import PublishedPage
from books.models.revision_guard import RevisionGuardMixin
from books.models.slugs import Slugged
from books.rich_text import TEXT_FEATURES


class Shelf(
    RevisionGuardMixin, Slugged, DraftStateMixin, RevisionMixin, index.Indexed, ClusterableModel
):
    """What subjects and series share: a name, an address of their own, a description, drafts."""

    name = models.CharField(_("name"), max_length=255)
    description = RichTextField(_("description"), blank=True, features=TEXT_FEATURES)

    base_form_class = EntityForm
    search_fields = [
        index.SearchField("name"),
        index.SearchField("folded_name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("folded_name"),
        index.FilterField("id"),
        index.FilterField("live"),
    ]

    class Meta:
        abstract = True
        constraints = [never_expires]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_serializable_data(
        cls, data: dict, check_fks: bool = True, strict_fks: bool = False
    ) -> Self:
        content = what_is_left(cls, data) if check_fks else data
        return super().from_serializable_data(content, check_fks=False, strict_fks=strict_fks)


class Subject(Shelf):
    """A shelf on the website, mapped to the codes of the trade."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("stands under"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    bisac = models.CharField(
        "BISAC",
        max_length=9,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-Z]{3}[0-9]{6}\Z",
                _("A BISAC code has three letters and six digits: BUS068000."),
            )
        ],
        help_text=_("For example BUS068000."),
    )
    thema = models.CharField(
        "Thema",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-Z1-6][A-Z0-9]*(-[A-Z0-9]+)*\Z", _("A Thema code looks like KCM or 1KL.")
            )
        ],
        help_text=_("For example KCM."),
    )
    keyword = models.CharField(
        _("keyword"), max_length=255, blank=True, help_text=_("Words that readers search for.")
    )

    panels = [
        FieldRowPanel([FieldPanel("name", required_on_save=True), FieldPanel("slug")]),
        FieldPanel("parent"),
        FieldRowPanel([FieldPanel("bisac"), FieldPanel("thema")]),
        FieldPanel("keyword"),
        FieldPanel("description"),
        GoLivePanel(),
    ]

    class Meta(Shelf.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Two drafts may each be right and stand under one another once both are published."""
        if self.live and self.pk:
            self.check_place()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.check_place()

    def check_place(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A subject cannot stand under itself.")})
            above = above.parent

    def get_absolute_url(self) -> str:
        return reverse("subject", args=[self.slug])


class Series(Shelf):
    """A named run of books."""

    issn = models.CharField(
        "ISSN",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{3}[\dX]\Z", _("An ISSN looks like 1234-5679."))],
    )

    panels = [
        FieldRowPanel([FieldPanel("name", required_on_save=True), FieldPanel("slug")]),
        FieldPanel("issn"),
        FieldPanel("description"),
        GoLivePanel(),
    ]

    class Meta(Shelf.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def get_absolute_url(self) -> str:
        return reverse("series", args=[self.slug])


class BookIndexPage(PublishedPage, Page):
    """The catalogue: the page under which the books stand."""

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    api_fields = ["introduction"]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["books.BookPage"]
    template = "books/book_index_page.html"

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request, *args, **kwargs) -> dict:
        from books.listing.catalogue import Catalogue

        context = super().get_context(request, *args, **kwargs)
        return {**context, "catalogue": Catalogue.asked_for(request)}
