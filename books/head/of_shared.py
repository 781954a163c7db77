"""The heads of the pages of contributors, subjects and series."""

from django.urls import reverse
from django.utils.translation import gettext as _

from books.channels import schema_org, schema_org_pages
from books.channels.schema_org import Step
from books.channels.texts import clipped, largest_jpeg
from books.head.here import Here
from books.head.meta import SHOWN, Meta
from books.models import Contributor, Publication, Series, Subject
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord


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
