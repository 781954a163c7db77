"""A Python client, generated from the API's document, whole, by openapi-python-client."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.catalogue import READ, assert_demo
from tests.golden import GOLDEN
from tests.running import Running

SCRIPT = Path(__file__).with_name("read_catalogue.py")
SETTINGS = "literal_enums: true\npost_hooks: []\n"


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    """The folder with the generated package; a warning of the generator is a failure."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "settings.yaml").write_text(SETTINGS)
    options = ["--meta=none", "--fail-on-warning", "--config=settings.yaml"]
    paths = [f"--path={GOLDEN / 'openapi.json'}", "--output-path=frontlist_client"]
    run(folder, "-m", "openapi_python_client", "generate", *options, *paths)
    return folder


def run(folder: Path, *command: str) -> str:
    """What Python prints when it runs this, with the generated package in reach."""
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_generated_client_and_what_reads_through_it_are_typed(generated):
    run(generated, "-m", "mypy", "--strict", "--cache-dir=mypy", "frontlist_client", str(SCRIPT))


def test_the_catalogue_can_be_read_through_the_client(generated, catalogue_url):
    assert run(generated, str(SCRIPT), catalogue_url) == READ


def test_the_demo_can_be_read_through_the_client(generated, demo_site: Running):
    assert_demo(run(generated, str(SCRIPT), demo_site.site))
