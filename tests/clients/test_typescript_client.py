"""A TypeScript client, its types generated from the API's document by openapi-typescript."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.catalogue import READ, assert_demo
from tests.golden import GOLDEN
from tests.running import Running

FOLDER = Path(__file__).with_name("typescript")
DOCUMENT = GOLDEN / "openapi.json"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)


def compile_against(document: Path) -> subprocess.CompletedProcess[str]:
    """The types made from this document, and `read_catalogue.ts` compiled with them."""
    run(
        "npm", "run", "types", "--", str(document), "--output=generated/api.d.ts"
    ).check_returncode()
    return run("npm", "run", "compile")


def with_a_new_block(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    block = json.dumps(schemas["HeadingBlock"]).replace('"heading"', '"map"')
    schemas["MapBlock"] = json.loads(block)
    stream = schemas["BookRecord"]["properties"]["description"]["items"]
    stream["oneOf"].append({"$ref": "#/components/schemas/MapBlock"})
    stream["discriminator"]["mapping"]["map"] = "#/components/schemas/MapBlock"


def without_the_currency(document: dict[str, Any]) -> None:
    del document["components"]["schemas"]["Price"]["properties"]["currency"]


def without_the_cursor(document: dict[str, Any]) -> None:
    books = document["paths"]["/api/v3/books/"]["get"]
    books["parameters"] = [each for each in books["parameters"] if each["name"] != "cursor"]


@pytest.mark.node
@pytest.mark.parametrize("change", [with_a_new_block, without_the_currency, without_the_cursor])
def test_a_client_notices_when_the_contract_changes(tmp_path, change):
    document = json.loads(DOCUMENT.read_text())
    change(document)
    changed = tmp_path / "openapi.json"
    changed.write_text(json.dumps(document))
    compiled = compile_against(changed)
    assert compiled.returncode
    assert "read_catalogue.ts" in compiled.stdout


@pytest.mark.node
def test_catalogues_can_be_read_through_the_types(catalogue_url, demo_site: Running):
    compiled = compile_against(DOCUMENT)
    assert compiled.returncode == 0, compiled.stdout
    ran = run("node", "generated/read_catalogue.js", catalogue_url)
    assert ran.stdout == READ, ran.stderr
    assert_demo(run("node", "generated/read_catalogue.js", demo_site.site).stdout)


@pytest.mark.once
def test_the_lock_names_no_addresses_to_download_from():
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    packages = [package for path, package in lock["packages"].items() if path]
    assert not any("resolved" in package for package in packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    wanted = json.loads((FOLDER / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
