"""The pages around the books as JSON-LD in the terms of schema.org."""

from books.channels.schema_org import Thing, known, organization, same_as, type_of
from books.channels.texts import in_one_line, largest_jpeg
from books.record_shared import ContributorRecord, SeriesRecord, SubjectRecord


def contributor(record: ContributorRecord, root: str) -> Thing:
    """A person or organisation; `root` is the full address of the site, without its last `/`."""
    jpeg = record.photo and largest_jpeg(record.photo)
    return known(
        type=type_of(record.kind),
        id=root + record.path,
        name=record.name,
        url=root + record.path,
        description=in_one_line(record.bio.text),
        image=jpeg and jpeg.url,
        sameAs=same_as(record.orcid, record.website),
    )


def subject(record: SubjectRecord, root: str) -> Thing:
    about = known(type="Thing", name=record.name)
    return collection(record.name, root + record.path, record.description.text, about)


def series(record: SeriesRecord, root: str) -> Thing:
    about = known(type="BookSeries", name=record.name, issn=record.issn)
    return collection(record.name, root + record.path, record.description.text, about)


def collection(name: str, url: str, description: str, about: Thing | None = None) -> Thing:
    """A page with a list of books."""
    described = in_one_line(description)
    return known(
        type="CollectionPage", id=url, url=url, name=name, description=described, about=about
    )


def page(name: str, url: str, description: str) -> Thing:
    return known(type="WebPage", id=url, url=url, name=name, description=in_one_line(description))


def website(name: str, url: str, search_url: str, publisher: Thing | None = None) -> Thing:
    """`search_url` has `{words}` where the words to look for belong."""
    return known(
        type="WebSite",
        id=f"{url}#website",
        name=name,
        url=url,
        publisher=publisher or organization(name, url),
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search_url},
            "query-input": "required name=words",
        },
    )
