"""A book's record as JSON-LD in the terms of schema.org, for search engines."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from books.channels.citation import full_title, ordinal
from books.channels.texts import description_text, in_one_line, largest_jpeg, root_of
from books.codes import (
    Availability,
    AwardResult,
    ContributorKind,
    Form,
    Licence,
    Role,
    UnpricedReason,
)
from books.dates import availability_today
from books.index.entries import first_day
from books.record import Award, BookRecord, Contribution, Format, Price, SeriesPlace

Thing = dict[str, Any]

# Everyone else has contributed.
ROLES = {
    Role.AUTHOR: "author",
    Role.EDITOR: "editor",
    Role.COMPILER: "editor",
    Role.TRANSLATOR: "translator",
    Role.ILLUSTRATOR: "illustrator",
}
FORMS = {
    Form.HARDBACK: "Hardcover",
    Form.BOARD: "Hardcover",
    Form.EPUB: "EBook",
    Form.PDF: "EBook",
    Form.KINDLE: "EBook",
    Form.AUDIOBOOK: "AudiobookFormat",
    Form.AUDIO_CD: "AudiobookFormat",
}
AVAILABILITY = {
    Availability.AVAILABLE: "InStock",
    Availability.FORTHCOMING: "PreOrder",
    Availability.ON_DEMAND: "MadeToOrder",
    Availability.REPRINTING: "BackOrder",
    Availability.OUT_OF_STOCK: "OutOfStock",
    Availability.OUT_OF_PRINT: "Discontinued",
    Availability.POSTPONED: "OutOfStock",
    Availability.CANCELLED: "Discontinued",
}
UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


class Step(NamedTuple):
    """One step on the way from the home page to a page; `url` is a full address."""

    name: str
    url: str


def script_text(things: Iterable[Thing]) -> str:
    """What stands in a `<script type="application/ld+json">`; nothing in it can end the script."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)


def known(**values: Any) -> Thing:
    """A thing without what is not known of it; `type` and `id` are JSON-LD's."""
    names = {"type": "@type", "id": "@id"}
    return {names.get(name, name): value for name, value in values.items() if value}


def breadcrumbs(steps: Iterable[Step]) -> Thing:
    items = [
        known(type="ListItem", position=position, name=step.name, item=step.url)
        for position, step in enumerate(steps, start=1)
    ]
    return known(type="BreadcrumbList", itemListElement=items)


def steps_to_book(record: BookRecord, home: str) -> list[Step]:
    """From the home page, which has a name, over the book's main subject, if it has one."""
    root = root_of(record)
    shelf = [Step(each.name, root + each.path) for each in record.subjects[:1]]
    return [Step(home, f"{root}/"), *shelf, Step(record.title, record.url)]


def book(record: BookRecord) -> Thing:
    """The work; its formats are examples of it, which can be bought."""
    root, jpeg = root_of(record), record.cover and largest_jpeg(record.cover)
    return known(
        type="Book",
        id=record.url,
        url=record.url,
        name=full_title(record),
        description=in_one_line(description_text(record)),
        inLanguage=record.language,
        datePublished=first_day(record),
        **credits_of(record, root),
        publisher=record.publisher.name and organization(record.publisher.name, f"{root}/"),
        image=jpeg and jpeg.url,
        isPartOf=record.series and place_in_series(record.series, root),
        position=record.series and record.series.number,
        bookEdition=edition_of(record),
        about=[known(type="Thing", name=e.name, url=root + e.path) for e in record.subjects],
        keywords=", ".join(record.keywords),
        award=[award_text(each) for each in record.awards if each.result == AwardResult.WON],
        license=Licence(record.licence).onix,
        identifier=record.doi and known(type="PropertyValue", propertyID="DOI", value=record.doi),
        sameAs=record.doi and f"https://doi.org/{record.doi}",
        workExample=[example(each, record) for each in record.formats],
    )


def credits_of(record: BookRecord, root: str) -> dict[str, list[Thing]]:
    credited: dict[str, list[Thing]] = {}
    for each in record.contributions:
        credited.setdefault(ROLES.get(each.role, "contributor"), []).append(credit(each, root))
    return credited


def credit(contribution: Contribution, root: str) -> Thing:
    who = contribution.contributor
    return known(
        type=type_of(who.kind),
        name=contribution.name,
        url=who.path and root + who.path,
        sameAs=same_as(who.orcid, who.website),
    )


def type_of(kind: ContributorKind) -> str:
    return "Organization" if kind == ContributorKind.ORGANISATION else "Person"


def same_as(orcid: str, website: str) -> list[str]:
    return [address for address in (orcid and f"https://orcid.org/{orcid}", website) if address]


def organization(name: str, url: str, email: str = "", addresses: Iterable[str] = ()) -> Thing:
    return known(type="Organization", name=name, url=url, email=email, sameAs=list(addresses))


def place_in_series(place: SeriesPlace, root: str) -> Thing:
    return known(type="BookSeries", name=place.name, url=root + place.path, issn=place.issn)


def edition_of(record: BookRecord) -> str:
    number = record.edition.number
    parts = (f"{ordinal(number)} edition" if number else "", record.edition.note)
    return ", ".join(part for part in parts if part)


def award_text(award: Award) -> str:
    return f"{award.name} {award.year}" if award.year else award.name


def example(format_: Format, record: BookRecord) -> Thing:
    free = any(each.unpriced_reason == UnpricedReason.FREE for each in format_.prices)
    return known(
        type="Book",
        id=format_.isbn and f"urn:isbn:{format_.isbn}",
        name=full_title(record),
        bookFormat=f"https://schema.org/{FORMS.get(format_.form, 'Paperback')}",
        isbn=format_.isbn,
        numberOfPages=format_.pages,
        datePublished=format_.published_on and format_.published_on.date,
        inLanguage=record.language,
        isAccessibleForFree=free,
        offers=list(offers(format_, record)),
    )


def offers(format_: Format, record: BookRecord) -> Iterator[Thing]:
    """One for each amount; what has no price is not offered."""
    for price in format_.prices:
        if price.amount is not None:
            yield offer(price, format_, record)


def offer(price: Price, format_: Format, record: BookRecord) -> Thing:
    day = format_.published_on and format_.published_on.date
    availability = AVAILABILITY[availability_today(format_.availability, day)]
    return known(
        type="Offer",
        price=price.amount,
        priceCurrency=price.currency,
        availability=f"https://schema.org/{availability}",
        url=format_.buy_link or record.url,
        eligibleRegion=price.territory,
        gtin13=format_.isbn,
    )
