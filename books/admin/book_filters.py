"""By what the list of books can be narrowed, each a part of its address."""

import re
from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import MultipleUserFilter, WagtailFilterSet
from wagtail.models import PageLogEntry

from books.admin.status import BookStatus
from books.codes import Form
from books.identifiers import clean_isbn
from books.index.folding import folded
from books.index.limits import cut_search
from books.listing.shelves import SubjectTree
from books.models import BookPage, BookSubject, Contribution, Contributor, Format, Series, Subject
from books.visibility import visible

MONTH = re.compile(r"^[12][0-9]{3}-(0[1-9]|1[0-2])$", re.ASCII)
MISSING = {
    "isbn": (
        _("An ISBN"),
        lambda books: books.filter(pk__in=pages_of(Format.objects.filter(isbn=""))),
    ),
    "cover": (_("The cover"), lambda books: books.filter(cover=None)),
    "needed": (
        _("What a channel needs (see readiness)"),
        lambda books: books.filter(readiness__needed__gt=0),
    ),
    "anything": (_("Anything (see readiness)"), lambda books: books.filter(readiness__gaps__gt=0)),
}


EDITED = ("wagtail.create", "wagtail.edit")


def pages_of(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("page")


def visible_of(model: type[Model]) -> Callable[[HttpRequest], QuerySet]:
    return lambda request: visible(model, request.user)


def editors(request: HttpRequest) -> QuerySet:
    edits = PageLogEntry.objects.filter(action__in=EDITED).order_by()
    return get_user_model().objects.filter(pk__in=edits.values("user"))


def month(value: str) -> str:
    if not MONTH.match(value):
        raise forms.ValidationError(_("Give a year and a month, such as 2026-11."))
    return value


class BookFilters(WagtailFilterSet):
    status = MultipleChoiceFilter(
        field_name="book_status",
        label=_("Status"),
        choices=BookStatus.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    missing = MultipleChoiceFilter(
        label=_("Lacks"),
        choices=[(name, label) for name, (label, _books) in MISSING.items()],
        method="that_lack",
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contributor = CharFilter(label=_("Contributor"), method="credited_to")
    subject = ModelChoiceFilter(label=_("Subject"), queryset=visible_of(Subject), method="on_shelf")
    series = ModelChoiceFilter(label=_("Series"), queryset=visible_of(Series))
    form = ChoiceFilter(label=_("Form"), choices=Form.choices, method="in_form")
    month = CharFilter(
        label=_("Month of publication"),
        method="published_in",
        validators=[month],
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}),
    )
    edited_by = MultipleUserFilter(
        label=_("Edited by"),
        queryset=editors,
        method="touched_by",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = BookPage
        fields = []

    def that_lack(self, books: QuerySet, name: str, values: list[str]) -> QuerySet:
        for value in values:
            books = MISSING[value][1](books)
        return books

    def credited_to(self, books: QuerySet, name: str, value: str) -> QuerySet:
        return books.filter(pk__in=pages_of(credited(folded(cut_search(value)))))

    def on_shelf(self, books: QuerySet, name: str, value: Subject) -> QuerySet:
        """The shelf, and all that stand under it."""
        below = SubjectTree().below(value)
        return books.filter(pk__in=pages_of(BookSubject.objects.filter(subject__in=below)))

    def in_form(self, books: QuerySet, name: str, value: str) -> QuerySet:
        return books.filter(pk__in=pages_of(Format.objects.filter(form=value)))

    def published_in(self, books: QuerySet, name: str, value: str) -> QuerySet:
        year, number = map(int, value.split("-"))
        first = date(year, number, 1)
        after = date(year + number // 12, number % 12 + 1, 1)
        out = Format.objects.filter(published_on__gte=first, published_on__lt=after)
        return books.filter(pk__in=pages_of(out))

    def touched_by(self, books: QuerySet, name: str, value: list) -> QuerySet:
        edits = PageLogEntry.objects.filter(action__in=EDITED, user__in=value)
        return books.filter(pk__in=pages_of(edits)) if value else books


def found(books: QuerySet, words: str) -> QuerySet:
    """The books of this ISBN, or those in which each of these words stands; drafts too."""
    try:
        return books.filter(pk__in=pages_of(Format.objects.filter(isbn=clean_isbn(words))))
    except ValueError:
        parts = dict.fromkeys(folded(cut_search(words)).split())
        return books.filter(*(somewhere(part) for part in parts))


def somewhere(word: str) -> Q:
    """In a title, in the name of someone credited or in an ISBN."""
    return (
        Q(title__folded__contains=word)
        | Q(draft_title__folded__contains=word)
        | Q(subtitle__folded__contains=word)
        | Q(pk__in=pages_of(credited(word)))
        | Q(pk__in=pages_of(with_isbn(word)))
    )


def credited(word: str) -> QuerySet:
    """The credits of those in whose name this stands, which is folded."""
    named = Q(name__folded__contains=word) | Q(sort_name__folded__contains=word)
    people = Contributor.objects.filter(named).order_by()
    credited_so = Q(credited_as__gt="", credited_as__folded__contains=word)
    return Contribution.objects.filter(Q(contributor__in=people) | credited_so)


def with_isbn(word: str) -> QuerySet:
    digits = word.replace("-", "")
    return (
        Format.objects.filter(isbn__contains=digits)
        if digits.isdecimal()
        else Format.objects.none()
    )
