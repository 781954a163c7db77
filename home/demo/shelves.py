"""Makes what the demo's books share: contributors, subjects and series."""

from books.models import Contributor, Series, Subject
from books.publishing.changes import one_change
from home.demo.files import read
from home.demo.streams import rich_text


def make_shelves() -> list[str]:
    with one_change():
        made = make_contributors() + make_subjects() + make_series()
    return [f"{made} contributors, subjects and series"] if made else []


def make_contributors() -> int:
    there = set(Contributor.objects.values_list("slug", flat=True))
    missing = {slug: data for slug, data in read("contributors.toml").items() if slug not in there}
    for slug, data in missing.items():
        fields = {**data, "bio": rich_text(data["bio"])}
        contributor = Contributor.objects.create(slug=slug, live=False, **fields)
        contributor.save_revision().publish()
    return len(missing)


def make_subjects() -> int:
    """A subject stands in its file after the one it stands under."""
    there = {subject.slug: subject for subject in Subject.objects.all()}
    missing = {slug: data for slug, data in read("subjects.toml").items() if slug not in there}
    for slug, data in missing.items():
        parent = there.get(data.pop("under", ""))
        there[slug] = Subject.objects.create(slug=slug, parent=parent, **data)
    return len(missing)


def make_series() -> int:
    there = set(Series.objects.values_list("slug", flat=True))
    missing = {slug: data for slug, data in read("series.toml").items() if slug not in there}
    for slug, data in missing.items():
        fields = {**data, "description": rich_text(data["description"])}
        Series.objects.create(slug=slug, **fields)
    return len(missing)
