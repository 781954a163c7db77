from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from books.fields import CurrencyField
from books.models.ordered import OrderedChild, OrderedKey

PLACEHOLDER = "{token}"


@register_setting(icon="home")
class PublisherSettings(BaseSiteSetting, ClusterableModel):
    """What a publisher says once, for all books of a site.

    It stands beside the books, and not in `home`, since their records show it.
    """

    name = models.CharField(_("name"), max_length=255, blank=True)
    tagline = models.CharField(_("tagline"), max_length=255, blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    default_currency = CurrencyField(
        _("default currency"),
        max_length=3,
        default="USD",
        help_text=_("The first in the list where a price is given."),
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
    exam_copy_policy = models.TextField(
        _("policy"),
        blank=True,
        help_text=_("Shown beside the form: who may have a copy, and in what form."),
    )
    newsletter_offer = models.CharField(
        _("offer"),
        max_length=255,
        blank=True,
        help_text=_("One sentence, shown on every page."),
    )
    newsletter_code = models.CharField(
        _("discount code"),
        max_length=50,
        blank=True,
        help_text=_("Told to those who have confirmed the newsletter, and to nobody else."),
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
            [
                FieldPanel("exam_copy_label"),
                FieldPanel("exam_copy_page"),
                FieldPanel("exam_copy_policy"),
            ],
            heading=_("Exam copies"),
        ),
        MultiFieldPanel(
            [FieldPanel("newsletter_offer"), FieldPanel("newsletter_code")],
            heading=_("Newsletter"),
        ),
        MultiFieldPanel(
            [FieldPanel("onix_sender_name"), FieldPanel("onix_sender_email")], heading="ONIX"
        ),
        InlinePanel(
            "front_ends",
            label=_("Front end"),
            heading=_("Front ends"),
            help_text=_(
                "Other sites and apps that show the books. Drafts can be previewed in each."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("publisher")

    @classmethod
    def of(cls, site: Site | None) -> "PublisherSettings":
        """The publisher of a site, under some name; writes nothing, as `for_site` would."""
        return cls.named(site and cls.objects.filter(site=site).first(), site)

    @classmethod
    def named(cls, publisher: "PublisherSettings | None", site: Site | None) -> "PublisherSettings":
        """What is stored for a site, or else what would be, under the name that readers see."""
        publisher = publisher or cls()
        publisher.site = site
        publisher.name = publisher.name or (site and site.site_name) or "Frontlist"
        return publisher

    @classmethod
    def behind(cls, request: HttpRequest | None) -> "PublisherSettings":
        """The publisher of the site that is asked; looked up once in a request."""
        from books.listing.front import front_of

        return front_of(request).publisher

    def clean(self) -> None:
        super().clean()
        if self.student_offer_page and not self.student_offer_label:
            raise ValidationError(
                {"student_offer_label": _("Give the words of the link to this page.")}
            )


class SocialLink(OrderedChild):
    """Where else the publisher can be followed."""

    settings = OrderedKey(PublisherSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(_("name"), max_length=50)
    url = models.URLField(_("address"))

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]

    class Meta(OrderedChild.Meta):
        verbose_name = _("social link")
        verbose_name_plural = _("social links")

    def __str__(self) -> str:
        return self.name


def validate_front_end(template: str) -> None:
    """An address in which the token of a draft can be put. Raises ValidationError."""
    if PLACEHOLDER not in template:
        raise ValidationError(_("Put {token} where the token of the draft belongs."))
    URLValidator(["http", "https"])(template.replace(PLACEHOLDER, "token"))
    if "token" in urlsplit(template.replace(PLACEHOLDER, "token")).netloc.split("."):
        raise ValidationError(_("The token cannot be part of the host's name."))


class FrontEnd(OrderedChild):
    """A site or app of the publisher's that reads drafts by token, to preview them in."""

    settings = OrderedKey(PublisherSettings, on_delete=models.CASCADE, related_name="front_ends")
    name = models.CharField(_("name"), max_length=50)
    url_template = models.CharField(
        _("address of a draft"),
        max_length=500,
        validators=[validate_front_end],
        help_text=_("For example https://app.example.com/preview/{token}"),
    )

    panels = [FieldPanel("name"), FieldPanel("url_template")]

    class Meta(OrderedChild.Meta):
        verbose_name = _("front end")
        verbose_name_plural = _("front ends")

    def __str__(self) -> str:
        return self.name

    @property
    def origin(self) -> str:
        """`https://app.example.com`: what a frame has to be allowed to show."""
        parts = urlsplit(self.url_template)
        return f"{parts.scheme}://{parts.netloc}"

    def address_of(self, token: str) -> str:
        return self.url_template.replace(PLACEHOLDER, token)
