"""The prices of a format in the book's form, and how an amount is read while it is typed."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from books.admin.choices import ChoosingForm
from books.admin.compare import LinesPanel
from books.admin.row_forms import RowsPanel
from books.amount_inputs import currency_choices, describe_amount
from books.amounts import LONGEST, read_amount

# So many of the newest prices tell which currencies are in use.
NEWEST = 500


class FormatForm(ChoosingForm):
    """Hands the currencies on to the prices."""

    def __init__(self, *args: Any, currencies: list[str] | None = None, **kwargs: Any) -> None:
        self.currencies = currencies
        super().__init__(*args, **kwargs)


class PriceForm(ChoosingForm):
    """Reads the amount in the currency that is chosen; the first of `currencies` is the house's."""

    def __init__(self, *args: Any, currencies: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = currencies[0] if currencies else ""
        self.fields["currency"].choices = currency_choices(currencies or ())
        chosen = str(self["currency"].value() or "").strip().upper()
        self.fields["amount"].use_currency(chosen, self.house)

    def clean_currency(self) -> str:
        """Where none is chosen, the one that stands with the amount."""
        chosen = self.cleaned_data["currency"]
        if chosen or self.cleaned_data.get("amount") is None:
            return chosen
        return read_amount(self["amount"].data, house=self.house).currency

    def add_error(self, field: str | None, error: Any) -> None:
        """What the model says of a missing amount is left out where there is one, unreadable."""
        if field is None and "amount" in self.errors and hasattr(error, "error_dict"):
            error.error_dict.pop("amount", None)
        super().add_error(field, error)


class FormatsPanel(RowsPanel):
    form_class = FormatForm
    inherited = ("choices", "currencies")


class PricesPanel(LinesPanel):
    form_class = PriceForm
    inherited = ("choices", "currencies")


def list_currencies_for(parent: Page | None) -> list[str]:
    """The house's currency first, then those of the newest prices, the most frequent first."""
    from books.models import Price, PublisherSettings

    house = PublisherSettings.of(parent and parent.get_site()).default_currency
    newest = Price.objects.exclude(currency="").order_by("-pk")[:NEWEST]
    used = Counter(newest.values_list("currency", flat=True))
    return list(dict.fromkeys([house, *(code for code, _count in used.most_common())]))


def describe(request: HttpRequest) -> HttpResponse:
    """How the form will read an amount, in words; `amounts.js` shows it beside the field."""
    text = request.GET.get("amount", "")[: LONGEST + 1]
    currency, house = (request.GET.get(name, "").upper() for name in ("currency", "house"))
    return HttpResponse(describe_amount(text, currency, house), content_type="text/plain")


class AmountsViewSet(ViewSet):
    name = "book_amounts"
    url_prefix = "books/amounts"

    def get_urlpatterns(self) -> list:
        return [path("", describe, name="describe")]
