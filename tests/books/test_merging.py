"""Two that are one become one: nothing that a book says of them is lost, and it can be undone."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import ReferenceIndex, Revision

from books.codes import Role
from books.merging.merge import merge
from books.merging.plan import MergeError, plan_merge
from books.merging.undo import plan_undoing, undo
from books.models import (
    BookPage,
    BookSubject,
    Contribution,
    Contributor,
    DraftShare,
    Merge,
    Publication,
    Rebuild,
    Series,
    Subject,
)
from tests.factories import (
    ContributorFactory,
    SeriesFactory,
    SubjectFactory,
    make_book,
    make_picture,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def marco() -> Contributor:
    return ContributorFactory(name="Marco Coscione", bio="<p>He teaches.</p>")


@pytest.fixture
def twin() -> Contributor:
    """The same person, entered twice."""
    return ContributorFactory(name="M. Coscione", bio="<p>He writes.</p>", orcid="")


def merge_people(twin: Contributor, marco: Contributor) -> Merge:
    return merge("contributor", twin.pk, marco.pk, None)


def credits(book: BookPage) -> list[tuple]:
    rows = Contribution.objects.filter(page=book).order_by("sort_order")
    return [(row.contributor.name, row.role, row.credited_as) for row in rows]


def draft_credits(book: BookPage) -> list[tuple]:
    """Of the draft as publishing it would store it."""
    rows = latest(book).contributions.all()
    return [(row.contributor.name, row.credited_as) for row in rows]


def latest(book: BookPage) -> BookPage:
    return BookPage.objects.get(pk=book.pk).get_latest_revision_as_object()


def bio_of(person: Contributor, text: str = "") -> list:
    return [("contributor", {"contributor": person, "text": text})]


def is_consistent() -> bool:
    """Raises CommandError where a publication does not say what is public."""
    call_command("check_site")
    return True


def told(book: BookPage) -> str:
    return Publication.objects.get(kind="book", object_id=book.pk).record


def test_a_public_book_credits_the_kept_one_under_the_name_it_gave(twin, marco):
    book = make_book(contributor=twin)
    merge_people(twin, marco)
    assert credits(book) == [("Marco Coscione", "author", "M. Coscione")]
    assert not Contributor.objects.filter(pk=twin.pk).exists()
    assert "M. Coscione" in told(book)
    assert is_consistent()


def test_a_name_that_is_the_same_is_not_repeated(marco):
    twin = ContributorFactory(name="Marco Coscione")
    book, other = make_book(contributor=twin), make_book("Another", contributor=twin)
    Contribution.objects.filter(page=other).update(credited_as="Coscione")
    merge_people(twin, marco)
    assert credits(book) == [("Marco Coscione", "author", "")]
    assert credits(other) == [("Marco Coscione", "author", "Coscione")]


def test_a_book_that_credits_both_keeps_one_credit_in_the_earlier_place(twin, marco):
    book = make_book(contributor=twin)
    other = ContributorFactory(name="Ada Writer")
    book.contributions = [
        Contribution(sort_order=0, contributor=twin),
        Contribution(sort_order=1, contributor=other),
        Contribution(sort_order=2, contributor=marco),
        Contribution(sort_order=3, contributor=twin, role=Role.TRANSLATOR),
    ]
    book.save_revision().publish()
    merge_people(twin, marco)
    wanted = [
        ("Marco Coscione", "author", ""),
        ("Ada Writer", "author", ""),
        ("Marco Coscione", "translator", "M. Coscione"),
    ]
    assert credits(book) == wanted
    assert len(draft_credits(book)) == 3
    assert is_consistent()


def test_bios_show_the_kept_one_and_none_twice(twin, marco):
    book = make_book(contributor=twin, author_bio=bio_of(twin))
    both = make_book("Both", contributor=marco, author_bio=bio_of(marco) + bio_of(twin))
    own = make_book("Own", contributor=marco, author_bio=bio_of(marco) + bio_of(twin, "<p>So.</p>"))
    merge_people(twin, marco)
    shown = {
        each.title: [str(block.value["contributor"]) for block in each.author_bio]
        for each in BookPage.objects.all()
    }
    assert shown == {
        book.title: ["Marco Coscione"],
        both.title: ["Marco Coscione"],
        own.title: ["Marco Coscione", "Marco Coscione"],
    }
    assert is_consistent()


def test_a_bio_without_a_credit_is_found_too(twin, marco):
    book = make_book(author_bio=bio_of(twin))
    merge_people(twin, marco)
    assert BookPage.objects.get(pk=book.pk).author_bio[0].value["contributor"] == marco


def test_a_draft_that_was_never_published_keeps_its_credit(twin, marco):
    book = make_book(contributor=twin, live=False)
    book.author_bio = bio_of(twin)
    book.save_revision()
    merge_people(twin, marco)
    assert draft_credits(book) == [("Marco Coscione", "M. Coscione")]
    draft = BookPage.objects.get(pk=book.pk).get_latest_revision()
    draft.publish()
    assert credits(book) == [("Marco Coscione", "author", "M. Coscione")]
    assert is_consistent()


def test_a_draft_of_a_public_book_that_alone_names_the_duplicate_keeps_its_credit(twin, marco):
    book = make_book(contributor=ContributorFactory(name="Ada Writer"))
    book.contributions = [*book.contributions.all(), Contribution(contributor=twin)]
    book.save_revision()
    before = told(book)
    merge_people(twin, marco)
    assert draft_credits(book) == [("Ada Writer", ""), ("Marco Coscione", "M. Coscione")]
    assert told(book) == before


def test_a_scheduled_version_goes_live_with_its_credit(twin, marco):
    book = make_book(contributor=ContributorFactory(name="Ada Writer"))
    book.contributions = [Contribution(contributor=twin)]
    book.go_live_at = timezone.now() + timedelta(days=1)
    scheduled = book.save_revision()
    scheduled.publish()
    later = BookPage.objects.get(pk=book.pk)
    later.contributions = [Contribution(contributor=ContributorFactory(name="Ada Writer"))]
    later.save_revision()
    merge_people(twin, marco)
    scheduled = Revision.objects.get(pk=scheduled.pk)
    scheduled.content = {**scheduled.content, "go_live_at": None}
    scheduled.publish()
    assert credits(book) == [("Marco Coscione", "author", "M. Coscione")]


def test_older_versions_can_be_restored_and_shared_drafts_read(twin, marco):
    book = make_book(contributor=twin)
    old = book.save_revision()
    book.contributions = [Contribution(contributor=ContributorFactory())]
    book.save_revision().publish()
    tomorrow = timezone.now() + timedelta(days=1)
    share = DraftShare.objects.create(book=book, expires_at=tomorrow, content=old.content)
    merge_people(twin, marco)
    for version in (
        Revision.objects.get(pk=old.pk).as_object(),
        DraftShare.objects.get(pk=share.pk).version(),
    ):
        assert [row.contributor for row in version.contributions.all()] == [marco]


def test_numbers_that_only_begin_alike_are_left_alone(marco, twin):
    others = [
        Contributor.objects.create(pk=int(f"{twin.pk}{digit}"), name=f"Other {digit}")
        for digit in range(3)
    ]
    books = [
        make_book(f"Book {each}", contributor=each, author_bio=bio_of(each)) for each in others
    ]
    for book in books:
        book.save_revision()
    merge_people(twin, marco)
    assert Merge.objects.get().moved == []


def test_the_usage_of_the_kept_one_counts_the_moved_books(
    twin, marco, django_capture_on_commit_callbacks
):
    book = make_book(contributor=twin)
    with django_capture_on_commit_callbacks(execute=True):
        merge_people(twin, marco)
    used_by = ReferenceIndex.get_references_to(marco).group_by_source_object()
    assert [page.pk for page, _references in used_by] == [book.pk]


def test_the_api_shows_only_the_kept_one_and_tells_mirrors_that_the_other_is_gone(
    client, twin, marco
):
    make_book(contributor=twin)
    since = client.get("/api/v3/changes/").json()
    assert [each["name"] for each in listed(client, "contributors")] == ["M. Coscione"]
    merge_people(twin, marco)
    assert [each["name"] for each in listed(client, "contributors")] == ["Marco Coscione"]
    assert client.get(f"/api/v3/contributors/{twin.pk}/").status_code == 404
    row = Publication.objects.get(kind="contributor", object_id=twin.pk)
    assert row.withdrawn
    assert since != client.get("/api/v3/changes/").json()


def listed(client, kind: str) -> list[dict]:
    return client.get(f"/api/v3/{kind}/").json()["items"]


def test_subjects_move_with_their_books_and_with_what_stands_below(client):
    trade, commerce = SubjectFactory(name="Trade"), SubjectFactory(name="Commerce")
    fair = SubjectFactory(name="Fair trade", parent=commerce)
    book = make_book(subject=commerce)
    both = make_book("Both", subject=commerce)
    both.book_subjects = [BookSubject(subject=commerce), BookSubject(subject=trade)]
    both.save()
    below = make_book("Below", subject=fair)
    merge("subject", commerce.pk, trade.pk, None)
    for each in (book, both):
        assert list(each.book_subjects.model.objects.filter(page=each).values_list("subject")) == [
            (trade.pk,)
        ]
    fair.refresh_from_db()
    assert fair.parent == trade
    assert "Trade" in told(below)
    assert "Commerce" not in told(below)
    assert is_consistent()


def test_a_subject_is_not_merged_into_one_that_stands_under_it():
    top = SubjectFactory(name="Trade")
    middle = SubjectFactory(name="Fairness", parent=top)
    low = SubjectFactory(name="Fair trade", parent=middle)
    with pytest.raises(MergeError, match="“Fair trade” stands under “Trade”"):
        merge("subject", top.pk, low.pk, None)
    merge("subject", low.pk, top.pk, None)
    assert set(Subject.objects.all()) == {top, middle}


def test_series_move_with_their_books():
    one, two = SeriesFactory(name="Voyages"), SeriesFactory(name="The Voyages")
    book = make_book(series=two, series_number="3")
    draft = make_book("Draft", live=False)
    draft.series = two
    draft.save_revision()
    made = merge("series", two.pk, one.pk, None)
    book = BookPage.objects.get(pk=book.pk)
    assert (book.series, book.series_number) == (one, "3")
    assert latest(draft).series == one
    assert is_consistent()
    undo("series", made.pk, None)
    book = BookPage.objects.get(pk=book.pk)
    assert book.series == two
    assert Series.objects.get(pk=two.pk).slug == two.slug
    assert latest(draft).series == two


def test_more_than_a_hundred_books_become_a_rebuild(
    twin, marco, monkeypatch, django_capture_on_commit_callbacks
):
    books = [make_book(f"Book {number}", contributor=twin) for number in range(4)]
    monkeypatch.setattr("books.publishing.settling.AT_ONCE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        merge_people(twin, marco)
        assert Rebuild.objects.exists()
    assert all(f'"id":{marco.pk}' in told(book) for book in books)
    assert is_consistent()


def test_what_the_duplicate_alone_says_is_told_before(twin, marco):
    twin.photo = make_picture("A portrait")
    twin.orcid = "0000-0002-1825-0097"
    twin.save()
    lost = dict(plan_merge(twin, marco).lost)
    assert lost == {"Bio": "He writes.", "Photo": "A portrait", "ORCID iD": "0000-0002-1825-0097"}


def test_the_plan_tells_public_books_drafts_and_doubles(twin, marco):
    book, draft = make_book(contributor=twin), make_book("Draft", contributor=twin, live=False)
    both = make_book("Both", contributor=twin)
    both.contributions = [Contribution(contributor=twin), Contribution(contributor=marco)]
    both.save()
    later = make_book("Later")
    later.contributions = [Contribution(contributor=twin)]
    later.save_revision()
    plan = plan_merge(twin, marco)
    assert plan.live == {book.pk: book.title, both.pk: "Both"}
    assert plan.drafts == {draft.pk: "Draft", later.pk: "Later"}
    assert plan.doubled == {both.pk: "Both"}


def test_the_old_address_leads_to_the_kept_one_while_that_is_public(client, twin, marco):
    book = make_book(contributor=twin)
    old = twin.get_absolute_url()
    made = merge_people(twin, marco)
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, marco.get_absolute_url())
    marco.slug = "marco"
    marco.save()
    assert client.get(old)["Location"] == "/contributors/marco/"
    book.unpublish()
    assert client.get(old).status_code == 404
    book.save_revision().publish()
    undo("contributor", made.pk, None)
    assert client.get(old).status_code == 200


def test_the_old_address_of_what_was_never_public_is_not_known(client, twin, marco):
    make_book(contributor=marco)
    make_book("Draft", contributor=twin, live=False)
    merge_people(twin, marco)
    assert client.get(twin.get_absolute_url()).status_code == 404


def test_the_old_address_follows_a_second_merge(client, twin, marco):
    make_book(contributor=twin)
    merge_people(twin, marco)
    third = ContributorFactory(name="Coscione, Marco")
    merge_people(marco, third)
    assert client.get(twin.get_absolute_url())["Location"] == third.get_absolute_url()


def test_undoing_gives_everything_back(client, twin, marco):
    book = make_book(contributor=twin, author_bio=bio_of(twin))
    book.contributions = [
        Contribution(sort_order=0, contributor=twin, credited_as="M.C."),
        Contribution(sort_order=1, contributor=marco),
    ]
    book.save_revision().publish()
    draft = make_book("Draft", contributor=twin, live=False)
    draft.save_revision()
    before = credits(book), draft_credits(draft), draft_credits(book), told(book)
    made = merge_people(twin, marco)
    undoing = undo("contributor", made.pk, None)
    assert (credits(book), draft_credits(draft), draft_credits(book), told(book)) == before
    assert not undoing.changed
    again = Contributor.objects.get(pk=twin.pk)
    for name in ("slug", "reference", "name", "sort_name", "bio", "live"):
        assert getattr(again, name) == getattr(twin, name)
    assert {each["name"] for each in listed(client, "contributors")} == {twin.name, marco.name}
    assert is_consistent()


def test_undoing_gives_back_drafts_saved_since_where_the_credits_are_the_same(twin, marco):
    book = make_book(contributor=twin)
    made = merge_people(twin, marco)
    book = BookPage.objects.get(pk=book.pk)
    book.tagline = "A new line"
    book.save_revision()
    undo("contributor", made.pk, None)
    assert draft_credits(book) == [("M. Coscione", "")]
    assert latest(book).tagline == "A new line"


def test_undoing_leaves_what_was_changed_since_and_says_so(twin, marco):
    kept, changed = make_book(contributor=twin), make_book("Changed", contributor=twin)
    gone = make_book("Gone", contributor=twin)
    made = merge_people(twin, marco)
    changed = BookPage.objects.get(pk=changed.pk)
    changed.contributions = [Contribution(contributor=marco, role=Role.EDITOR)]
    changed.save_revision().publish()
    BookPage.objects.get(pk=gone.pk).delete()
    undoing = undo("contributor", made.pk, None)
    assert undoing.changed == {"Changed", "Gone"}
    assert credits(kept) == [("M. Coscione", "author", "")]
    assert credits(changed) == [("Marco Coscione", "editor", "")]
    assert is_consistent()


def test_undoing_brings_the_duplicates_own_draft_back(twin, marco):
    twin.bio = "<p>Still in writing.</p>"
    twin.save_revision()
    made = merge_people(Contributor.objects.get(pk=twin.pk), marco)
    undo("contributor", made.pk, None)
    again = Contributor.objects.get(pk=twin.pk)
    assert again.bio == "<p>He writes.</p>"
    assert again.get_latest_revision_as_object().bio == "<p>Still in writing.</p>"


def test_undoing_takes_another_slug_where_the_old_one_is_taken(twin, marco):
    twin.photo = make_picture("A portrait")
    twin.save()
    made = merge_people(twin, marco)
    twin.photo.delete()
    ContributorFactory(name="M. Coscione")
    undo("contributor", made.pk, None)
    again = Contributor.objects.get(pk=twin.pk)
    assert (again.slug, again.photo) == ("m-coscione-2", None)


def test_undoing_puts_subjects_back_below():
    trade, commerce = SubjectFactory(name="Trade"), SubjectFactory(name="Commerce")
    fair = SubjectFactory(name="Fair trade", parent=commerce)
    book = make_book(subject=fair)
    made = merge("subject", commerce.pk, trade.pk, None)
    undo("subject", made.pk, None)
    fair.refresh_from_db()
    assert fair.parent_id == commerce.pk
    assert "Commerce" in told(book)
    assert is_consistent()


def test_undoing_makes_no_subject_stand_under_itself():
    trade, top = SubjectFactory(name="Trade"), SubjectFactory(name="Economics")
    commerce = SubjectFactory(name="Commerce", parent=top)
    fair = SubjectFactory(name="Fair trade", parent=commerce)
    made = merge("subject", commerce.pk, trade.pk, None)
    top.parent = Subject.objects.get(pk=fair.pk)
    top.save()
    assert undo("subject", made.pk, None).changed == {"Fair trade"}
    assert Subject.objects.get(pk=fair.pk).parent == trade
    assert Subject.objects.get(pk=commerce.pk).parent == top


def test_nothing_is_merged_or_undone_twice(twin, marco):
    make_book(contributor=twin)
    made = merge_people(twin, marco)
    with pytest.raises(MergeError, match="has been merged into “Marco Coscione” already"):
        merge_people(twin, marco)
    with pytest.raises(MergeError, match="itself"):
        merge_people(marco, marco)
    with pytest.raises(MergeError, match="deleted"):
        merge("contributor", marco.pk, 999_999, None)
    undo("contributor", made.pk, None)
    with pytest.raises(MergeError, match="again already"):
        undo("contributor", made.pk, None)


def test_a_merge_into_one_that_was_merged_itself_is_undone_in_its_turn(twin, marco):
    book = make_book(contributor=twin)
    first = merge_people(twin, marco)
    second = merge_people(marco, ContributorFactory(name="Coscione, Marco"))
    with pytest.raises(MergeError, match="already"):
        plan_undoing("contributor", first.pk)
    undo("contributor", second.pk, None)
    undo("contributor", first.pk, None)
    assert credits(book) == [("M. Coscione", "author", "")]


def test_a_merge_that_fails_changes_nothing(twin, marco):
    """It fails at its end, since there is no such user."""
    book = make_book(contributor=twin)

    class Gone:
        pk = 999_999

    with pytest.raises((IntegrityError, ValueError)):
        merge("contributor", twin.pk, marco.pk, Gone())
    assert credits(book) == [("M. Coscione", "author", "")]
    assert is_consistent()
