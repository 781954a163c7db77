"""Index entries → database: written anew where the digest says that they have changed."""

from books.index import vocabulary
from books.index.entries import Entry, Term
from books.index.vocabulary import stored_words
from books.index.words import store_words
from books.models import Publication, PublicationOffer, PublicationTerm

FIELDS = ("title_key", "author_key", "index_digest")


def write_entries(entries: dict[Publication, Entry]) -> set[Term]:
    """Store the entries of these publications; returns the terms that came or went."""
    changed = {row: entry for row, entry in entries.items() if row.index_digest != entry.digest}
    if not changed:
        return set()
    for row, entry in changed.items():
        row.title_key, row.author_key = entry.title_key, entry.author_key
        row.index_digest = entry.digest
    Publication.objects.bulk_update(changed, FIELDS, batch_size=50)
    before = stored_words([row.pk for row in changed])
    store_words({row: entry.words for row, entry in changed.items()})
    vocabulary.update(before, [entry.words for entry in changed.values()])
    write_offers(changed)
    return write_terms(changed)


def write_terms(entries: dict[Publication, Entry]) -> set[Term]:
    known = PublicationTerm.objects.filter(publication__in=entries)
    before = {(row.publication_id, Term(row.name, row.value, row.label)): row.pk for row in known}
    after = {(row.pk, term) for row, entry in entries.items() for term in entry.terms}
    gone, new = before.keys() - after, after - before.keys()
    PublicationTerm.objects.filter(pk__in=[before[each] for each in gone]).delete()
    PublicationTerm.objects.bulk_create(
        PublicationTerm(publication_id=pk, **term._asdict()) for pk, term in sorted(new)
    )
    return {term for _, term in gone | new}


def write_offers(entries: dict[Publication, Entry]) -> None:
    PublicationOffer.objects.filter(publication__in=entries).delete()
    PublicationOffer.objects.bulk_create(
        PublicationOffer(publication=row, **offer._asdict())
        for row, entry in entries.items()
        for offer in entry.offers
    )
