"""Contributors, subjects and series → their records, any number in a few queries."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from wagtail.models import Site

from books.images import addresses_at, image_part
from books.links import linked_from
from books.models import Contributor, Publication, PublicationTerm, Series, Subject
from books.publishing.context import lineage
from books.queries import contributors, is_in_time
from books.record import Shelf
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord
from books.rich_text import html_and_text, links_at_hand

Kind = Publication.Kind
SharedRecord = ContributorRecord | SubjectRecord | SeriesRecord
# The things that have a page of their own as soon as a public book names them.
SHARED = (Kind.CONTRIBUTOR, Kind.SUBJECT, Kind.SERIES)


def named_by_books(kind: str, ids: Iterable[int]) -> set[int]:
    """Those of these things that a public book names; of no others anything may be known."""
    terms = PublicationTerm.objects.filter(name=kind, value__in=[str(pk) for pk in ids])
    terms = terms.exclude(publication__in=Publication.objects.due())
    return {int(value) for value in terms.order_by().values_list("value", flat=True).distinct()}


def shared_records(kind: str, ids: Collection[int]) -> dict[int, SharedRecord]:
    """The records of these contributors, subjects or series; files are at the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    # Their addresses are those without a language, whoever's change it is.
    with (
        addresses_at(site.root_url if site else ""),
        translation.override(settings.LANGUAGE_CODE),
    ):
        match kind:
            case Kind.CONTRIBUTOR:
                return contributor_records(contributors().filter(is_in_time(), pk__in=ids))
            case Kind.SUBJECT:
                return subject_records(Subject.objects.filter(is_in_time(), pk__in=ids))
        return series_records(Series.objects.filter(is_in_time(), pk__in=ids))


def contributor_records(people: Iterable[Contributor]) -> dict[int, ContributorRecord]:
    people = list(people)
    with links_at_hand(linked_from([person.bio for person in people])):
        return {
            person.pk: ContributorRecord(
                **plain(person, "reference", "sort_name", "kind", "orcid", "website"),
                bio=html_and_text(person.bio),
                photo=person.photo and image_part(person.photo),
            )
            for person in people
        }


def subject_records(subjects: Iterable[Subject]) -> dict[int, SubjectRecord]:
    subjects, all_of_them = list(subjects), Subject.objects.in_bulk()
    with links_at_hand(linked_from([subject.description for subject in subjects])):
        return {
            subject.pk: SubjectRecord(
                **plain(subject, "bisac", "thema", "keyword"),
                ancestors=[
                    Shelf(id=above.pk, name=above.name)
                    for above in lineage(subject.pk, all_of_them)[:-1]
                    if above.live
                ],
                description=html_and_text(subject.description),
            )
            for subject in subjects
        }


def series_records(runs: Iterable[Series]) -> dict[int, SeriesRecord]:
    runs = list(runs)
    with links_at_hand(linked_from([series.description for series in runs])):
        return {
            series.pk: SeriesRecord(
                **plain(series, "issn"), description=html_and_text(series.description)
            )
            for series in runs
        }


def plain(thing: Any, *names: str) -> dict[str, Any]:
    """What all of them have, and these fields."""
    values = {name: getattr(thing, name) for name in ("id", "name", *names)}
    return values | {"path": thing.get_absolute_url()}
