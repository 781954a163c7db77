"""`/api/v3/previews/`: one book's draft, for whoever has the token of its share."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.decorators import decorate_view
from wagtail.api.v3.errors import ProblemDetail

from books.api.answers import answer
from books.image_keys import addresses_with_keys
from books.models import DraftShare, UnsavedDraft
from books.publishing.drafts import record_of_draft
from books.record import BookRecord

router = Router(tags=["previews"])

Token = Annotated[str, Path(description="As the admin or `manage.py share_draft` gave it.")]
BookId = Annotated[int | None, Query(description="Only if the token is for this book.")]


def kept_by_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No cache stores the answer, whatever it is, and no search engine lists it."""

    @wraps(view)
    def kept(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept


@router.get(
    "/{token}/",
    response={200: BookRecord, 409: ProblemDetail},
    url_name="detail_preview",
    operation_id="previews_detail",
    summary="One draft",
    description="The draft of a book, as its record would be if it were published now. A token "
    "that is forged, expired, revoked or for another book is as one that never was; an answer 409 "
    "says what the draft still lacks to be shown.",
)
@decorate_view(kept_by_nobody)
def get_preview(request: HttpRequest, token: Token, book: BookId = None) -> HttpResponse:
    shown = draft_with_token(token)
    if shown is None or book not in (None, shown.book_id):
        raise Http404("There is no such preview.")
    share = shown if isinstance(shown, DraftShare) else None
    if share:
        share.count_opening()
    with addresses_with_keys(share and share.pk):
        record = record_of_draft(shown.version())
    return answer(record.model_dump_json())


def draft_with_token(token: str) -> DraftShare | UnsavedDraft | None:
    """The draft that was shared under this token, or is being typed in the admin."""
    for model in (DraftShare, UnsavedDraft):
        if found := model.objects.of_token(token).in_force().select_related("book").first():
            return found
    return None
