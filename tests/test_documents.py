"""What README and docs say to type, typed; and the answers that docs/api.md shows, compared."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from tests.running import Running

README = settings.BASE_DIR / "README.md"
API = settings.BASE_DIR / "docs" / "api.md"
SERVED_AT = "http://127.0.0.1:8000"
STRICTLY = 'set -e\ncurl() { command curl --silent --show-error --fail-with-body "$@"; }\n'


def blocks(document: Path) -> list[str]:
    """What stands indented, without its indent."""
    found = re.findall(r"(?:^ {4}\S.*\n(?:^ {4}.*\n)*)", document.read_text(), re.MULTILINE)
    return [re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip() for block in found]


def commands(document: Path, begin: str) -> list[str]:
    return [block for block in blocks(document) if block.startswith(begin)]


def shown_answers() -> list[tuple[str, str]]:
    """Each command of docs/api.md under which an answer stands, and that answer."""
    all_blocks = blocks(API)
    return [(command, answer) for command, answer in pairwise(all_blocks) if answer.startswith("{")]


@pytest.fixture(scope="module")
def token(demo_site: Running) -> str:
    """Of a draft of the demo."""
    shared = demo_site.run("share_draft", "/books/meditations/")
    return shared.stdout.splitlines()[0].rstrip("/").rpartition("/")[2]


def typed(script: str, site: Running, token: str) -> str:
    """What bash prints, if every command of the script is answered well."""
    script = script.replace(SERVED_AT, site.site).replace("TOKEN", token)
    api = f"API={site.site}/api/v3\n"
    ran = subprocess.run(
        ["bash", "-c", STRICTLY + api + script],
        cwd=settings.BASE_DIR,
        env=site.environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, script + ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    "script", [*commands(README, "API="), *commands(README, ".venv"), *commands(API, "curl")]
)
def test_what_the_documents_say_to_type_works(script, demo_site, token):
    assert typed(script, demo_site, token)


@pytest.mark.parametrize(("command", "answer"), shown_answers())
def test_the_answers_shown_are_those_of_the_demo(command, answer, demo_site, token):
    """`…` stands for what was left out."""
    answered = without_spaces(typed(command, demo_site, token))
    for part in without_spaces(answer).replace(SERVED_AT, demo_site.site).split("…"):
        before, found, answered = answered.partition(part)
        assert found == part, f"{part} is not in what follows {before[:300]}"


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_address_of_every_file_named_in_the_documents_exists():
    for document in [README, *README.parent.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
