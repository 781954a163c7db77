"""Model fields that keep an identifier in its canonical form, whatever was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models

from books.amount_inputs import AmountFormField, CurrencyFormField
from books.identifiers import (
    clean_currency,
    clean_doi,
    clean_isbn,
    clean_orcid,
    validate_currency,
    validate_doi,
    validate_isbn,
    validate_orcid,
)

# So long may be what is typed or pasted, before it is brought into its canonical form.
TYPED = 100


class IdentifierField(models.CharField):
    """A text that `canonical` rewrites wherever it comes from; a validator tells what is wrong."""

    canonical: Callable[[str], str]

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"max_length": max(self.max_length, TYPED), **kwargs})

    def to_python(self, value: Any) -> Any:
        return self.in_one_form(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self.in_one_form(super().get_prep_value(value))

    def in_one_form(self, value: Any) -> Any:
        """What is no identifier stays as it is, for the validator."""
        try:
            return type(self).canonical(value) if value else value
        except ValueError:
            return value


class ISBNField(IdentifierField):
    """An ISBN, stored as 13 digits."""

    canonical = staticmethod(clean_isbn)
    default_validators = [validate_isbn]


class ORCIDField(IdentifierField):
    """An ORCID iD, stored with its hyphens."""

    canonical = staticmethod(clean_orcid)
    default_validators = [validate_orcid]


class DOIField(IdentifierField):
    """A DOI, stored without any resolver in front."""

    canonical = staticmethod(clean_doi)
    default_validators = [validate_doi]


class CurrencyField(IdentifierField):
    """An ISO 4217 code, stored in capitals and chosen from a list."""

    canonical = staticmethod(clean_currency)
    default_validators = [validate_currency]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": CurrencyFormField, **kwargs})


class AmountField(models.DecimalField):
    """An amount of money, typed in either notation."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": AmountFormField, **kwargs})
