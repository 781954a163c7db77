import io

import pytest
from django.core.management import CommandError, call_command

from books.models import BookPage, Contributor
from tests.factories import make_catalogue, remove_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text(
        "A Title\nBy Ada Writer\n\nA long river runs through all of it.\n\nAdd to cart\n"
    )
    return path


def run(*arguments) -> tuple[str, str, str]:
    """What the command writes to stdout and stderr, and the error it ends with."""
    out, err, failure = io.StringIO(), io.StringIO(), ""
    try:
        call_command("import_copy", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


def test_each_file_is_reported_with_what_was_not_placed(good):
    make_catalogue()

    out, err, failure = run(good)

    assert "good.txt: draft made" in out
    assert "line 6: Add to cart" in out
    assert (err, failure) == ("", "")
    assert not BookPage.objects.get().live


def test_a_bad_file_has_one_line_of_error_and_the_others_go_on(good, tmp_path):
    make_catalogue()
    binary, empty = tmp_path / "binary.txt", tmp_path / "empty.txt"
    binary.write_bytes(b"A\x00B")
    empty.touch()

    _out, err, failure = run(binary, empty, tmp_path / "missing.txt", tmp_path, good)

    assert len(err.splitlines()) == 4
    assert "binary.txt: This is not a text" in err
    assert "missing.txt: No such file" in err
    assert "4 of 5" in failure
    assert BookPage.objects.get().title == "A Title"


def test_a_file_that_cannot_be_published_leaves_nothing_behind(tmp_path):
    make_catalogue()
    path = tmp_path / "thin.txt"
    path.write_text("A Title\nBy Ada Writer\n")

    _out, err, failure = run(path, "--publish")

    assert "cannot be published" in err
    assert failure
    assert (BookPage.objects.count(), Contributor.objects.count()) == (0, 0)


def test_a_dry_run_writes_nothing(good):
    make_catalogue()

    out, _err, failure = run(good, "--dry-run", "--publish")

    assert "dry run" in out
    assert failure == ""
    assert (BookPage.objects.count(), Contributor.objects.count()) == (0, 0)


def test_publish_publishes_and_a_second_run_changes_nothing(good):
    make_catalogue()

    first, second = run(good, "--publish")[0], run(good, "--publish")[0]

    assert "good.txt: published" in first
    assert "good.txt: unchanged" in second
    assert BookPage.objects.get().live


def test_without_a_catalogue_there_is_one_clear_error(good):
    remove_site()

    out, err, failure = run(good)

    assert (out, err) == ("", "")
    assert "no catalogue" in failure
