"""`/api/v3/changes/`: what was published and withdrawn, in order, for mirrors of the catalogue.

Publications are numbered in commit order, so whoever reads on after a number misses nothing.
A thing that changed again stands under its last number only: what came between is of no use
to a mirror.
"""

from dataclasses import astuple, dataclass, replace
from typing import Annotated, Any, Literal

from django.core.signing import BadSignature, Signer
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.api.v3.errors import ProblemDetail, problem_response

from books.api.answers import answer, with_items
from books.api.opaque import from_opaque, to_opaque
from books.api.paging import TOLD, address, changed_at, with_last_change
from books.api.problems import bad_parameter
from books.api.sites import SiteName, site_id_of
from books.models import Numbering, Publication
from books.models.publication import last_expiry
from books.publishing.stale_records import rebuild_stale
from books.record import BookRecord
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord
from books.stored_records import Stored

router = Router(tags=["changes"])

KINDS = ("book", "contributor", "subject", "series")
START_AGAIN = "What came after this cursor is no longer kept: start again without `since`."


class ChangeBase(Schema):
    """A thing that was published (`upsert`, with its record) or withdrawn (`delete`)."""

    number: int
    id: int
    action: Literal["upsert", "delete"]


class BookChange(ChangeBase):
    kind: Literal["book"]
    record: BookRecord | None


class ContributorChange(ChangeBase):
    kind: Literal["contributor"]
    record: ContributorRecord | None


class SubjectChange(ChangeBase):
    kind: Literal["subject"]
    record: SubjectRecord | None


class SeriesChange(ChangeBase):
    kind: Literal["series"]
    record: SeriesRecord | None


Change = Annotated[
    BookChange | ContributorChange | SubjectChange | SeriesChange, Field(discriminator="kind")
]


class ChangeList(Schema):
    """`cursor` is where to go on, now or later; `more` says whether anything waits there."""

    items: list[Change]
    cursor: str
    next: str
    more: bool


class ChangesAsked(Schema):
    since: str = Field(
        None,
        min_length=1,
        max_length=500,
        description="The `cursor` of the last answer; without it, everything from the beginning.",
    )
    kind: list[Literal[KINDS]] = Field(
        [], max_length=20, description="Only of these kinds; a cursor keeps to its own."
    )
    limit: Annotated[int, Field(ge=1, le=1000, description="How many, at most.")] = 100
    site: SiteName = None


@dataclass(frozen=True)
class Place:
    """How far a mirror has come. What was withdrawn up to number `start`, it has never seen.

    In a list of what has expired without a new number it has come to the number `expiry`.
    The text is signed: one with a smaller `start` would list what was withdrawn before its time.
    """

    history: str
    number: int
    start: int
    site_id: int | None
    kinds: tuple[str, ...]
    expiry: int = 0

    def text(self) -> str:
        return get_signer().sign(to_opaque(astuple(self)))


def get_signer() -> Signer:
    """Signs without a time, so that the same place always has the same cursor."""
    return Signer(salt="books.api.changes", sep=".")


def read_place(text: str) -> Place:
    """Raises a validation error that names `since`."""
    try:
        history, number, start, site_id, kinds, expiry = from_opaque(get_signer().unsign(text))
        return Place(history, number, start, site_id, tuple(kinds), expiry)
    except (BadSignature, ValueError) as error:
        raise bad_parameter("since", "This is not a cursor of ours.") from error


@router.get(
    "/",
    response={200: ChangeList, 410: ProblemDetail},
    url_name="list_changes",
    operation_id="changes_list",
    summary="Follow what changes",
    description="Everything published, then each change once and in order: the books of one site,"
    " and contributors, subjects and series of all. An answer 410 means that the cursor is too"
    " old, or of another database: start again without `since`.",
)
def list_changes(request: HttpRequest, asked: Query[ChangesAsked]) -> HttpResponse:
    place = beginning(request, asked) if asked.since is None else place_since(request, asked)
    rows = list(rows_after(place)[: asked.limit + 1])
    page, more = rows[: asked.limit], len(rows) > asked.limit
    number = page[-1]["number"] if page else max(place.number, place.start)
    expired: list[dict[str, Any]] = []
    if asked.since is not None:
        # Only now, since what is forgotten before the rows are read would be missing in them.
        numbering = numbering_now()
        if is_too_old(place, numbering):
            return problem_response(status=410, detail=START_AGAIN)
        if numbering.last_expiry and not more:
            room = asked.limit - len(page)
            expired = list(expired_before(place)[: room + 1])
            expired, more = expired[:room], len(expired) > room
    expiry = (expired[-1]["number"] if expired else place.expiry) if more else 0
    page = [*expired, *page]
    place = replace(place, number=number, start=max(place.start, number), expiry=expiry)
    cursor = place.text()
    head = {"cursor": cursor, "next": address(request, {"since": cursor}), "more": more}
    when = changed_at(page[-1]) if page else None
    return answer(with_items(head, [change(row, place) for row in without_expired(page)]), when)


def beginning(request: HttpRequest, asked: ChangesAsked) -> Place:
    kinds = tuple(kind for kind in KINDS if kind in asked.kind) or KINDS
    numbering = numbering_now()
    site_id = site_id_of(request, asked.site)
    return Place(numbering.history.hex, 0, numbering.last, site_id, kinds)


def place_since(request: HttpRequest, asked: ChangesAsked) -> Place:
    """Raises a validation error for a cursor that is not of what is asked for."""
    place = read_place(asked.since)
    if asked.kind and set(asked.kind) != set(place.kinds):
        raise bad_parameter("kind", "This cursor is of other kinds: start again without `since`.")
    if asked.site and site_id_of(request, asked.site) != place.site_id:
        raise bad_parameter("site", "This cursor is of another site: start again without `since`.")
    return place


def numbering_now() -> Numbering:
    """With the `last_expiry` that no number tells of yet; a new one before the first number."""
    rows = Numbering.objects.annotate(last_expiry=last_expiry())
    return rows.filter(pk=1).first() or Numbering()


def is_too_old(place: Place, numbering: Numbering) -> bool:
    """Too old, or of numbers that were given before a backup was restored."""
    foreign = place.history != numbering.history.hex or place.number > numbering.last
    return foreign or place.start < numbering.forgotten


def rows_after(place: Place) -> QuerySet[Publication, dict[str, Any]]:
    """What a mirror has not heard of; withdrawals only of what it may have."""
    public = ~Q(digest="") & Q(expires__gt=Now()) & (~Q(kind="book") | Q(site_id=place.site_id))
    rows = Publication.objects.filter(kind__in=place.kinds, number__gt=place.number)
    rows = rows.filter(public | Q(number__gt=place.start)).order_by("number")
    return with_current_records(rows)


def expired_before(place: Place) -> QuerySet[Publication, dict[str, Any]]:
    """What has expired and has no new number yet: listed at the end of all, until it has."""
    rows = Publication.objects.due().filter(kind__in=place.kinds, number__gt=place.expiry)
    return with_current_records(rows.filter(number__lte=place.number).order_by("number"))


def with_current_records(rows: QuerySet) -> QuerySet[Publication, dict[str, Any]]:
    """What has expired has none, as if it were withdrawn."""
    record = Case(
        When(expires__gt=Now(), then=F("record")), default=Value(""), output_field=TextField()
    )
    rows = with_last_change(rows).annotate(current=record)
    return rows.values("number", "kind", "object_id", "site_id", "current", *TOLD)


def without_expired(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With records that name nothing which has expired."""
    if not rows or not rows[0]["last_expiry"]:
        return rows
    records = {
        row["pk"]: Stored(row["digest"], row["current"].encode()) for row in rows if row["current"]
    }
    texts = {pk: each.record.decode() for pk, each in rebuild_stale(records).items()}
    return [row | {"current": texts.get(row["pk"], "")} for row in rows]


def change(row: dict[str, Any], place: Place) -> str:
    """The JSON of one change; a book that moved to another site is gone from this one."""
    here = row["kind"] != "book" or row["site_id"] == place.site_id
    record = row["current"] if here else ""
    action = "upsert" if record else "delete"
    return (
        f'{{"number":{row["number"]},"kind":"{row["kind"]}","id":{row["object_id"]},'
        f'"action":"{action}","record":{record or "null"}}}'
    )
