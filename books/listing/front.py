"""What stands around every page of a site: asked for once in a request, in few statements."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Locale, Page, PageViewRestriction, Site

from books.models import Publication, PublisherSettings, SocialLink
from books.sites import address_asked, sites_asked
from books.statements import Statement, given

# What links to pages are made of; the other fields of such pages are loaded when asked for.
LINKED = {
    *("id", "path", "depth", "translation_key", "locale_id", "live", "title", "content_type_id"),
    *("url_path", "show_in_menus", "go_live_at", "expire_at", "alias_of_id"),
}


def columns(model: type[Model], wanted: Collection[str] = ()) -> list[str]:
    """The fields of a model, all or those wanted, in the order in which `made` takes them."""
    names = [each.attname for each in model._meta.concrete_fields]
    return [name for name in names if not wanted or name in wanted]


def made(model: type[Model], row: Iterable[Any], wanted: Collection[str] = ()) -> Any:
    """The instance of which a statement has told these `columns`."""
    return model.from_db(DEFAULT_DB_ALIAS, columns(model, wanted), list(row))


@lru_cache(maxsize=100)
def by_id(model: type[Model], count: int) -> Statement:
    rows = model._default_manager.filter(pk__in=[given(f"id{n}") for n in range(count)]).order_by()
    return Statement(lambda: rows.values_list(*columns(model)))


def rows_by_id(model: type[Model], ids: Collection[int]) -> dict[int, Any]:
    """As `in_bulk` does it, without making the query anew each time."""
    if not ids:
        return {}
    rows = by_id(model, len(ids)).rows(**{f"id{n}": int(pk) for n, pk in enumerate(ids)})
    return {each.pk: each for each in (made(model, row) for row in rows)}


def site_with_publisher() -> QuerySet:
    settings = [f"publishersettings__{name}" for name in columns(PublisherSettings)]
    sites = Site.objects.filter(pk=Subquery(sites_asked())).order_by()
    root = ("root_page__depth", "root_page__translation_key")
    any_private = Exists(PageViewRestriction.objects.order_by())
    return sites.values_list(any_private, *root, *columns(Site), *settings)


def front_pages() -> QuerySet:
    """The home pages of a site, and right below any home page what is in menus or a catalogue."""
    root = Page.objects.filter(pk=given("root")).values("translation_key")
    homes = Q(translation_key=Subquery(root))
    below = Q(show_in_menus=True) | Q(bookindexpage__isnull=False)
    # Of a hundred thousand pages nearly all are books: these are found among the others.
    others = Publication.objects.public().filter(kind=Publication.Kind.PAGE)
    pages = Page.objects.filter(live=True, pk__in=others.values("object_id"))
    pages = pages.filter(homes | Q(below, depth=given("depth"))).order_by("path")
    return pages.values_list("locale__language_code", "bookindexpage", *columns(Page, LINKED))


def translations() -> QuerySet:
    key = Page.objects.filter(pk=given("page")).values("translation_key")
    # An alias can be live while its source is hidden: its publication knows.
    public = Publication.objects.public().filter(
        kind__in=(Publication.Kind.BOOK, Publication.Kind.PAGE), object_id=OuterRef("pk")
    )
    pages = Page.objects.filter(Exists(public), translation_key=Subquery(key), live=True).order_by()
    return pages.values_list("locale__language_code", *columns(Page, LINKED))


SITE = Statement(site_with_publisher)
PAGES = Statement(front_pages)
TRANSLATIONS = Statement(translations)
PRIVATE = Statement(lambda: PageViewRestriction.objects.order_by().values_list("page__path"))
LINKS = Statement(
    lambda: SocialLink.objects.filter(settings=given("settings")).values_list("name", "url")
)


@dataclass
class Front:
    """`depth` and `key` are those of the site's root page, `key` being shared by its translations.

    `private` are the places in the tree below which not everyone may read, if there are any.
    """

    site: Site | None = None
    publisher: PublisherSettings = field(default_factory=lambda: PublisherSettings.of(None))
    depth: int = 0
    key: UUID | None = None
    any_private: bool = True

    @cached_property
    def private(self) -> list[str]:
        return [path for (path,) in PRIVATE.rows()] if self.any_private else []

    @cached_property
    def links(self) -> list[dict[str, str]]:
        """Where else the publisher can be followed."""
        if not self.publisher.pk:
            return []
        return [{"name": name, "url": url} for name, url in LINKS.rows(settings=self.publisher.pk)]

    @cached_property
    def pages(self) -> list[Page]:
        """Of the front pages those that anyone can read, in the order of the tree."""
        if self.site is None:
            return []
        rows = PAGES.rows(root=self.site.root_page_id, depth=self.depth + 1)
        pages = [page_of(code, row, bool(catalogue)) for code, catalogue, *row in rows]
        return list(self.readable(pages))

    @cached_property
    def homes(self) -> dict[str, Page]:
        """The public home pages by language code, the site's own first."""
        homes = [each for each in self.pages if each.translation_key == self.key]
        homes.sort(key=lambda each: (each.pk != self.site.root_page_id, each.locale.language_code))
        return {each.locale.language_code: each for each in homes}

    @property
    def home(self) -> Page | None:
        """The home page in the language of this request, or else the site's own."""
        return self.homes.get(language_of(self.homes))

    @cached_property
    def below(self) -> list[Page]:
        """What stands right below the home page."""
        home = self.home
        return [each for each in self.pages if home and is_below(each, home)]

    @property
    def menu(self) -> list[Page]:
        return [each for each in self.below if each.show_in_menus]

    @property
    def catalogue(self) -> Page | None:
        return next((each for each in self.below if each.is_catalogue), None)

    def above(self, page: Page) -> list[Page]:
        """Of the front pages those that this one stands under, from the top."""
        return [each for each in self.pages if is_below(page, each)]

    def translations_of(self, page: Page) -> dict[str, Page]:
        """The page and its public translations, by language code; the page's own first."""
        rows = TRANSLATIONS.rows(page=page.pk)
        pages = self.readable(page_of(code, row) for code, *row in rows)
        found = {each.locale.language_code: each for each in pages}
        own = page.locale.language_code
        return {code: found[code] for code in sorted(found, key=lambda code: (code != own, code))}

    def is_open(self, page: Page) -> bool:
        """Whether it is known that no restriction holds for this page, nor for one above it.

        An alias has the restrictions of what it is an alias of: of those, nothing is known.
        """
        line = [page, *self.above(page)]
        whole = len(line) == page.depth - 1
        aliases = any(each.alias_of_id for each in line)
        return whole and not aliases and not page.path.startswith(tuple(self.private))

    def readable(self, pages: Iterable[Page]) -> Iterator[Page]:
        """Of public pages those that are not behind a restriction."""
        return (page for page in pages if not page.path.startswith(tuple(self.private)))


def front_of(request: HttpRequest | None) -> Front:
    """That of the site which is asked, made once in a request."""
    if request is None:
        return Front()
    known = getattr(request, "_front", None)
    if known is None:
        known = request._front = front_at(request)
    return known


def root_url_of(request: HttpRequest) -> str:
    """The full address of the site, without a `/` at its end."""
    site = front_of(request).site
    return site.root_url if site else f"{request.scheme}://{request.get_host()}"


def front_at(request: HttpRequest) -> Front:
    rows = SITE.rows(**address_asked(request))
    if not rows:
        request._wagtail_site = None
        return Front()
    any_private, depth, key, *row = rows[0]
    fields = len(Site._meta.concrete_fields)
    site = request._wagtail_site = made(Site, row[:fields])
    publisher = made(PublisherSettings, row[fields:]) if row[fields] else None
    house = PublisherSettings.named(publisher, site)
    return Front(site, house, depth, key, any_private)


def page_of(code: str, row: Iterable[Any], is_catalogue: bool = False) -> Page:
    page = made(Page, row, LINKED)
    page.locale = Locale(pk=page.locale_id, language_code=code)
    page.is_catalogue = is_catalogue
    return page


def is_below(page: Page, other: Page) -> bool:
    return page.depth > other.depth and page.path.startswith(other.path)


def language_of(homes: Collection[str]) -> str:
    """The active language where the site has it, otherwise the site's own."""
    active = translation.get_language() or ""
    return active if active in homes else next(iter(homes), active)
