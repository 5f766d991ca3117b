"""The status item and the panel tell how the notebook is now, or that it is not known."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.faults.volumes import fill_bytes

MAX_AGE = 5
WELL = "Kubeflow notebook check: All is well"
UNWELL = re.compile("^Kubeflow notebook check: .* attention$")
DEAD = "Kubeflow notebook check: The server does not answer"


@pytest.fixture(scope="module")
def server(launch):
    """A notebook whose HOME can be filled, and whose report is soon too old."""
    running = launch(f"--KFCheck.max_age={MAX_AGE}", size="4G")
    running.until("kfcheck")
    return running


@pytest.fixture
def panel(open_lab, server):
    lab = open_lab(port=server.port)
    expect(lab.item).to_have_attribute("title", WELL, timeout=30_000)
    return lab


@pytest.fixture
def full(server):
    """Fill HOME; what is yielded frees it again."""
    ballast = []

    def fill():
        ballast.append(fill_bytes(server.volume))

    def free():
        while ballast:
            ballast.pop().unlink()

    fill.free = free
    yield fill
    free()


def test_home_filled_with_the_panel_closed_turns_the_item_and_freed_turns_it_back(panel, full):
    alerts = panel.page.get_by_role("alert")
    full()
    expect(panel.item).to_have_attribute("title", UNWELL, timeout=(2 * MAX_AGE + 10) * 1000)
    expect(panel.item).to_have_attribute("data-status", "fail")
    expect(panel.item).to_have_text(re.compile("^[1-9]$"))
    expect(alerts).to_have_count(1)
    expect(alerts).to_contain_text("home: ")
    full.free()
    expect(panel.item).to_have_attribute("title", WELL, timeout=(2 * MAX_AGE + 10) * 1000)
    expect(alerts).to_have_count(0)


def test_an_open_panel_shows_it_soon_and_no_notification_beside_it(panel, full):
    panel.open()
    panel.expect_well()
    full()
    panel.page.wait_for_timeout(10_000)  # until the report is no longer one that an open panel is content with
    panel.look()
    expect(panel.headline).to_have_text(re.compile("^failed: .* attention$"), timeout=10_000)
    panel.expect_status("home.space", "fail")
    expect(panel.page.get_by_role("alert")).to_have_count(0)


def test_a_notification_leads_to_the_panel_and_is_not_told_again_after_a_reload(panel, full):
    alerts = panel.page.get_by_role("alert")
    full()
    expect(alerts).to_have_count(1, timeout=(2 * MAX_AGE + 10) * 1000)
    alerts.get_by_role("button", name="What to do").click()
    expect(panel.node).to_be_visible()
    expect(alerts).to_have_count(0)
    panel.command("application:toggle-right-area")
    panel.page.reload()
    expect(panel.item).to_have_attribute("title", UNWELL, timeout=30_000)
    panel.page.wait_for_timeout(1000)
    expect(alerts).to_have_count(0)


def test_a_server_that_is_killed_is_told_within_a_look_and_its_return_without_a_reload(panel, server):
    panel.open()
    panel.expect_well()
    marker = panel.page.evaluate("() => window.stays = Math.random()")
    server.kill()
    panel.look()
    expect(panel.item).to_have_attribute("title", DEAD, timeout=10_000)
    expect(panel.item).to_have_attribute("data-status", "error")
    expect(panel.headline).to_contain_text("not judged: The server does not answer")
    server.begin()
    expect(panel.item).to_have_attribute("title", WELL, timeout=90_000)
    panel.expect_well()
    assert panel.page.evaluate("() => window.stays") == marker


def test_a_click_on_the_item_opens_the_panel_while_a_cell_is_edited(open_lab, notebook):
    panel = open_lab()
    page = panel.page
    expect(panel.item).to_have_attribute("title", WELL)
    panel.command("notebook:create-new", "{kernelName: 'python3'}")
    editor = page.locator(".jp-Notebook .jp-CodeCell .cm-content").first
    expect(editor).to_be_visible()
    for _ in range(20):
        editor.click()
        page.keyboard.type("x")
        expect(page.locator(".jp-Notebook.jp-mod-editMode")).to_be_visible()
        box = panel.item.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        time.sleep(0.1)  # as long as a finger takes
        page.mouse.up()
        expect(panel.node).to_be_visible(timeout=2000)
        panel.command("application:toggle-right-area")
        expect(panel.node).to_be_hidden()
    for path in notebook.volume.glob("*.ipynb"):
        path.unlink()


def test_the_socket_is_tried_when_the_panel_opens_right_after_the_page(open_lab):
    panel = open_lab()
    panel.page.wait_for_selector("#kfcheck-status button")
    panel.command("kfcheck:open")
    panel.expect_status("browser.websocket", "pass")
