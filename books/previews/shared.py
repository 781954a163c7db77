"""`/drafts/<token>/`: a draft as a web page, for whoever has the link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from books.image_keys import addresses_with_keys
from books.models import DraftShare


@require_safe
def shared_draft(request: HttpRequest, token: str) -> HttpResponse:
    """A token that is forged, ended or revoked is as one that never was."""
    share = DraftShare.objects.of_token(token).in_force().select_related("book").first()
    if share is None:
        raise Http404("There is no such draft.")
    if request.method == "GET":
        share.count_opening()
    book = share.version()
    with addresses_with_keys(share.pk):
        context = {**book.get_context(request), "share": share}
        response = TemplateResponse(request, "books/shared_draft.html", context).render()
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
