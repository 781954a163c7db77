from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.signal_handlers import disable_reference_index_auto_update

from books.models import BookIndexPage
from home.demo.books import make_books
from home.demo.house import make_front, make_house
from home.demo.shelves import make_shelves
from home.demo.spanish import make_spanish
from home.demo_users import DEMO_PASSWORD, DEMO_USERNAMES, make_demo_users
from home.tree import front_page, make_tree


class Command(BaseCommand):
    help = "Loads the demo catalogue, its pages and its users; what is there stays as it is."

    def handle(self, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has a public password: load_demo refuses PRODUCTION.")
        with disable_reference_index_auto_update():
            made = make_demo()
        if made:
            call_command("rebuild_references_index", verbosity=0)
        for thing in made:
            self.stdout.write(f"Made {thing}.")
        if not made:
            self.stdout.write("The demo is there: nothing to do.")
        users = ", ".join(DEMO_USERNAMES)
        self.stdout.write(f"Demo users: {users}. Their password: {DEMO_PASSWORD}")


def make_demo() -> list[str]:
    """Makes what is missing; returns what that was, in words."""
    made = [*make_tree(), *make_house(), *make_demo_users(), *make_shelves()]
    made += make_books(BookIndexPage.objects.child_of(front_page()).first())
    return [*made, *make_front(), *make_spanish()]
