"""Every state of the panel in every theme and width: nothing that shuts anybody out, nothing outside of its edges.

The pictures lie in pytest's temporary folder, to be looked at.
"""

import json

import pytest
from playwright.sync_api import expect

from tests.faults.volumes import fill_bytes, own
from tests.ui.axe import violations
from tests.ui.looks import SPILLS

THEMES = ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"]
WIDTHS = [250, 400, 700]
GPUS = "GPU: 2 \u00d7 H100"
H100 = {"name": "NVIDIA H100 80GB HBM3", "memory_bytes": 85520809984}


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    return tmp_path_factory.mktemp("pictures")


def look_everywhere(panel, name, pictures):
    """Look at a state in all themes and widths: with everything unfolded, and, for the picture, as it opens."""
    page = panel.page
    page.set_viewport_size({"width": 1500, "height": 1000})
    opened = "folds => folds.filter(fold => fold.open).length"
    before = panel.node.locator("details").evaluate_all(opened)
    for theme in THEMES:
        panel.theme(theme)
        for width in WIDTHS:
            panel.resize(width)
            page.mouse.move(300, 500)
            page.screenshot(path=pictures / f"{name}-{theme.split()[-1]}-{width}.png")
            was = panel.node.locator("details").evaluate_all("folds => folds.map(fold => fold.open)")
            panel.unfold()
            found = violations(panel)
            assert found == [], f"{name}, {theme}, {width} px: {found}"
            spilt = panel.node.locator(".kfcheck-body").evaluate(SPILLS)
            assert spilt == [], f"{name}, {width} px: {spilt}"
            panel.node.locator("details").evaluate_all(
                "(folds, was) => folds.forEach((fold, n) => { fold.open = was[n]; })", was
            )
    assert panel.node.locator("details").evaluate_all(opened) == before


def change(panel, edit, headers=None):
    """Let the answers arrive changed: ``edit(report)`` in place."""

    def changed(route):
        answer = route.fetch()
        if answer.status != 200:
            route.fulfill(response=answer, headers=answer.headers | (headers or {}))
            return
        report = answer.json()
        edit(report)
        route.fulfill(response=answer, body=json.dumps(report), headers=answer.headers | (headers or {}))

    panel.page.route("**/kfcheck?*", changed)
    panel.check_again()


def test_healthy_then_with_gpus_then_stale(open_lab, pictures):
    panel = open_lab()
    panel.open()
    panel.expect_well()
    look_everywhere(panel, "healthy", pictures)

    def add_gpus(report):
        report["container"]["gpus"] = 2
        visible = next(check for check in report["checks"] if check["id"] == "gpu.visible")
        visible |= {"status": "pass", "summary": "2 GPUs are visible", "evidence": {"devices": [H100] * 2}}

    change(panel, add_gpus)
    expect(panel.item).to_contain_text(GPUS)
    expect(panel.node.get_by_text(GPUS)).to_be_visible()
    look_everywhere(panel, "gpu", pictures)
    panel.page.unroute_all()
    change(panel, lambda _: None, {"age": "7300"})
    expect(panel.headline).to_contain_text("This report is old")
    look_everywhere(panel, "stale", pictures)
    expect(panel.headline).to_contain_text("This report is old")


def test_failing_then_dead(open_lab, launch, pictures):
    def prepare(volume):
        (volume / "own").mkdir()
        own(volume / "own", (1000, 100), 0o2775)

    home = {"HOME": "/home/jovyan/own"}
    server = launch(env=home, size="64M", prepare=prepare, flags={"allow_origin": None})
    server.until("kfcheck")
    fill_bytes(server.volume)
    panel = open_lab(port=server.port)
    panel.open()
    panel.check_again()
    panel.expect_status("home.space", "fail")
    for cause in ("home.space", "home.path", "server.cors"):
        panel.expect_status(cause, "fail")
        assert panel.row(cause).locator("xpath=ancestor::li").count() == 0, "a cause of its own"
    space = panel.row("home.space")
    assert space.locator('[data-check-id="home.writable"]').count() == 1, "what came of it stands under it"
    expect(space.get_by_text("Because of this:")).to_be_visible()
    look_everywhere(panel, "failing", pictures)
    # To the panel alone the server is gone: JupyterLab itself changes no theme without it.
    panel.page.route("**/kfcheck?*", lambda route: route.abort())
    panel.check_again()
    expect(panel.headline).to_contain_text("The server does not answer")
    look_everywhere(panel, "dead", pictures)
