import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Site

from books.models import BookIndexPage, BookPage, DraftShare
from home.models import HomePage
from tests.factories import make_book, make_site

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def run(*arguments: str) -> list[str]:
    """The lines that the command says."""
    out = io.StringIO()
    call_command("share_draft", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def draft() -> BookPage:
    return make_book("Not yet", live=False)


def token_in(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def test_it_says_the_address_and_its_end(client, settings, draft):
    address, until = run(str(draft.pk))
    assert address.startswith(f"{settings.SITE_URL}/api/v3/previews/")
    assert client.get(address.removeprefix(settings.SITE_URL)).json()["title"] == "Not yet"
    share = DraftShare.objects.get()
    assert abs(share.expires_at - timezone.now() - 7 * DAY) < DAY / 24
    assert "“Not yet”" in until
    assert str(share.expires_at.year) in until


@pytest.mark.parametrize("path", ["/books/not-yet/", "books/not-yet"])
def test_a_book_can_be_named_by_its_path(draft, path):
    run(path)
    assert DraftShare.objects.get().book == draft


@pytest.mark.parametrize("days", [1, 365])
def test_it_ends_after_as_many_days(draft, days):
    run(str(draft.pk), "--days", str(days))
    assert abs(DraftShare.objects.get().expires_at - timezone.now() - days * DAY) < DAY / 24


@pytest.mark.parametrize("days", ["0", "-1", "366", "1000000000000"])
def test_other_numbers_of_days_are_refused(draft, days):
    with pytest.raises(CommandError, match="1 to 365"):
        run(str(draft.pk), "--days", days)
    assert not DraftShare.objects.exists()


@pytest.mark.parametrize("name", ["999999", "9" * 30, "/books/", "/books/other/", "not-yet", ""])
def test_what_is_no_book_is_refused_in_one_line(draft, name):
    with pytest.raises(CommandError, match="There is no book at") as caught:
        run(name)
    assert len(str(caught.value).splitlines()) == 1


def test_a_path_that_two_sites_have_needs_an_id(draft):
    root = make_site().get_parent()
    home = root.add_child(instance=HomePage(title="Elsewhere", slug="elsewhere"))
    Site.objects.create(hostname="elsewhere.example", root_page=home)
    index = home.add_child(instance=BookIndexPage(title="Books", slug="books"))
    other = index.add_child(instance=BookPage(title="Not yet", slug="not-yet", live=False))
    with pytest.raises(CommandError, match=f"{draft.pk}, {other.pk}"):
        run("/books/not-yet/")


def test_a_revoked_token_shows_nothing_any_more(client, settings, draft):
    address = run(str(draft.pk))[0]
    token = token_in(address)
    assert "“Not yet”" in run("--revoke", token)[0]
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 404
    revoked_at = DraftShare.objects.get().revoked_at
    run("--revoke", address)
    assert DraftShare.objects.get().revoked_at == revoked_at


@pytest.mark.parametrize("token", ["", "nonsense", "1.nonsense", "1.\udcff", "\udcff.x"])
def test_only_a_real_token_can_be_revoked(draft, token):
    run(str(draft.pk))
    with pytest.raises(CommandError, match="no shared draft"):
        run("--revoke", token)
    assert DraftShare.objects.get().revoked_at is None


@pytest.mark.parametrize("arguments", [[], ["/books/not-yet/", "--revoke", "nonsense"]])
def test_it_either_shares_or_revokes(draft, arguments):
    with pytest.raises(CommandError, match="Give either"):
        run(*arguments)
