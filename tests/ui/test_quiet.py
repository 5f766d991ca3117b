"""Nobody should notice that it is there: few requests, none while hidden, none that counts as activity."""

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

OURS = re.compile(r"/notebook/ns/name/kfcheck\b")
HIDE_TAB = "() => Object.defineProperty(document, 'hidden', {value: true, configurable: true})"
SETTINGS = "lab/api/settings/jupyter-kfcheck:plugin"


@pytest.fixture
def watched(open_lab):
    """A JupyterLab on a clock that the test turns, and our requests in it."""
    asked = []

    def before(page):
        page.on("request", lambda request: OURS.search(request.url) and asked.append(request.method))
        page.clock.install()

    return open_lab(before=before), asked


def pass_time(panel, seconds, step=10):
    """Let the page believe that time went by; each step leaves real time for answers to arrive.

    On a busy machine some arrive a step later, so fewer are asked for than the clock would allow, never more.
    """
    for _ in range(seconds // step):
        panel.page.clock.run_for(step * 1000)
        panel.page.wait_for_timeout(20)


def opened(panel):
    """Wait for the answer to the opening request."""
    while panel.item.get_attribute("title").endswith("not checked yet"):
        panel.page.clock.run_for(100)


def test_one_request_at_the_start_none_while_hidden_one_an_interval_while_shown(watched):
    panel, asked = watched
    opened(panel)
    pass_time(panel, 600)
    assert asked == ["GET"]

    panel.item.click()
    expect(panel.node).to_be_visible()
    pass_time(panel, 600)
    assert 7 <= len(asked) <= 12, asked
    panel.command("application:toggle-right-area")
    expect(panel.node).to_be_hidden()
    asked.clear()
    pass_time(panel, 600)
    assert asked == []
    panel.page.evaluate(HIDE_TAB)
    panel.command("kfcheck:open")
    expect(panel.node).to_be_visible()
    pass_time(panel, 600)
    assert asked == [], "the panel is open, but its tab is not"


def test_no_request_counts_as_activity(open_lab, notebook):
    panel = open_lab()
    panel.open()
    asked = []
    panel.page.on("request", lambda request: OURS.search(request.url) and asked.append(request.url))
    panel.check_again()
    panel.copy.click()
    expect(panel.page.get_by_role("alert").filter(has_text="Copied")).to_be_visible()
    panel.page.goto("about:blank")  # JupyterLab's own requests do count
    expect(panel.page.locator("body")).to_be_attached()
    assert len(asked) == 2

    def last_activity():
        return notebook.ask("api/status?no_track_activity=1").json()["last_activity"]

    before = last_activity()
    time.sleep(0.01)
    for url in asked:
        assert notebook.ask("kfcheck?" + urlsplit(url).query).status == 200
    handshake = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    answer = notebook.ask("api/events/subscribe", Sec_WebSocket_Key="c29tZSBieXRlcyBoZXJl", **handshake)
    assert answer.status == 101
    assert last_activity() == before


def test_a_failure_is_told_once_also_when_the_page_is_loaded_again(open_lab, notebook):
    panel = open_lab()
    panel.open()
    alerts = panel.page.get_by_role("alert")
    notebook.break_home()
    try:
        panel.check_again()
        expect(alerts).to_have_count(1)
        alerts.get_by_role("button", name="What to do").click()
        expect(alerts).to_have_count(0)
        panel.check_again()
        panel.expect_status("home.writable", "fail")
        panel.page.reload()
        panel.open()
        panel.expect_status("home.writable", "fail")
        expect(alerts).to_have_count(0)
    finally:
        notebook.mend_home()
        panel.check_again()


def test_the_settings_hide_the_item_and_set_the_interval(watched, notebook):
    panel, asked = watched
    expect(panel.item).to_be_visible()

    def save(**settings):
        xsrf = next(cookie["value"] for cookie in panel.page.context.cookies() if cookie["name"] == "_xsrf")
        answer = panel.page.request.put(
            notebook.url + SETTINGS, data={"raw": json.dumps(settings)}, headers={"X-XSRFToken": xsrf}
        )
        assert answer.ok, answer.text()

    save(statusBar=False, refreshInterval=20)
    try:
        panel.page.reload()
        panel.page.wait_for_function("() => window.jupyterapp?.commands.hasCommand('kfcheck:open')")
        panel.command("kfcheck:open")
        expect(panel.node).to_be_visible()
        expect(panel.item).to_be_hidden()
        pass_time(panel, 20, step=1)
        asked.clear()
        pass_time(panel, 200)
        assert 6 <= len(asked) <= 11, asked
    finally:
        save()
