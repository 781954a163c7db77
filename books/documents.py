"""Documents are what their names say: a PDF, an EPUB or a text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

# ISO 32000-2, section 7.5.2; EPUB Open Container Format 3.3, section 4.3: the file that says so
# comes first in the archive, not compressed. Each with the place where it stands.
SIGNATURES = {"pdf": (0, b"%PDF-"), "epub": (30, b"mimetypeapplication/epub+zip")}
NOT_WHAT_IT_SAYS = _("This file is no %(kind)s, whatever its name says. Export it again.")


class DocumentForm(BaseDocumentForm):
    """The form of every way by which a document comes in, Wagtail's API included."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_signature(file)
        return file


def check_signature(file: File) -> None:
    """Raises ValidationError. Nothing is unpacked."""
    kind = str(file.name).rpartition(".")[2].lower()
    place, signature = SIGNATURES.get(kind, (0, b""))
    file.seek(place)
    start = file.read(len(signature))
    file.seek(0)
    if start != signature:
        raise ValidationError(NOT_WHAT_IT_SAYS, code="signature", params={"kind": kind.upper()})
