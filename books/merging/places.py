"""Where one is named: in books, their versions and shared drafts, subjects below, other pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision

from books.merging.contents import Content, Kind, Row
from books.merging.pages import pages_naming, pages_themselves, versions_of_pages
from books.merging.place import Place, mentioning, revisions_of, with_is_draft
from books.models import BookPage, BookSubject, Contribution, DraftShare, Subject

ROWS: dict[str, type[Model]] = {"contributions": Contribution, "book_subjects": BookSubject}
NAMED_BY = {
    Kind.CONTRIBUTOR: "contributions__contributor",
    Kind.SUBJECT: "book_subjects__subject",
    Kind.SERIES: "series",
}


class BookItself(Place):
    """The book as its tables hold it: what is public, if it is live."""

    kind = "book"

    def __init__(self, page: BookPage) -> None:
        self.pk = self.book_id = page.pk
        self.title, self.page = page.title, page
        bios = page._meta.get_field("author_bio")
        self.content: Content = {
            "author_bio": bios.value_to_string(page),
            "series": page.series_id,
            **{name: [as_stored(row) for row in getattr(page, name).all()] for name in ROWS},
        }

    def write(self, fields: Content) -> None:
        """Past the page's own `save`, which would refuse what a draft or an old book lacks."""
        for name, value in fields.items():
            if name in ROWS:
                write_rows(ROWS[name], self.pk, value)
            else:
                field = BookPage._meta.get_field(name)
                BookPage.objects.filter(pk=self.pk).update(**{name: field.to_python(value)})


class Version(Place):
    """A version of a book: a revision, or a shared draft as it stood one day."""

    def __init__(self, kind: str, stored: Revision | DraftShare, book_id: int) -> None:
        self.kind, self.stored, self.pk, self.book_id = kind, stored, stored.pk, book_id
        self.title, self.content = stored.content["title"], stored.content
        self.is_draft = getattr(stored, "is_draft", False)

    def write(self, fields: Content) -> None:
        content = self.content | fields
        type(self.stored)._base_manager.filter(pk=self.pk).update(content=content)


class SubjectVersion(Place):
    """A version of a subject that stands, or will stand, under another."""

    kind = "subject_version"

    def __init__(self, revision: Revision) -> None:
        self.pk, self.title, self.revision = revision.pk, revision.object_str, revision
        self.content: Content = {"parent": revision.content.get("parent")}

    def write(self, fields: Content) -> None:
        content = self.revision.content | fields
        Revision.objects.filter(pk=self.pk).update(content=content)


class SubjectBelow(Place):
    """A subject that stands under another."""

    kind = "subject"

    def __init__(self, subject: Subject) -> None:
        self.pk, self.title, self.subject = subject.pk, subject.name, subject
        self.content: Content = {"parent": subject.parent_id}

    def write(self, fields: Content) -> None:
        self.subject.parent_id = fields["parent"]
        self.subject.save()


def as_stored(row: Model) -> Row:
    return get_serializable_data_for_fields(row)


def write_rows(model: type[Model], page_id: int, rows: list[Row]) -> None:
    """Make these the book's rows, each under its own key."""
    model.objects.filter(page=page_id).exclude(pk__in=[row["pk"] for row in rows]).delete()
    for row in rows:
        fields = {model._meta.get_field(name).attname: row[name] for name in row if name != "pk"}
        model.objects.update_or_create(pk=row["pk"], defaults={**fields, "page_id": page_id})


def places_naming(kind: str, pk: int) -> Iterator[Place]:
    """All that would have to name another; more than it, but never less."""
    yield from map(BookItself, books_naming(kind, pk))
    yield from versions(mentioning(revisions_of_books(), "content", pk, kind), shares(kind, pk))
    if kind == Kind.SUBJECT:
        yield from map(SubjectBelow, Subject.objects.filter(parent=pk))
        yield from map(SubjectVersion, mentioning(revisions_of(Subject), "content", pk, "parent"))
    yield from pages_naming(kind, pk)


def books_naming(kind: str, pk: int) -> QuerySet:
    named = Q(pk__in=BookPage.objects.filter(**{NAMED_BY[kind]: pk}).values("pk"))
    if kind == Kind.CONTRIBUTOR:
        telling = mentioning(BookPage.objects.order_by(), "author_bio", pk, kind)
        named |= Q(pk__in=telling.values("pk"))
    return with_rows(BookPage.objects.filter(named))


def with_rows(books: QuerySet) -> QuerySet:
    return books.order_by("title", "pk").prefetch_related(*ROWS)


def revisions_of_books() -> QuerySet:
    return with_is_draft(revisions_of(BookPage))


def shares(kind: str, pk: int) -> QuerySet:
    return mentioning(DraftShare.objects.order_by("pk"), "content", pk, kind)


def versions(revisions: Iterable[Revision], shared: Iterable[DraftShare]) -> Iterator[Version]:
    for revision in revisions:
        yield Version("revision", revision, int(revision.object_id))
    for share in shared:
        yield Version("share", share, share.book_id)


def places_of(changes: list[dict[str, Any]]) -> Iterator[Place]:
    """The places of a merge that are still there; of other pages, also the page itself."""
    kinds = ("book", "revision", "share", "subject", "subject_version", "page_version")
    ids = {kind: [each["pk"] for each in changes if each["kind"] == kind] for kind in kinds}
    yield from map(BookItself, with_rows(BookPage.objects.filter(pk__in=ids["book"])))
    yield from versions(
        Revision.objects.filter(pk__in=ids["revision"]),
        DraftShare.objects.filter(pk__in=ids["share"]),
    )
    yield from map(SubjectBelow, Subject.objects.filter(pk__in=ids["subject"]))
    yield from map(SubjectVersion, Revision.objects.filter(pk__in=ids["subject_version"]))
    pages = {each["page"] for each in changes if each.get("page")}
    yield from pages_themselves(pages)
    yield from versions_of_pages(pages, Q(pk__in=ids["page_version"]))
