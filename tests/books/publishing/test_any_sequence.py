"""Whatever editors do, one after the other: the publications say what is public."""

import random
from datetime import timedelta
from itertools import count

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from books.models import (
    BookIndexPage,
    BookPage,
    Contributor,
    Numbering,
    Publication,
    PublisherSettings,
    RelatedBook,
    Subject,
)
from books.publishing.upkeep import everything, miscounted
from tests.factories import (
    ContributorFactory,
    SubjectFactory,
    make_book,
    make_catalogue,
    make_content_page,
    make_site,
)

pytestmark = pytest.mark.django_db


class Desk:
    """Someone who does anything at random, always the same for the same seed."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.numbers = count()
        home = make_site()
        self.people = [ContributorFactory() for _ in range(2)]
        self.subjects = [SubjectFactory() for _ in range(2)]
        make_catalogue()
        home.add_child(instance=BookIndexPage(title="Other books", slug="other"))
        self.page = make_content_page()
        self.new_book()

    def name(self) -> str:
        return f"Name {next(self.numbers)}"

    def any_of(self, things):
        return self.random.choice(list(things))

    def book(self) -> BookPage:
        return self.any_of(BookPage.objects.order_by("pk"))

    def new_book(self) -> None:
        link = f'<p><a linktype="page" id="{self.page.pk}">link</a></p>'
        make_book(
            self.name(),
            contributor=self.any_of(self.people),
            subject=self.any_of(self.subjects),
            description=[("paragraph", link)],
            live=self.random.random() < 0.7,
        )

    def edit(self) -> None:
        book = self.book().get_latest_revision_as_object()
        if not book.alias_of_id:
            book.title = self.name()
            revision = book.save_revision()
            if self.random.random() < 0.7:
                revision.publish()

    def relate(self) -> None:
        book, other = self.book(), self.book()
        if not book.alias_of_id and book != other:
            book.related_books = [RelatedBook(book=other)]
            book.save()

    def unpublish(self) -> None:
        self.book().unpublish()

    def delete(self) -> None:
        if BookPage.objects.count() > 2:
            self.book().delete()

    def copy(self) -> None:
        book = self.book()
        if not book.alias_of_id:
            book.copy(update_attrs={"slug": f"copy-{next(self.numbers)}"}, keep_live=True)

    def alias(self) -> None:
        book = self.book()
        if not book.alias_of_id:
            book.create_alias(update_slug=f"alias-{next(self.numbers)}")

    def move(self) -> None:
        target = self.any_of(BookIndexPage.objects.order_by("pk"))
        book = self.book()
        if book.get_parent().pk != target.pk:
            book.move(target, pos="last-child")

    def readdress(self) -> None:
        index = self.any_of(BookIndexPage.objects.order_by("pk"))
        index.slug = f"list-{next(self.numbers)}"
        index.save()

    def restrict(self) -> None:
        page = self.any_of([self.book(), make_site(), *BookIndexPage.objects.order_by("pk")])
        PageViewRestriction.objects.create(
            page=Page.objects.get(pk=page.pk), restriction_type="login"
        )

    def lift(self) -> None:
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()

    def expire(self) -> None:
        due = timezone.now() - timedelta(minutes=1)
        Page.objects.filter(pk=self.book().pk).update(expire_at=due)
        call_command("publish_scheduled")

    def rename_person(self) -> None:
        person = Contributor.objects.get(pk=self.any_of(self.people).pk)
        person.name = self.name()
        person.save_revision().publish()

    def hide_person(self) -> None:
        Contributor.objects.get(pk=self.any_of(self.people).pk).unpublish()

    def rename_subject(self) -> None:
        first, second = Subject.objects.order_by("pk")
        first.name, first.parent = self.name(), self.any_of([None, second])
        first.save()

    def hide_subject(self) -> None:
        subject = self.any_of(Subject.objects.order_by("pk"))
        subject.unpublish() if subject.live else subject.save_revision().publish()

    def hide_page(self) -> None:
        page = Page.objects.get(pk=self.page.pk).specific
        page.unpublish() if page.live else page.save_revision().publish()

    def change_settings(self) -> None:
        settings = PublisherSettings.for_site(Site.objects.get())
        settings.newsletter_offer = self.name()
        settings.student_offer_page_id = self.page.pk
        settings.student_offer_label = "Student?"
        settings.save()

    def step(self) -> str:
        names = sorted(name for name in vars(Desk) if name not in NOT_STEPS and name[0] != "_")
        name = self.any_of(names)
        getattr(self, name)()
        return name


NOT_STEPS = {"name", "any_of", "book", "step"}


@pytest.mark.parametrize("seed", range(6))
def test_after_every_step_the_publications_say_what_is_public(seed):
    desk, done, last = Desk(seed), [], 0
    for _ in range(25):
        done.append(desk.step())
        drifts = [drift for batch in everything() for drift in batch.drift()]
        assert [(drift.key, drift.reason) for drift in drifts] == [], done
        assert miscounted() == {}, done
        public = set(BookPage.objects.published().values_list("pk", flat=True))
        rows = Publication.objects.books().public()
        assert set(rows.values_list("object_id", flat=True)) == public, done
        highest = Publication.objects.order_by("-number").first().number
        assert Numbering.objects.get().last == highest >= last, done
        last = highest
