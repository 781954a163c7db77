"""What a public server refuses to start with, in processes of their own."""

import pytest

from tests.config.processes import PRODUCTION, run

MAKE_DEMO_USER = """
from django.contrib.auth import get_user_model
from home.demo_users import DEMO_PASSWORD
get_user_model().objects.create_user("editor", password=DEMO_PASSWORD)
"""


@pytest.fixture
def variables(tmp_path) -> dict[str, str]:
    """A public server's, with a migrated database."""
    variables = PRODUCTION | {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    (tmp_path / "static").mkdir()
    migrated = run("manage.py", "migrate", "-v0", **variables)
    assert migrated.returncode == 0, migrated.stderr
    return variables


@pytest.mark.parametrize(
    ("variable", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"DEBUG": "yes"}, "DEBUG"),
    ],
)
def test_unsafe_settings_are_refused(tmp_path, variable, reason):
    refused = run("manage.py", "check", **(PRODUCTION | {"VAR_DIR": str(tmp_path)} | variable))
    assert refused.returncode != 0
    assert reason in refused.stderr.splitlines()[-1]


def test_the_demo_secret_key_is_refused(tmp_path, settings):
    refused = run("manage.py", "check", **(PRODUCTION | {"SECRET_KEY": settings.DEMO_SECRET_KEY}))
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr.splitlines()[-1]


def test_demo_users_are_refused_by_check_and_server(variables):
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **variables)
    assert checked.returncode == 0, checked.stderr
    assert run("-c", "import config.wsgi", **variables).returncode == 0

    made = run("manage.py", "shell", "-c", MAKE_DEMO_USER, **variables)
    assert made.returncode == 0, made.stderr

    checked = run("manage.py", "check", "--deploy", **variables)
    assert checked.returncode != 0
    assert "demo password: editor" in checked.stderr

    started = run("-c", "import config.wsgi", **variables)
    assert started.returncode != 0
    assert len(started.stderr.splitlines()) == 1
    assert "demo password" in started.stderr


def test_a_server_that_cannot_look_for_demo_users_does_not_start(tmp_path):
    variables = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/db.sqlite3"}
    started = run("-c", "import config.wsgi", **variables)
    assert started.returncode != 0
    assert "demo users" in started.stderr
