"""The page of `kfcheck serve` in Chromium: accessible, readable without JavaScript, in any width and on paper."""

import subprocess
import sys

import pytest

from tests.standalone.test_serve import serving
from tests.tools import need
from tests.ui.axe import AXE

WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 360, "height": 740}
PAGES = ["kfcheck", "kfcheck/explain/", "kfcheck/explain/home.space", "kfcheck/home"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Beside an IDE that is not there, in a HOME that is not either: there is something to show."""
    env = {"NB_PREFIX": "/notebook/team-a/demo", "HOME": "/nonexistent/kfcheck", "KFCHECK_PLATFORM": "kubeflow-v1"}
    with serving(tmp_path_factory.mktemp("state"), **env) as served:
        yield served


@pytest.fixture
def open_page(browser, server):
    """Open a path of the server: ``open_page(path, **of the browser's context)``."""
    contexts = []

    def begin(path, **options):
        # The page's own policy forbids scripts, axe's as well.
        contexts.append(browser.new_context(bypass_csp=True, **options))
        page = contexts[-1].new_page()
        page.goto(f"http://127.0.0.1:{server.port}/{path}")
        return page

    yield begin
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_objects_to_nothing(open_page, path, scheme):
    need(str(AXE))
    page = open_page(path, color_scheme=scheme, viewport=WIDE)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("() => axe.run()")
    assert found["passes"], "it looked"
    assert [f"{v['id']}: {n['html']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_on_a_narrow_screen(open_page, path):
    page = open_page(path, viewport=NARROW)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROW["width"]


def test_it_is_read_and_walked_through_without_javascript(open_page):
    page = open_page("kfcheck", java_script_enabled=False, viewport=WIDE)
    row = page.get_by_text("HOME is /nonexistent/kfcheck", exact=False).or_(page.get_by_text("cannot be", exact=False))
    assert row.first.is_visible()
    page.locator('a[href="kfcheck/explain/home.path"]').first.click()
    assert page.url.endswith("/kfcheck/explain/home.path")
    assert page.get_by_text("How it is judged", exact=False).first.is_visible()
    page.locator('a[href="../../kfcheck"]').first.click()
    assert page.url.endswith("/kfcheck")


def test_the_themes_differ_and_paper_has_every_row(open_page, tmp_path):
    colours = {}
    for scheme in ("light", "dark"):
        page = open_page("kfcheck", color_scheme=scheme, viewport=WIDE)
        colours[scheme] = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert colours["light"] != colours["dark"]
    page.emulate_media(media="print")
    rows = page.locator("[data-check-id]")
    hidden = [rows.nth(n).get_attribute("data-check-id") for n in range(rows.count()) if not rows.nth(n).is_visible()]
    assert rows.count() > 10
    assert hidden == []
    page.pdf(path=str(tmp_path / "page.pdf"))
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_the_file_that_the_command_writes_is_whole_by_itself(browser, tmp_path):
    target = tmp_path / "report.html"
    command = [sys.executable, "-I", "-m", "jupyter_kfcheck", "run", "-o", f"html={target}"]
    subprocess.run(command, check=False, capture_output=True)
    asked = []
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"file://{target}")
        assert page.locator("[data-check-id]").count() > 10
    assert asked == [f"file://{target}"]
