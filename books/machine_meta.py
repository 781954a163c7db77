"""What the head of a page says to search engines and other sites, from what is stored of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from books.channels import highwire, schema_org, schema_org_pages
from books.channels.citation import full_title
from books.channels.feeds import ATOM_TYPE, JSON_TYPE
from books.channels.schema_org import Step, Thing
from books.channels.texts import clipped, largest_jpeg, root_of, summary_of
from books.cleaning import cleaned
from books.index.entries import first_day
from books.listing.here import homes_by_language
from books.models import BookPage, Contributor, Publication, PublisherSettings, Series, Subject
from books.queries import readable
from books.record import BookRecord
from books.record_blocks import Image
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord
from books.rich_text import text_of
from books.sites import root_url_of

# Characters of a description that search engines show.
SHOWN = 160
Kind = Publication.Kind


class FeedLink(NamedTuple):
    title: str
    type: str
    address: str


@dataclass
class Meta:
    """`kind` is Open Graph's type, `properties` and `names` are its `<meta>` elements besides."""

    title: str
    description: str
    url: str
    site_name: str
    kind: str = "website"
    image: Any | None = None
    image_alt: str = ""
    properties: list[tuple[str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    feeds: list[FeedLink] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)

    @property
    def script(self) -> str:
        return schema_org.script_text(self.things)


def meta_of(thing: Model, request: HttpRequest) -> Meta | None:
    """Of a page, contributor, subject or series; nothing of what is not public."""
    kind = next((kind for model, kind in KINDS.items() if isinstance(thing, model)), Kind.PAGE)
    row = Publication.objects.public().filter(kind=kind, object_id=thing.pk).first()
    if row is None:
        return None
    here = Here(request)
    meta = MAKERS[kind](thing, row, here)
    meta.url += page_number(request)
    return meta


def meta_of_list(title: str, request: HttpRequest) -> Meta:
    """Of a page that lists things, at the address that is asked."""
    here = Here(request)
    url = here.root + request.path
    steps = [here.first_step, Step(title, url)]
    things = [schema_org_pages.collection(title, url, ""), schema_org.breadcrumbs(steps)]
    number = page_number(request)
    return Meta(title, "", url + number, here.name, feeds=here.feeds(), things=things)


def page_number(request: HttpRequest) -> str:
    """Each page of a list is one of its own; how it is filtered and sorted makes no other."""
    number = request.GET.get("page", "")
    is_later = number.isascii() and number.isdigit() and int(number) > 1
    return f"?page={int(number)}" if is_later else ""


class Here:
    """The site that is asked, under its full address."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.publisher = PublisherSettings.behind(request)
        self.name = self.publisher.name
        self.root = root_url_of(request)

    @property
    def home(self) -> str:
        return self.root + reverse("wagtail_serve", args=[""])

    @property
    def first_step(self) -> Step:
        return Step(self.name, self.home)

    def feeds(self, things: str = "", slug: str = "", title: str = "") -> list[FeedLink]:
        """Those of a thing before those of the whole site."""
        own = [("feed_of", (things, slug), _("New books: %(name)s") % {"name": title})]
        all_books = [("new_books_feed", (), _("New books from %(name)s") % {"name": self.name})]
        return [
            FeedLink(label, type_, reverse(name, args=[*args, kind]))
            for name, args, label in (own if things else []) + all_books
            for kind, type_ in (("atom", ATOM_TYPE), ("json", JSON_TYPE))
        ]


def of_book(page: BookPage, row: Publication, here: Here) -> Meta:
    record = BookRecord.model_validate_json(row.record)
    return Meta(
        record.seo_title or full_title(record),
        clipped(summary_of(record), SHOWN),
        record.url,
        here.name,
        "book",
        **image_of(record.cover),
        properties=book_properties(record),
        names=highwire.tags(record),
        feeds=here.feeds(),
        things=[
            schema_org.book(record),
            schema_org.breadcrumbs(schema_org.steps_to_book(record, here.name)),
        ],
    )


def book_properties(record: BookRecord) -> list[tuple[str, str]]:
    """Open Graph's of a book (https://ogp.me/#type_book)."""
    paths = [each.contributor.path for each in record.contributions if each.role == "author"]
    said = [
        *(("book:author", root_of(record) + path) for path in paths if path),
        *(("book:isbn", each.isbn) for each in record.formats),
        ("book:release_date", first_day(record)),
        *(("book:tag", word) for word in record.keywords),
    ]
    return [(name, content) for name, content in said if content]


def image_of(image: Image | None) -> dict[str, Any]:
    jpeg = image and largest_jpeg(image)
    return {"image": jpeg, "image_alt": image.alt} if image and jpeg else {}


def of_contributor(person: Contributor, row: Publication, here: Here) -> Meta:
    record = ContributorRecord.model_validate_json(row.record)
    listing = Step(_("Authors and contributors"), here.root + reverse("contributors"))
    meta = of_shared(record, person.get_absolute_url(), record.bio.text, here, [listing])
    meta.kind = "profile"
    meta.feeds = here.feeds("contributors", person.slug, record.name)
    meta.image, meta.image_alt = largest_jpeg(record.photo) if record.photo else None, record.name
    meta.things.insert(0, schema_org_pages.contributor(record, here.root))
    return meta


def of_subject(subject: Subject, row: Publication, here: Here) -> Meta:
    record = SubjectRecord.model_validate_json(row.record)
    above = Subject.objects.in_bulk([each.id for each in record.ancestors])
    steps = [
        Step(each.name, here.root + above[each.id].get_absolute_url())
        for each in record.ancestors
        if each.id in above
    ]
    meta = of_shared(record, subject.get_absolute_url(), record.description.text, here, steps)
    meta.feeds = here.feeds("subjects", subject.slug, record.name)
    meta.things.insert(0, schema_org_pages.subject(record, here.root))
    return meta


def of_series(series: Series, row: Publication, here: Here) -> Meta:
    record = SeriesRecord.model_validate_json(row.record)
    meta = of_shared(record, series.get_absolute_url(), record.description.text, here)
    meta.feeds = here.feeds("series", series.slug, record.name)
    meta.things.insert(0, schema_org_pages.series(record, here.root))
    return meta


def of_shared(
    record: ContributorRecord | SubjectRecord | SeriesRecord,
    path: str,
    words: str,
    here: Here,
    above: list[Step] | None = None,
) -> Meta:
    """`path` has the language that the page is read in; the record's has none."""
    record.path, url = path, here.root + path
    steps = [here.first_step, *(above or []), Step(record.name, url)]
    things = [schema_org.breadcrumbs(steps)]
    return Meta(record.name, clipped(words, SHOWN), url, here.name, things=things)


def of_page(page: Page, row: Publication, here: Here) -> Meta:
    url, title = here.root + row.path, page.seo_title or page.title
    meta = Meta(title, clipped(words_of_page(page), SHOWN), url, here.name, feeds=here.feeds())
    if any(page.pk == home.pk for home in homes_by_language(here.request).values()):
        meta.things = things_of_home(here, url)
        return meta
    described = (title, url, meta.description)
    lists_books = any(issubclass(BookPage, model) for model in page.allowed_subpage_models())
    make = schema_org_pages.collection if lists_books else schema_org_pages.page
    meta.things = [make(*described), schema_org.breadcrumbs(steps_to_page(page, url, here))]
    return meta


def things_of_home(here: Here, url: str) -> list[Thing]:
    links = [link.url for link in here.publisher.social_links.all()] if here.publisher.pk else []
    house = schema_org.organization(here.name, url, here.publisher.email, links)
    search = f"{here.root}{reverse('search')}?q={{words}}"
    return [house, schema_org_pages.website(here.name, url, search, house)]


def steps_to_page(page: Page, url: str, here: Here) -> list[Step]:
    homes = [home.depth for home in homes_by_language(here.request).values()]
    above = readable(page.get_ancestors()).filter(depth__gt=max(homes, default=1))
    steps = [Step(each.title, each.full_url) for each in above if each.full_url]
    return [here.first_step, *steps, Step(page.title, url)]


def words_of_page(page: Page) -> str:
    """What the editor wrote for search engines, or how the page begins."""
    if page.search_description:
        return page.search_description
    if introduction := getattr(page, "introduction", ""):
        return text_of(cleaned(introduction))
    paragraphs = (each for each in getattr(page, "body", []) if each.block_type == "paragraph")
    first = next(paragraphs, None)
    return text_of(cleaned(first.value.source)) if first else ""


KINDS: dict[type[Model], str] = {
    BookPage: Kind.BOOK,
    Contributor: Kind.CONTRIBUTOR,
    Subject: Kind.SUBJECT,
    Series: Kind.SERIES,
}
MAKERS: dict[str, Callable[[Any, Publication, Here], Meta]] = {
    Kind.BOOK: of_book,
    Kind.CONTRIBUTOR: of_contributor,
    Kind.SUBJECT: of_subject,
    Kind.SERIES: of_series,
    Kind.PAGE: of_page,
}
