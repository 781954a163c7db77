"""Links within lists repeat what the list knows, and nothing else that its address says."""

import re
from html import unescape

import pytest

from tests.factories import ContributorFactory, SeriesFactory, SubjectFactory, make_book

pytestmark = pytest.mark.django_db

LONG = "x" * 1500
QUERIES = {
    "unknown names": f"unknown={LONG}&{LONG}=1",
    "unknown values": f"subject={LONG}&form={LONG}&order={LONG}&view={LONG}&when={LONG}",
    "many unknown values": "&".join(f"subject=none-{number}" for number in range(400)),
    "many years": "&".join(f"year={number}" for number in range(1000, 1500)),
    "one value again and again": "&".join(["form=paperback"] * 500),
    "single ones again and again": "&".join(["order=title&view=list&when=new"] * 160),
    "letters": f"letter={LONG}",
    "pages": "&".join(["page=2"] * 500),
}


@pytest.fixture
def lists() -> list[str]:
    person, subject, series = ContributorFactory(), SubjectFactory(), SeriesFactory()
    for number in range(26):
        make_book(f"Book {number}", contributor=person, subject=subject, series=series)
    things = [each.get_absolute_url() for each in (person, subject, series)]
    return ["/books/", "/contributors/", "/search/", "/feeds/new.atom", "/sitemap.xml", *things]


def test_no_query_makes_links_longer(client, lists, subtests):
    for address in lists:
        plain = len(client.get(f"{address}?q=book").content)
        for name, query in QUERIES.items():
            with subtests.test(address, query=name):
                answer = client.get(f"{address}?q=book&{query}")
                assert answer.status_code == 200
                links = re.findall(r'(?:href|value)="([^"]*)"', answer.content.decode())
                assert max(map(len, links), default=0) < 600
                assert len(answer.content) < plain + 2 * len(query) + 30_000


def test_what_a_list_knows_is_kept_from_page_to_page(client, lists):
    query = "unknown=1&view=list&form=paperback&form=paperback&order=title&page=1&order=author"
    page = client.get(f"/books/?{query}").content.decode()
    link = unescape(re.search(r'rel="next" href="([^"]*)"', page)[1])
    assert link == "?view=list&form=paperback&order=author&page=2"
    page = client.get("/search/?q=book&unknown=1").content.decode()
    assert 'rel="next" href="?q=book&amp;page=2"' in page


def test_more_values_than_a_reader_chooses_are_left_out(client, lists):
    years = "&".join(f"year={number}" for number in range(1990, 2040))
    page = client.get(f"/books/?{years}").content.decode()
    assert "year=2009" in page
    assert "year=2010" not in page
