"""The panel among JupyterLab's own: as high as the debugger's, in every language and direction, in Notebook 7 too."""

import os

import pytest
from playwright.sync_api import expect

from tests.ui import translation
from tests.ui.looks import SPILLS
from tests.ui.panel import NOT_YET

SIZES = """selector => [...document.querySelectorAll(selector)].filter(node => node.checkVisibility()).map(node => {
  const box = node.getBoundingClientRect(), style = getComputedStyle(node);
  return {height: box.height, font: parseFloat(style.fontSize), weight: style.fontWeight, case: style.textTransform};
})"""
WIDE = """selector => [...document.querySelectorAll(selector)].filter(node => node.checkVisibility())
  .map(node => node.getBoundingClientRect().width)"""
OURS, DEBUGGER, RUNNING = "#kfcheck-panel ", "#jp-debugger-sidebar ", "#jp-running-sessions "
PARTS = [
    (".jp-SidePanel-header", DEBUGGER),
    (".jp-SidePanel-header h2", DEBUGGER),
    (".jp-AccordionPanel-title", DEBUGGER),
    (".jp-AccordionPanel-title .lm-AccordionPanel-titleLabel", DEBUGGER),
    (".jp-AccordionPanel-title .lm-AccordionPanel-titleCollapser", DEBUGGER),
    (".jp-SidePanel-toolbar", RUNNING),
]


def test_heads_rows_and_buttons_are_as_those_of_the_debugger(open_lab):
    panel = open_lab()
    page = panel.page
    panel.open()
    panel.expect_well()
    panel.node.locator("summary", has_text="user").first.click()
    ours = {selector: page.evaluate(SIZES, OURS + selector) for selector, _ in PARTS}
    row = page.evaluate(SIZES, OURS + "[data-check-id] > details > summary")[0]
    buttons = page.evaluate(WIDE, OURS + ".jp-SidePanel-toolbar button")
    tall = page.evaluate(SIZES, OURS + ".jp-SidePanel-toolbar button")
    page.evaluate("() => jupyterapp.shell.activateById('jp-debugger-sidebar')")
    page.evaluate("() => jupyterapp.shell.activateById('jp-running-sessions')")
    expect(page.locator(RUNNING + ".jp-TreeItem").first).to_be_visible()
    for selector, peer in PARTS:
        theirs = page.evaluate(SIZES, peer + selector)[0]
        for own in ours[selector]:
            assert abs(own["height"] - theirs["height"]) <= 2, selector
            assert abs(own["font"] - theirs["font"]) <= 2, selector
            assert own["case"] == theirs["case"], selector
    assert {own["weight"] for own in ours[PARTS[3][0]]} == {page.evaluate(SIZES, DEBUGGER + PARTS[3][0])[0]["weight"]}
    their_button = DEBUGGER + ".jp-ToolbarButtonComponent"
    assert all(abs(width - page.evaluate(WIDE, their_button)[0]) <= 2 for width in buttons)
    assert all(abs(own["height"] - page.evaluate(SIZES, their_button)[0]["height"]) <= 2 for own in tall)
    assert abs(row["height"] - page.evaluate(SIZES, RUNNING + ".jp-TreeItem")[0]["height"]) <= 2


@pytest.fixture(scope="module")
def foreign(launch, tmp_path_factory):
    """A notebook whose user speaks a long right-to-left language, and whose HOME nobody can write."""
    folder = tmp_path_factory.mktemp("pack")
    translation.install(folder)
    for path in (folder, *folder.parents):
        if os.stat(path).st_uid == 0 and str(path).startswith("/tmp/"):
            path.chmod(0o755)
    server = launch(env={"PYTHONPATH": str(folder)}, settings={"@jupyterlab/translation-extension:plugin": SPEAKS})
    server.until("kfcheck")
    server.break_home()
    return server


SPEAKS = {"locale": translation.LOCALE}


def test_all_that_the_panel_says_of_its_own_is_translated_and_long_words_fit(open_lab, foreign):
    panel = open_lab(port=foreign.port)
    page = panel.page
    page.wait_for_function("() => window.jupyterapp?.commands.hasCommand('kfcheck:open')")
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    panel.command("kfcheck:open")
    panel.check_again()
    panel.expect_status("home.writable", "fail")
    panel.unfold()
    said = panel.node.evaluate(
        """panel => [
          ...panel.querySelectorAll('h2, strong, button, .kfcheck-spoken, .kfcheck-label, .kfcheck-when, small, a')
        ].map(node => node.getAttribute('aria-label') ?? node.textContent).filter(text => /[a-z]/i.test(text))"""
    )
    assert len(said) > 40
    foreigners = {text for text in said if translation.BEGIN not in text}
    assert foreigners == {"ns/name \u00b7 Kubeflow v1"}, "names alone are the same in every language"
    assert translation.BEGIN in panel.item.get_attribute("title")
    for width in (250, 400, 700):
        panel.node.evaluate("(node, width) => { node.style.width = width + 'px'; }", width)
        assert panel.node.locator(".kfcheck-body").evaluate(SPILLS) == [], width


def test_from_right_to_left_all_is_mirrored_but_names_and_commands(open_lab, foreign):
    panel = open_lab(port=foreign.port)
    page = panel.page
    page.wait_for_function("() => window.jupyterapp?.commands.hasCommand('kfcheck:open')")
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    panel.command("kfcheck:open")
    panel.check_again()
    panel.expect_status("home.writable", "fail")

    def left(selector):
        return page.locator(OURS + selector).first.bounding_box()["x"]

    head = ".jp-AccordionPanel-title "
    assert left(head + ".lm-AccordionPanel-titleCollapser") > left(head + "h3") > left(head + "small")
    row = "[data-check-id] summary "
    assert left(row + ".lm-AccordionPanel-titleCollapser") > left(row + ".kfcheck-sign")
    edge = page.locator(OURS + ".kfcheck-body").bounding_box()
    caret = page.locator(OURS + head + ".lm-AccordionPanel-titleCollapser").first.bounding_box()
    assert edge["x"] + edge["width"] - caret["x"] - caret["width"] < 6
    closed = page.locator(OURS + "details:not([open]) > summary > .lm-AccordionPanel-titleCollapser").first
    assert closed.evaluate("node => getComputedStyle(node).transform") == "matrix(0, 1, -1, 0, 0, 0)", "to the left"
    code = page.locator(OURS + "code").first
    assert code.evaluate("node => getComputedStyle(node).direction") == "ltr"


@pytest.mark.parametrize("width", [420, 700, 1280, 2000])
def test_in_notebook_7_it_fits_at_any_width(open_lab, width):
    panel = open_lab(path="tree")
    panel.page.set_viewport_size({"width": width, "height": 700})
    expect(panel.item).not_to_have_attribute("title", NOT_YET)
    inside = panel.item.bounding_box()
    assert 0 <= inside["x"] <= width - inside["width"], "the item is in sight"
    panel.item.click()
    expect(panel.node).to_be_visible()
    panel.expect_well()
    panel.unfold()
    box = panel.node.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width + 1
    assert box["width"] >= 200
    assert panel.node.locator(".kfcheck-body").evaluate(SPILLS) == []
    expect(panel.again).to_be_in_viewport()
