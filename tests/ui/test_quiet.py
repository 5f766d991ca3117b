"""Nobody should notice that it is there: few requests, none while hidden, none that counts as activity."""

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.ui.panel import NOT_YET

OURS = re.compile(r"/notebook/ns/name/kfcheck\b")
HIDE_TAB = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
SETTINGS = "lab/api/settings/jupyter-kfcheck:plugin"
HOUR = 3600


@pytest.fixture
def watched(open_lab):
    """A JupyterLab on a clock that the test turns, and our requests in it."""
    asked = []

    def before(page):
        page.on("request", lambda request: OURS.search(request.url) and asked.append(request))
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
    while panel.item.get_attribute("title") == NOT_YET:
        panel.page.clock.run_for(100)


def until_asked(panel, asked):
    """Turn the clock until the page has asked for the first time, however busy the machine is."""
    end = time.monotonic() + 60
    while not asked and time.monotonic() < end:
        pass_time(panel, 2, step=1)
    pass_time(panel, 20, step=1)


def test_an_hour_of_an_open_page_visible_and_hidden(watched):
    panel, asked = watched
    opened(panel)
    assert len(asked) == 1
    pass_time(panel, HOUR)
    assert 10 <= len(asked) <= 14, "once in max_age"
    assert {request.method for request in asked} == {"GET"}

    panel.page.evaluate(HIDE_TAB, True)
    asked.clear()
    pass_time(panel, HOUR, step=100)
    assert asked == [], "its tab is hidden"
    panel.page.evaluate(HIDE_TAB, False)
    pass_time(panel, 2, step=1)
    assert len(asked) >= 1, "at once when the tab comes back"


def test_an_open_panel_asks_once_an_interval_and_a_hidden_tab_does_not(watched):
    panel, asked = watched
    opened(panel)
    panel.item.click()
    expect(panel.node).to_be_visible()
    pass_time(panel, 60)
    asked.clear()
    pass_time(panel, 600)
    assert 7 <= len(asked) <= 50, "once a minute, and at most three times more where the answer is older than 10 s"
    assert all(request.headers["cache-control"] == "max-age=10" for request in asked)
    panel.page.evaluate(HIDE_TAB, True)
    asked.clear()
    pass_time(panel, 600)
    assert asked == [], "the panel is open, but its tab is not"


def test_no_request_counts_as_activity(open_lab, notebook):
    panel = open_lab()
    asked = []
    panel.page.on("request", lambda request: OURS.search(request.url) and asked.append(request.url))
    panel.open()
    panel.check_again()
    panel.copy.click()
    expect(panel.notice).to_have_text("Copied")
    panel.page.goto("about:blank")  # JupyterLab's own requests do count
    expect(panel.page.locator("body")).to_be_attached()
    assert len(asked) >= 2

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
        asked.clear()
        panel.page.reload()
        panel.page.wait_for_function("() => window.jupyterapp?.commands.hasCommand('kfcheck:open')")
        panel.command("kfcheck:open")
        expect(panel.node).to_be_visible()
        expect(panel.item).to_be_hidden()
        until_asked(panel, asked)
        asked.clear()
        pass_time(panel, 200)
        assert 6 <= len(asked) <= 40, asked
    finally:
        save()
