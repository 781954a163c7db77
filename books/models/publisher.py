from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Site

from books.identifiers import validate_currency


@register_setting(icon="home")
class PublisherSettings(BaseSiteSetting, ClusterableModel):
    """What a publisher says once, for all books of a site.

    It stands beside the books, and not in `home`, since their records show it.
    """

    name = models.CharField(_("name"), max_length=255, blank=True)
    tagline = models.CharField(_("tagline"), max_length=255, blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    default_currency = models.CharField(
        _("default currency"),
        max_length=3,
        default="USD",
        validators=[validate_currency],
        help_text=_("Three letters, such as USD."),
    )
    student_offer_label = models.CharField(
        _("label"), max_length=255, blank=True, help_text=_("For example: Are you a student?")
    )
    student_offer_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    exam_copy_label = models.CharField(
        _("label"), max_length=255, blank=True, default="Request Exam Copy"
    )
    exam_copy_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    newsletter_offer = models.CharField(
        _("newsletter offer"),
        max_length=255,
        blank=True,
        help_text=_("One sentence, shown on every page."),
    )
    onix_sender_name = models.CharField(_("sender's name"), max_length=255, blank=True)
    onix_sender_email = models.EmailField(_("sender's e-mail"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("tagline"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("default_currency")]),
                InlinePanel("social_links", label=_("Social link")),
            ],
            heading=_("Publisher"),
        ),
        MultiFieldPanel(
            [FieldPanel("student_offer_label"), FieldPanel("student_offer_page")],
            heading=_("Student offer"),
        ),
        MultiFieldPanel(
            [FieldPanel("exam_copy_label"), FieldPanel("exam_copy_page")],
            heading=_("Exam copies"),
        ),
        FieldPanel("newsletter_offer"),
        MultiFieldPanel(
            [FieldPanel("onix_sender_name"), FieldPanel("onix_sender_email")], heading="ONIX"
        ),
    ]

    class Meta:
        verbose_name = _("publisher")

    @classmethod
    def of(cls, site: Site | None) -> "PublisherSettings":
        """The publisher of a site, under some name; writes nothing, as `for_site` would."""
        if site is None:
            return cls(name="Frontlist")
        publisher = cls.objects.filter(site=site).first() or cls(site=site)
        publisher.name = publisher.name or site.site_name or "Frontlist"
        return publisher

    def clean(self) -> None:
        super().clean()
        if self.student_offer_page and not self.student_offer_label:
            raise ValidationError(
                {"student_offer_label": _("Give the words of the link to this page.")}
            )


class SocialLink(Orderable):
    """Where else the publisher can be followed."""

    settings = ParentalKey(PublisherSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(_("name"), max_length=50)
    url = models.URLField(_("address"))

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]

    class Meta(Orderable.Meta):
        verbose_name = _("social link")
        verbose_name_plural = _("social links")

    def __str__(self) -> str:
        return self.name
