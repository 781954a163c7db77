import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, Revision
from wagtail.search import index

from books.admin.panels import BOOK_FORM
from books.api.generic import BOOK_API_FIELDS
from books.blocks import (
    AuthorBioBlock,
    ContentsBlock,
    DescriptionBlock,
    PraiseBlock,
)
from books.codes import Language, Licence
from books.fields import DOIField
from books.index.folding import spellings_of
from books.models.deleted_references import what_is_left
from books.models.permissions import BookPermissionTester
from books.models.publication import Publication
from books.models.published import PublishedPage
from books.models.rows import RowParent
from books.publishing.changes import one_change
from books.queries import BookPageQuerySet
from books.record import BookRecord


class BookPage(RowParent, PublishedPage, Page):
    """One book: a work with its texts, its contributors and its formats."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    tagline = models.CharField(
        _("tagline"), max_length=255, blank=True, help_text=_("One line that sells the book.")
    )
    language = models.CharField(
        _("language of the text"), max_length=3, choices=Language.choices, default=Language.ENGLISH
    )
    edition_number = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    edition_note = models.CharField(
        _("edition note"), max_length=255, blank=True, help_text=_("For example: Revised.")
    )
    series = models.ForeignKey(
        "books.Series",
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="books",
    )
    series_number = models.CharField(_("number in the series"), max_length=20, blank=True)
    cover = models.ForeignKey(
        "books.Picture",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cover_alt = models.CharField(
        _("cover in words"),
        max_length=255,
        blank=True,
        help_text=_("For readers who do not see it. Left empty: “Cover of” and the title."),
    )
    description = StreamField(DescriptionBlock(), verbose_name=_("description"))
    contents = StreamField(ContentsBlock(), verbose_name=_("contents"), blank=True)
    author_bio = StreamField(AuthorBioBlock(), verbose_name=_("author bio"), blank=True)
    praise = StreamField(PraiseBlock(), verbose_name=_("praise"), blank=True)
    rights = models.CharField(
        _("rights line"), max_length=255, blank=True, help_text=_("For example: World English.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=20,
        choices=Licence.choices,
        default=Licence.ALL_RIGHTS_RESERVED,
    )
    doi = DOIField("DOI", max_length=255, blank=True, help_text=_("For example 10.1234/abcd."))
    keywords = models.CharField(
        _("keywords"), max_length=1000, blank=True, help_text=_("Parted by commas.")
    )
    offers_exam_copies = models.BooleanField(_("teachers can ask for an exam copy"), default=False)
    in_student_offer = models.BooleanField(_("is part of the student offer"), default=False)

    objects = PageManager.from_queryset(BookPageQuerySet)()

    edit_handler = BOOK_FORM
    search_fields = [
        *Page.search_fields,
        index.SearchField("folded_title"),
        index.AutocompleteField("folded_title"),
        index.SearchField("subtitle"),
        index.SearchField("tagline"),
        index.SearchField("description"),
        index.SearchField("contents"),
        index.SearchField("keywords"),
        index.FilterField("language"),
        index.RelatedFields(
            "contributions",
            [
                index.SearchField("credited_as"),
                index.RelatedFields(
                    "contributor", [index.SearchField("name"), index.SearchField("folded_name")]
                ),
            ],
        ),
        index.RelatedFields("formats", [index.SearchField("isbn")]),
    ]
    api_fields = BOOK_API_FIELDS
    parent_page_types = ["books.BookIndexPage"]
    subpage_types = []
    template = "books/book_page.html"
    # Set while the page is served to readers of what is public.
    publication: Publication | None = None

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")

    def save(self, clean: bool = True, **kwargs):
        if self._state.adding:
            self._become_a_book_of_its_own()
        if clean and self.live:
            self._check_relations()
        return super().save(clean=clean, **kwargs)

    def _check_relations(self) -> None:
        """What `clean` cannot see, since a form sets child relations only after it.

        Says which book it is, of the many that may be published at once.
        """
        try:
            if not self.contributions.all():
                raise ValidationError(_("Add at least one contributor before publishing."))
            for format_ in self.formats.all():
                format_.page = self
                format_.clean()
            self._check_rows()
        except ValidationError as error:
            named = [f"“{self.title}”: {message}" for message in error.messages]
            raise ValidationError(named) from error

    def _check_rows(self) -> None:
        """What the database would refuse, and what a draft alone may have."""
        formats = list(self.formats.all())
        isbns = [format_.isbn for format_ in formats if format_.isbn]
        if len(isbns) != len(set(isbns)):
            raise ValidationError(_("Two formats have the same ISBN."))
        for parent in (self, *formats):
            parent.check_rows()

    def _become_a_book_of_its_own(self) -> None:
        """A copy gets a reference of its own; a copy that is another work, ISBNs of its own."""
        originals = BookPage.objects.filter(reference=self.reference)
        if not originals.exists():
            return
        self.reference = uuid.uuid4()
        if not self.alias_of_id and not originals.filter(translation_key=self.translation_key):
            for format_ in self.formats.all():
                format_.isbn = ""

    def give_up_isbns(self) -> None:
        """Those that another work has: of an alias that becomes a book of its own."""
        isbns = self.formats.exclude(isbn="").values_list("isbn", flat=True)
        others = BookPage.objects.filter(formats__isbn__in=list(isbns))
        if others.exclude(translation_key=self.translation_key).exists():
            self.formats.get_live_queryset().update(isbn="")

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        from books.trail import log_changes

        with one_change():
            revision = super().save_revision(*args, **kwargs)
            log_changes(revision, self._version_before(revision))
        return revision

    def _version_before(self, revision: Revision) -> dict[str, Any]:
        """What the revision before this one holds; of a first one, the book."""
        before = self.revisions.filter(pk__lt=revision.pk).order_by("-pk").first()
        return before.content if before else BookPage.objects.get(pk=self.pk).serializable_data()

    def is_relied_on(self, revision: Revision) -> bool:
        """A draft that was shared as it was then is kept, too."""
        shares = self.draft_shares.filter(content__isnull=False)
        since = shares.filter(created_at__gte=revision.created_at)
        return super().is_relied_on(revision) or since.exists()

    @classmethod
    def from_serializable_data(
        cls, data: dict, check_fks: bool = True, strict_fks: bool = False
    ) -> "BookPage":
        content = what_is_left(cls, data) if check_fks else data
        return super().from_serializable_data(content, check_fks=False, strict_fks=strict_fks)

    def with_content_json(self, content: dict) -> "BookPage":
        """The page as `content` tells it, still under its own reference."""
        page = super().with_content_json(content)
        page.reference = self.reference
        return page

    def permissions_for_user(self, user: Any) -> BookPermissionTester:
        return BookPermissionTester(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows what is stored of the book; previews and shared drafts come by other ways."""
        from books.details import publication_of

        self.publication = publication_of(self)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The details are made when the page is: their images may then need keys."""
        from books.details import details_of

        context = super().get_context(request, *args, **kwargs)
        return {**context, "details": SimpleLazyObject(lambda: details_of(self, request))}

    def is_previewable(self) -> bool:
        """Always; a list of books need not ask each for its modes."""
        return True

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        from books.previews.modes import modes_of

        return modes_of(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from books.previews.modes import serve

        return serve(self, request, mode_name)

    @cached_property
    def public_record(self) -> BookRecord | None:
        """What is stored of a book that is served to readers."""
        stored = self.publication
        return BookRecord.model_validate_json(stored.record) if stored else None

    @property
    def full_title(self) -> str:
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    def folded_title(self) -> str:
        """As those type it who leave accents and apostrophes out."""
        return " ".join(spellings_of(self.full_title))

    @property
    def cover_alt_text(self) -> str:
        return self.cover_alt or _("Cover of %(title)s") % {"title": self.title}

    @property
    def keyword_list(self) -> list[str]:
        return [word.strip() for word in self.keywords.split(",") if word.strip()]
