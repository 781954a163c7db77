"""Form fields for prices: an amount in either notation, and its currency from a list.

They do not depend on the language of the admin: only the decimal mark of what is shown does, and
both marks are read.
"""

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import get_territory_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, to_locale
from django.utils.translation import gettext as _

from books.amounts import read_amount
from books.identifiers import CURRENCIES, TERRITORIES
from books.money import format_amount, plain_amount


def put_amount_in_words(text: str, currency: str, house: str) -> str:
    """What an amount is read as, "= €24.95"; nothing of nothing. Raises ValidationError."""
    if not text.strip():
        return ""
    read = read_amount(text, currency if currency in CURRENCIES else "", house)
    amount = format_amount(*read) if read.currency else plain_amount(*read)
    return f"= {amount}"


def describe_amount(text: str, currency: str, house: str) -> str:
    """The same, or why it cannot be read."""
    try:
        return put_amount_in_words(text, currency, house)
    except ValidationError as error:
        return " ".join(error.messages)


class AmountInput(forms.TextInput):
    """Says beside the field how what stands in it is read; `amounts.js` follows the typing."""

    currency = ""
    house = ""

    def format_value(self, value: Any) -> str | None:
        if not isinstance(value, Decimal):
            return super().format_value(value)
        return plain_amount(value, self.currency).replace(".", get_format("DECIMAL_SEPARATOR"))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attrs = attrs or {}
        place = f"{attrs.get('id', f'id_{name}')}-reading"
        described = f"{attrs.get('aria-describedby') or ''} {place}".strip()
        own = {"inputmode": "decimal", "autocomplete": "off", "data-amount": self.house}
        field = super().render(name, value, {**attrs, **own, "aria-describedby": described})
        reading = ""
        with suppress(ValidationError):  # which stands at the field already
            text = self.format_value(value) or ""
            reading = put_amount_in_words(text, self.currency, self.house)
        output = '{}<output id="{}" class="amount-reading" for="{}">{}</output>'
        return format_html(output, field, place, attrs.get("id", f"id_{name}"), reading)


class AmountFormField(forms.DecimalField):
    """An amount in the currency that `use_currency` has named, or in the one it names itself."""

    widget = AmountInput
    currency = ""
    house = ""

    def use_currency(self, currency: str, house: str) -> None:
        self.currency = self.widget.currency = currency
        self.house = self.widget.house = house

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        return read_amount(text, self.currency, self.house).amount if text else None


class CurrencySelect(forms.Select):
    """A list that also has the value it stands at, if that is not among its choices."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        groups = super().optgroups(name, value, attrs)
        chosen = any(option["selected"] for _name, options, _at in groups for option in options)
        if value and value[0] and not chosen:
            option = self.create_option(name, value[0], value[0], True, len(groups))
            groups.append((None, [option], len(groups)))
        return groups


class CurrencyFormField(forms.ChoiceField):
    """A currency by its code, in capitals or not."""

    widget = CurrencySelect
    default_error_messages = {
        "invalid_choice": gettext_lazy("Give a currency by its three letters, such as USD or EUR.")
    }

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        """`max_length` is what a model field says of its own."""
        kwargs.setdefault("choices", currency_choices)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip().upper()

    def valid_value(self, value: str) -> bool:
        return value in CURRENCIES


def currency_choices(first: Iterable[str] = ()) -> list[tuple]:
    """The currencies that are in use somewhere today, after those that are wanted `first`."""
    names = Locale.parse(to_locale(get_language() or "en")).currencies
    above = list(dict.fromkeys(first))
    today = {code for place in TERRITORIES for code in get_territory_currencies(place)}
    below = sorted((today & CURRENCIES) - {*above})
    named = [
        [(code, f"{code} ({names.get(code, code)})") for code in each] for each in (above, below)
    ]
    if not above:
        return [("", "---------"), *named[1]]
    return [("", "---------"), (_("In use here"), named[0]), (_("All currencies"), named[1])]
