"""What editors put on the home page: only what is public shows, at a constant cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from books.models import BookPage
from home.blocks import HomeBlock
from home.models import HomePage
from tests.books.publishing.rows import row_of
from tests.factories import (
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_picture,
    make_site,
)

pytestmark = pytest.mark.django_db

TITLE = 'class="card-title" lang="en" dir="ltr">{}</h3>'


def make_front(*body: tuple[str, Any]) -> HomePage:
    """The home page with these blocks, and the catalogue below it."""
    make_catalogue()
    home = make_site()
    home.body = body
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def front(client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def in_days(days: int):
    return timezone.now() + timedelta(days=days)


def event(**fields: Any) -> tuple[str, Any]:
    return "event", {"title": "A reading", "starts_at": in_days(1), **fields}


def test_an_empty_body_shows_new_books_and_those_to_come(client):
    make_front()
    make_book("Old and good")
    make_book("To come", published_on=in_days(40).date())
    content = front(client)
    assert "Old and good" in content
    assert "Forthcoming" in content


def test_the_hero_is_the_chosen_book_or_the_newest_which_no_row_repeats(client):
    chosen = make_book("Chosen", published_on=in_days(-900).date())
    make_book("Newest", published_on=in_days(-1).date())
    make_book("Second", published_on=in_days(-2).date())
    row = ("books", {"source": "new"})
    make_front(("hero", {"book": chosen, "kicker": "Again", "link": "Read it"}), row)
    content = front(client)
    assert content.count(">Chosen</a>") == 1
    assert "Again" in content
    assert ">Read it</a>" in content
    assert TITLE.format("Newest") in content
    make_front(("hero", {"text": "My own words"}), row)
    content = front(client)
    assert ">Newest</a>" in content
    assert "My own words" in content
    assert TITLE.format("Newest") not in content
    assert TITLE.format("Second") in content


def test_a_row_shows_its_books_in_the_editors_order_under_a_heading(client):
    first, second = make_book("Alpha"), make_book("Beta")
    make_front(
        ("books", {"heading": "To begin with", "source": "chosen", "books": [second, first]})
    )
    content = front(client)
    assert "<h2>To begin with</h2>" in content
    assert content.index(TITLE.format("Beta")) < content.index(TITLE.format("Alpha"))
    assert "See all" not in content


@pytest.mark.parametrize("source", ["new", "forthcoming"])
def test_a_row_leads_to_the_whole_list_in_the_catalogue(client, source):
    make_book("A book", published_on=in_days(-5 if source == "new" else 5).date())
    make_front(("books", {"source": source}))
    assert f'href="/books/?when={source}"' in front(client)
    assert client.get(f"/books/?when={source}").status_code == 200
    make_front(("books", {"source": source, "see_all": False}))
    assert "?when=" not in front(client)


def test_a_row_of_books_that_are_no_longer_new_leads_to_all(client):
    make_book("The last one", published_on=in_days(-700).date())
    make_front(("books", {"source": "new"}))
    assert '<p class="more"><a href="/books/">' in front(client)


@pytest.mark.parametrize(
    ("name", "factory"), [("subject", SubjectFactory), ("series", SeriesFactory)]
)
def test_a_row_of_a_shelf_shows_its_books_alone_and_leads_to_it(client, name, factory):
    shelf = factory(name="The shelf")
    make_book("On it", **{name: shelf})
    make_book("Elsewhere")
    make_front(("books", {"source": name, name: shelf}))
    content = front(client)
    assert "<h2>The shelf</h2>" in content
    assert TITLE.format("On it") in content
    assert "Elsewhere" not in content
    assert f'href="{shelf.get_absolute_url()}"' in content


def test_a_row_has_no_more_books_than_it_is_told(client):
    for number in range(3):
        make_book(f"Book {number}")
    make_front(("books", {"source": "new", "count": 2}))
    assert front(client).count("card-title") == 2


def test_a_row_without_a_public_book_is_not_shown_at_all(client):
    hidden = make_book("Hidden", live=False, subject=SubjectFactory(name="Hidden shelf"))
    shelf = hidden.book_subjects.get().subject
    make_front(
        ("hero", {"book": hidden, "kicker": "Hidden words"}),
        ("books", {"heading": "Hidden row", "source": "chosen", "books": [hidden]}),
        ("books", {"source": "subject", "subject": shelf}),
        ("books", {"heading": "Hidden list", "source": "forthcoming"}),
    )
    assert "Hidden" not in front(client)


def test_a_deleted_book_leaves_the_row_as_it_was(client):
    kept, gone = make_book("Kept"), make_book("Gone")
    make_front(("books", {"heading": "Some", "source": "chosen", "books": [gone, kept]}))
    BookPage.objects.get(pk=gone.pk).delete()
    content = front(client)
    assert TITLE.format("Kept") in content
    assert "Gone" not in content


def test_an_event_is_shown_until_it_is_over(client):
    make_front(
        event(title="To come", starts_at=in_days(3), place="The shop", text="<p>Tea.</p>"),
        event(title="Still on", starts_at=in_days(-1), ends_at=in_days(1)),
        event(title="Over", starts_at=in_days(-2), ends_at=in_days(-1)),
        event(title="Yesterday", starts_at=in_days(-1)),
        event(title="This very day", starts_at=timezone.now()),
    )
    content = front(client)
    for title in ("To come", "Still on", "This very day", "The shop", "<p>Tea.</p>"):
        assert title in content
    assert "Over" not in content
    assert "Yesterday" not in content


def test_an_events_time_can_be_read_by_machines(client, settings):
    settings.TIME_ZONE = "UTC"
    starts = in_days(400).replace(hour=18, minute=30, second=0, microsecond=0)
    make_front(event(starts_at=starts, ends_at=starts + timedelta(hours=1)))
    content = front(client)
    assert f'<time datetime="{starts.isoformat()}">' in content
    assert ">7:30 p.m.</time>" in content


def test_the_editor_finds_a_past_event_in_the_form(admin_client):
    home = make_front(event(title="Long over", starts_at=in_days(-30)))
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[home.pk]))
    assert "Long over" in form.content.decode()


@pytest.mark.parametrize(
    ("block", "value", "words"),
    [
        ("books", {"source": "chosen", "heading": "Some"}, "Choose the books"),
        ("books", {"source": "subject"}, "Choose the subject"),
        ("books", {"source": "series"}, "Choose the series"),
        ("books", {"source": "new", "count": 13}, "less than or equal to 12"),
        ("event", event(ends_at=in_days(-9))[1], "cannot end before"),
    ],
)
def test_what_cannot_be_meant_is_refused(block, value, words):
    child = HomeBlock().child_blocks[block]
    with pytest.raises(ValidationError) as refused:
        child.clean(child.normalize(value))
    assert words in str(refused.value.as_json_data())


def test_chosen_books_need_a_heading():
    block = HomeBlock().child_blocks["books"]
    value = block.normalize({"source": "chosen", "books": [make_book()]})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert "heading" in refused.value.as_json_data()["blockErrors"]


def test_the_page_costs_the_same_for_any_number_of_books(client):
    subject = SubjectFactory()

    def plant(start: int, end: int) -> None:
        for number in range(start, end):
            make_book(f"Book {number}", subject=subject, cover=make_picture(f"Cover {number}"))
        books = list(BookPage.objects.all())
        make_front(
            ("hero", {"book": books[0]}),
            ("books", {"source": "new", "count": 12}),
            ("books", {"heading": "Some", "source": "chosen", "books": books}),
            ("books", {"heading": "Again", "source": "chosen", "books": books[::-1]}),
            ("books", {"source": "subject", "subject": subject}),
        )

    def queries() -> int:
        front(client)
        with CaptureQueriesContext(connection) as asked:
            front(client)
        return len(asked)

    plant(0, 2)
    few = queries()
    plant(2, 8)
    assert queries() == few


def test_a_change_of_the_body_is_a_change_of_the_publication(client):
    home = make_front(("text", "<p>Before</p>"))
    before = row_of(home)
    home.body = [("text", "<p>After</p>")]
    home.save_revision().publish()
    after = row_of(home)
    assert after.number > before.number
    assert after.digest != before.digest
    assert "After" in front(client)


def test_the_preview_shows_what_is_not_saved_yet(admin_client):
    home, book = make_front(), make_book("Previewed")
    body = streamfield(
        [
            (
                "books",
                {
                    "heading": "Unsaved heading",
                    "source": "chosen",
                    "books": streamfield([("item", str(book.pk))]),
                    "subject": "",
                    "series": "",
                    "count": "5",
                },
            ),
        ]
    )
    data = {"title": home.title, "slug": home.slug, "introduction": "null", "body": body}
    form = nested_form_data({**data, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0})
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[home.pk])
    assert admin_client.post(address, form).json()["is_valid"]
    content = admin_client.get(address, {"mode": ""}).content.decode()
    assert "Unsaved heading" in content
    assert TITLE.format("Previewed") in content
    assert "Unsaved heading" not in front(admin_client)


def test_the_api_tells_the_body_and_names_only_what_is_public(client):
    public, hidden = make_book("Public"), make_book("Hidden", live=False)
    shelf = SubjectFactory(name="Hidden shelf")
    starts = in_days(2).replace(microsecond=0)
    home = make_front(
        ("hero", {"book": hidden}),
        ("books", {"heading": "Some", "source": "chosen", "books": [hidden, public]}),
        ("books", {"source": "subject", "subject": shelf}),
        event(starts_at=starts, text="<p>Tea.</p>"),
    )
    for version in ("v2", "v3"):
        answer = client.get(f"/api/{version}/pages/{home.pk}/")
        hero, chosen, of_shelf, reading = (each["value"] for each in answer.json()["body"])
        assert hero == {"book": None, "kicker": "", "text": "", "link": ""}
        assert (chosen["heading"], chosen["books"]) == ("Some", [public.pk])
        assert (of_shelf["heading"], of_shelf["subject"], of_shelf["count"]) == ("", None, 5)
        assert reading["starts_at"] == starts.isoformat().replace("+00:00", "Z")
        assert reading["text"] == {"html": "<p>Tea.</p>", "text": "Tea."}
        assert "Hidden" not in answer.content.decode()
