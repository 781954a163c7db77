import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from nameparser import HumanName
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from books.codes import ContributorKind
from books.fields import ORCIDField
from books.forms import EntityForm
from books.index.folding import spellings_of
from books.models.lasting import GoLivePanel, never_expires
from books.models.revision_guard import RevisionGuardMixin
from books.models.slugs import Slugged
from books.rich_text import TEXT_FEATURES


def propose_sort_name(name: str, kind: str = ContributorKind.PERSON) -> str:
    """ "Coscione, Marco" for "Marco Coscione"; an organisation sorts as it is written."""
    if kind == ContributorKind.ORGANISATION or "," in name:
        return name
    parsed = HumanName(name)
    if not parsed.last or not (parsed.first or parsed.middle):
        return name
    before = " ".join(part for part in (parsed.first, parsed.middle) if part)
    return ", ".join(part for part in (parsed.last, before, parsed.suffix) if part)


class Contributor(
    RevisionGuardMixin,
    Slugged,
    PreviewableMixin,
    DraftStateMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """A person or organisation: made once, credited on many books."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"), max_length=255, help_text=_("As readers know them: Marco Coscione.")
    )
    sort_name = models.CharField(
        _("sort name"),
        max_length=255,
        blank=True,
        help_text=_("Coscione, Marco. Left empty, it is made from the name."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=ContributorKind.choices,
        default=ContributorKind.PERSON,
    )
    bio = RichTextField(_("bio"), blank=True, features=TEXT_FEATURES)
    photo = models.ForeignKey(
        "books.Picture",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    orcid = ORCIDField(
        "ORCID iD", max_length=40, blank=True, help_text=_("For example 0000-0002-1825-0097.")
    )
    website = models.URLField(_("website"), blank=True)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id"
    )

    base_form_class = EntityForm
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name", required_on_save=True), FieldPanel("kind")]),
                FieldRowPanel([FieldPanel("sort_name"), FieldPanel("slug")]),
            ],
            heading=_("Name"),
        ),
        FieldPanel("bio"),
        FieldPanel("photo"),
        FieldRowPanel([FieldPanel("orcid"), FieldPanel("website")]),
        GoLivePanel(),
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.SearchField("folded_name"),
        index.SearchField("bio"),
        index.AutocompleteField("name"),
        index.AutocompleteField("folded_name"),
        index.FilterField("id"),
        index.FilterField("live"),
    ]

    class Meta:
        constraints = [never_expires]
        ordering = ["sort_name", "name"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self):
        return self._revisions

    def fill_in(self) -> None:
        super().fill_in()
        longest = self._meta.get_field("sort_name").max_length
        self.sort_name = self.sort_name or propose_sort_name(self.name, self.kind)[:longest]

    def folded_name(self) -> str:
        """With the sort name, which may be another: “Clemens, Samuel” is Mark Twain's."""
        return " ".join(spellings_of(f"{self.name} {self.sort_name}"))

    def get_absolute_url(self) -> str:
        return reverse("contributor", args=[self.slug])

    def get_preview_template(self, request, mode_name) -> str:
        return "books/contributor.html"

    def get_preview_context(self, request, mode_name) -> dict:
        return {"contributor": self, "books": []}
