from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from books.admin.prices import PricesPanel
from books.amounts import check_decimals
from books.codes import Availability, DatePrecision, Form, UnpricedReason
from books.fields import AmountField, CurrencyField, ISBNField
from books.identifiers import validate_territory
from books.models.rows import Row, RowKey, RowParent
from books.money import format_amount, plain_amount


class Format(Row, RowParent):
    """A paperback, a hardback, an EPUB … of a book: one product of the trade."""

    page = RowKey("books.BookPage", on_delete=models.CASCADE, related_name="formats")
    form = models.CharField(_("form"), max_length=20, choices=Form.choices)
    isbn = ISBNField(
        _("ISBN"),
        max_length=20,
        blank=True,
        help_text=_("13 digits; hyphens are welcome. For example 978-0-14-043944-1."),
    )
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    width = models.PositiveSmallIntegerField(
        _("width"), null=True, blank=True, help_text=_("Trim size in millimetres.")
    )
    height = models.PositiveSmallIntegerField(_("height"), null=True, blank=True)
    published_on = models.DateField(
        _("publication date"), null=True, blank=True, help_text=_("As the reader should know it.")
    )
    published_on_precision = models.CharField(
        _("known to the"),
        max_length=5,
        choices=DatePrecision.choices,
        default=DatePrecision.DAY,
        help_text=_("Choose “month” or “year” when the day is not settled or not known."),
    )
    availability = models.CharField(
        _("availability"),
        max_length=20,
        choices=Availability.choices,
        default=Availability.AVAILABLE,
    )
    buy_link = models.URLField(
        _("buy link"), blank=True, help_text=_("Where a reader can order this format.")
    )
    sample = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("sample"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A PDF or EPUB to read before buying."),
    )

    panels = [
        FieldRowPanel([FieldPanel("form"), FieldPanel("isbn"), FieldPanel("availability")]),
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("published_on_precision")]),
        PricesPanel("prices", label=_("Price"), heading=_("Prices")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pages"), FieldPanel("width"), FieldPanel("height")]),
                FieldPanel("buy_link"),
                FieldPanel("sample"),
            ],
            heading=_("Extent, sample and ordering"),
        ),
    ]

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["isbn"], name="formats_by_isbn")]
        verbose_name = _("format")
        verbose_name_plural = _("formats")

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.isbn}".strip()

    def clean(self) -> None:
        super().clean()
        if self.isbn and self._isbn_is_taken():
            raise ValidationError({"isbn": _("Another book already has this ISBN.")})

    def _isbn_is_taken(self) -> bool:
        """Whether another work has the ISBN; aliases and translations are the same work.

        What is not public any more keeps the rows of then, but has those of its latest version.
        """
        others = Format.objects.filter(isbn=self.isbn).select_related("page__latest_revision")
        page = getattr(self, "page", None)
        if page:
            work = page.alias_of.translation_key if page.alias_of_id else page.translation_key
            others = others.exclude(page__translation_key=work)
            others = others.exclude(page__alias_of__translation_key=work)
        return any(other.is_current() for other in others)

    def is_current(self) -> bool:
        latest = None if self.page.live else self.page.latest_revision
        return not latest or self.isbn in [each["isbn"] for each in latest.content["formats"]]


class Price(Row):
    """An amount in one currency, or the reason why there is none."""

    format = RowKey(Format, on_delete=models.CASCADE, related_name="prices")
    amount = AmountField(
        _("amount"),
        max_digits=11,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal("9999999"))],
    )
    currency = CurrencyField(_("currency"), max_length=3, blank=True)
    territory = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_territory],
        help_text=_("Leave empty for everywhere, or give two letters, such as CA."),
    )
    unpriced_reason = models.CharField(
        _("no price because"), max_length=20, choices=UnpricedReason.choices, blank=True
    )

    panels = [
        FieldRowPanel(
            [
                FieldPanel("amount"),
                FieldPanel("currency"),
                FieldPanel("territory"),
                FieldPanel("unpriced_reason"),
            ]
        )
    ]

    class Meta(Row.Meta):
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        unique_together = [("format", "currency", "territory")]

    def __str__(self) -> str:
        if self.amount is None:
            return str(self.get_unpriced_reason_display())
        return format_amount(self.amount, self.currency)

    @property
    def in_full(self) -> str:
        """With its currency and country: "USD 29.95 (CA)"."""
        price = str(self)
        if self.amount is not None:
            price = f"{self.currency} {plain_amount(self.amount, self.currency)}"
        return f"{price} ({self.territory})" if self.territory else price

    def clean(self) -> None:
        super().clean()
        if self.unpriced_reason and self.amount is not None:
            raise ValidationError(
                {"unpriced_reason": _("Give an amount or a reason for none, not both.")}
            )
        if not self.may_be_incomplete and (missing := self.find_missing()):
            raise ValidationError(missing)
        if self.amount is not None and self.currency:
            self._check_decimals(self.amount)

    def is_complete(self) -> bool:
        return super().is_complete() and not self.find_missing()

    def find_missing(self) -> dict[str, str]:
        """By field, what to do about it."""
        if self.amount is None and not self.unpriced_reason:
            return {"amount": _("Give an amount, or a reason why there is none.")}
        if self.amount is not None and not self.currency:
            return {"currency": _("Say in which currency the amount is.")}
        return {}

    def _check_decimals(self, amount: Decimal) -> None:
        try:
            check_decimals(amount, self.currency)
        except ValidationError as error:
            raise ValidationError({"amount": error}) from error


def date_with_precision(day: date, precision: str) -> str:
    """The ISO 8601 date, cut to what is known: `2012-11-06`, `2012-11` or `2012`."""
    length = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}
    return day.isoformat()[: length[DatePrecision(precision)]]
