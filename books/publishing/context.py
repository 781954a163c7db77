"""What the records of some books refer to, loaded for all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.models import Page, Site

from books.links import public_documents, readable_pages
from books.models import BookPage, Contributor, PublisherSettings, Subject
from books.queries import STREAMS, fill_streams, strings_in
from books.rich_text import Linked, linked_ids


@dataclass
class RecordContext:
    """Everything beside the page itself that `books.publishing.records` needs."""

    linked: Linked
    publishers: dict[int, PublisherSettings]
    subjects: dict[int, Subject]

    def readable(self, page_id: int | None) -> Page | None:
        return self.linked.pages.get(page_id) if page_id else None

    def publisher(self, site_id: int) -> PublisherSettings:
        return self.publishers.get(site_id) or PublisherSettings(site_id=site_id)

    def lineage(self, subject_id: int) -> list[Subject]:
        return lineage(subject_id, self.subjects)


def lineage(subject_id: int, subjects: dict[int, Subject]) -> list[Subject]:
    """A subject and what it stands under, from the top."""
    line = [subjects[subject_id]]
    while line[0].parent_id and subjects[line[0].parent_id] not in line:
        line.insert(0, subjects[line[0].parent_id])
    return line


def load_context(pages: list[BookPage]) -> RecordContext:
    """Load what these books refer to, in a number of queries that does not grow with theirs."""
    Site.clear_site_root_paths_cache()
    fill_streams(pages)
    publishers = {settings.site_id: settings for settings in PublisherSettings.objects.all()}
    sources = list(texts_of(pages))
    wanted = linked_ids(sources, "page") | {
        related.book_id for page in pages for related in page.related_books.all()
    }
    for settings in publishers.values():
        wanted |= {settings.student_offer_page_id, settings.exam_copy_page_id} - {None}
    documents = linked_ids(sources, "document") | {
        format_.sample_id for page in pages for format_ in page.formats.all() if format_.sample_id
    }
    linked = Linked(readable_pages(wanted), public_documents(documents))
    root_paths = Site.get_site_root_paths()
    for page in [*pages, *linked.pages.values()]:
        page._wagtail_cached_site_root_paths = root_paths
    return RecordContext(linked, publishers, subjects_above(pages))


def subjects_above(pages: list[BookPage]) -> dict[int, Subject]:
    """All subjects by id, or none where no book has one."""
    if not any(page.book_subjects.all() for page in pages):
        return {}
    return {subject.pk: subject for subject in Subject.objects.all()}


def texts_of(pages: list[BookPage]) -> Iterable[str]:
    """Every stored text of these books that may hold links."""
    for page in pages:
        for name in STREAMS:
            yield from strings_in(getattr(page, name).get_prep_value())
        yield from (contributor.bio for contributor in contributors_of(page))


def contributors_of(page: BookPage) -> Iterable[Contributor]:
    """Those credited on the book, and those whose bios its author bio stream picks."""
    for contribution in page.contributions.all():
        yield contribution.contributor
    for block in page.author_bio:
        if block.block_type == "contributor" and block.value["contributor"]:
            yield block.value["contributor"]
