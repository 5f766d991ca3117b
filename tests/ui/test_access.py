"""The panel for those who use no mouse, see no colour, or see nothing."""

import pytest
from playwright.sync_api import expect

from tests.tools import ROOT, need
from tests.ui.panel import NOT_YET

AXE = ROOT / "labextension" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"]


def violations(panel) -> list[str]:
    need(str(AXE))
    panel.page.evaluate(AXE.read_text("utf-8"))
    found = panel.page.evaluate("() => axe.run({include: [['#kfcheck-panel'], ['#kfcheck-status']]})")
    return [f"{v['id']}: {node['html']} {node['failureSummary']}" for v in found["violations"] for node in v["nodes"]]


def test_no_accessibility_violation_in_any_theme_sound_or_broken(lab, notebook):
    for breakage in (lambda: None, notebook.break_home):
        breakage()
        lab.check_again()
        lab.unfold()
        for theme in THEMES:
            lab.theme(theme)
            assert violations(lab) == [], theme


def test_everything_is_reached_and_done_with_the_keyboard_alone(open_lab):
    panel = open_lab()
    expect(panel.item).not_to_have_attribute("title", NOT_YET)
    press = panel.page.keyboard.press
    focused = panel.page.locator(":focus")

    panel.item.focus()
    press("Enter")
    expect(panel.node.locator(".kfcheck-body")).to_be_focused()
    press("Shift+Tab")
    press("Shift+Tab")
    expect(focused).to_have_attribute("aria-label", "Check again")
    press("Enter")
    expect(panel.headline).to_have_text("Checking…")
    panel.expect_well()
    press("Tab")
    expect(focused).to_have_attribute("aria-label", "Copy report")
    press("Enter")
    expect(panel.notice).to_have_text("Copied")
    press("Tab")
    expect(focused).to_contain_text("user")
    press("Enter")
    press("Tab")
    expect(focused).to_contain_text("runs as jovyan")
    press("Space")
    expect(panel.row("user.name").get_by_role("table")).to_be_visible()
    press("Tab")
    expect(focused).to_have_text("About user.name")
    press("Shift+Tab")
    press("Space")
    expect(panel.row("user.name").get_by_role("table")).to_be_hidden()


def test_the_palette_has_the_three_commands(lab):
    lab.page.keyboard.press("Control+Shift+C")
    box = lab.page.get_by_role("dialog").or_(lab.page.locator(".lm-CommandPalette")).last
    lab.page.keyboard.type("Kubeflow")
    for label in ("Show the notebook check", "Check this notebook again", "Copy the report as Markdown"):
        expect(box.get_by_text(label)).to_be_visible()
    lab.page.keyboard.press("Escape")


def test_a_screen_reader_hears_that_it_checks_and_what_came_of_it(lab):
    expect(lab.node.get_by_role("status")).to_have_count(1)
    lab.page.evaluate(
        """() => {
          window.heard = [];
          const region = document.querySelector('#kfcheck-panel [role=status]');
          const hear = () => window.heard.push(region.textContent);
          new MutationObserver(hear).observe(region, {childList: true, subtree: true});
        }"""
    )
    lab.check_again()
    lab.expect_well()
    heard = lab.page.evaluate("() => window.heard")
    assert heard == ["Checking…", "passed: All is well"]


def test_the_command_copies_the_report_of_the_server_and_of_the_browser(lab, notebook):
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.command("kfcheck:copy-report")
    expect(lab.notice).to_have_text("Copied")
    copied = lab.clipboard()
    assert copied.startswith("# Kubeflow notebook check: All is well\n")
    for check in notebook.ask("kfcheck").json()["checks"]:
        assert f"- {check['id']} " in copied
    assert "- browser.websocket passed: " in copied


@pytest.mark.parametrize("width", [250, 320, 1000])
def test_it_fits_narrow_and_wide(lab, width):
    lab.node.evaluate("(node, width) => { node.style.width = width + 'px'; }", width)
    lab.unfold()
    assert lab.node.locator(".kfcheck-body").evaluate("node => node.scrollWidth <= node.clientWidth")
    lab.node.evaluate("node => { node.style.width = ''; }")
