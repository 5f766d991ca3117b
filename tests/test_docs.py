"""The documents say what the code does, and lead nowhere that does not exist."""

import json
import re
import runpy

import jsonschema
import pytest
import yaml

from jupyter_kfcheck.checks import BY_ID, CATEGORIES
from jupyter_kfcheck.cli import COMMANDS
from jupyter_kfcheck.contract.sources import load
from jupyter_kfcheck.render.formats import COMMAND_FORMATS, SERVER_FORMATS
from tests import crds
from tests.tools import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
MADE = runpy.run_path(str(ROOT / "dev" / "write-docs"), run_name="docs")["made"]()


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_what_is_made_from_the_code_is_up_to_date(path):
    assert path.read_text("utf-8") == MADE[path], "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page):
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_checks_and_commands_that_a_page_names_exist(page):
    text = page.read_text("utf-8")
    words = set(re.findall(rf"`((?:{'|'.join(CATEGORIES)})\.[a-z]+)`", text))
    assert words <= set(BY_ID)
    assert set(re.findall(r"`kfcheck ([a-z0-9]+)", text)) <= set(COMMANDS)


def test_the_readmes_configuration_is_accepted(tmp_path):
    block = re.search(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    path = tmp_path / "kfcheck.toml"
    path.write_text(block[1])
    contract, problems = load({}, [*BY_ID, *CATEGORIES], str(path))
    assert problems == []
    assert contract.uid == 1001
    assert contract.skip


def test_the_readme_names_every_variable_and_command():
    text = (ROOT / "README.md").read_text("utf-8")
    for name in ("KFCHECK_SKIP", "KFCHECK_KIND", "KFCHECK_TIMEOUT", "KFCHECK_STARTUP", "KFCHECK_EXPECT_GPU"):
        assert name in text


@pytest.mark.slow
def test_the_manifest_is_one_that_kubernetes_takes():
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "platform-admins.md").read_text("utf-8"), re.DOTALL)
    manifest = yaml.safe_load(block[1])
    version = manifest["apiVersion"].partition("/")[2]
    jsonschema.validate(manifest, crds.schema("crd-notebooks.yaml", version))


def test_the_readme_lists_every_command_and_every_format():
    text = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`kfcheck {name}" not in text] == []
    listed = re.search(r"The report comes as (.*?)\. Exit", text, re.DOTALL)[1]
    assert set(re.findall(r"`(\w+)`", listed)) == set(COMMAND_FORMATS)


def test_openapi_offers_the_formats_of_the_registry():
    described = json.loads((ROOT / "jupyter_kfcheck" / "openapi.json").read_text("utf-8"))
    offered = [set(found["enum"]) for found in _find(described, "enum") if "json" in found["enum"]]
    assert offered
    assert all(names == {form.name for form in SERVER_FORMATS} for names in offered)


def _find(document, key):
    """Every object of a JSON document that has ``key``."""
    if isinstance(document, dict):
        if isinstance(document.get(key), list):
            yield document
        document = list(document.values())
    for part in document if isinstance(document, list) else ():
        yield from _find(part, key)
