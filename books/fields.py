"""Model fields that keep an identifier in its canonical form, whatever was typed."""

from collections.abc import Callable
from typing import Any

from django.db import models

from books.identifiers import (
    clean_doi,
    clean_isbn,
    clean_orcid,
    validate_doi,
    validate_isbn,
    validate_orcid,
)


class IdentifierField(models.CharField):
    """A text that `canonical` rewrites on validation; its validator tells what is wrong."""

    canonical: Callable[[str], str]

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        value = super().clean(value, model_instance)
        return type(self).canonical(value) if value else value


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
