"""What only the browser sees: through a proxy that changes nothing, and through some that do."""

from playwright.sync_api import expect

from tests.tools import need
from tests.ui import tls
from tests.ui.relay import Relay

NAME = "kubeflow.test"  # no localhost, whose pages are secure over plain http too


def test_through_a_gateway_with_https_that_changes_nothing_all_is_well(open_lab, notebook, tmp_path):
    need("openssl")
    with tls.gateway(notebook.port, tmp_path, NAME) as port:
        panel = open_lab(port=port, host=NAME, scheme="https")
        panel.open()
        for name in ("prefix", "frame", "websocket", "secure"):
            panel.expect_status(f"browser.{name}", "pass")


def test_a_gateway_that_drops_websockets_is_found_and_named(open_lab, notebook):
    relay = Relay(notebook.port, drop_upgrades=True)
    panel = open_lab(port=relay.port)
    panel.open()
    panel.expect_status("browser.websocket", "fail")
    row = panel.row("browser.websocket")
    expect(row.get_by_text("no WebSocket reaches the server")).to_be_visible()
    expect(row.get_by_text("For your platform admin: ")).to_be_visible()
    row.get_by_text("How we know").click()
    expect(row.get_by_role("row", name="code 1006")).to_be_visible()

    copied = panel.copied(row.get_by_role("button", name="Copy for your platform admin"))
    assert copied.startswith("# Kubeflow notebook check: For your platform admin\n\n- Notebook: name\n")
    assert "**browser.websocket** failed: no WebSocket reaches the server" in copied
    assert "- code: 1006\n" in copied
    assert "**For your platform admin**: let the gateway" in copied
    relay.stop()


def test_a_gateway_that_forbids_frames_is_found(lab):
    def forbid(route):
        answer = route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
        route.fulfill(response=answer, headers=headers | {"x-frame-options": "DENY"})

    lab.page.route("**/kfcheck?*", forbid)
    lab.check_again()
    lab.expect_status("browser.frame", "fail")


def test_in_a_frame_of_the_dashboard_the_page_is_its_own_proof(open_lab):
    def frame_it(page):
        body = '<iframe src="/notebook/ns/name/lab?reset" width="1200" height="700"></iframe>'
        page.route("**/dashboard", lambda route: route.fulfill(body=body, content_type="text/html"))

    frame = open_lab(path="../../../dashboard", before=frame_it).page.frame_locator("iframe")
    frame.locator("#kfcheck-status button").click()
    row = frame.locator('[data-check-id="browser.frame"]')
    expect(row).to_have_attribute("data-status", "pass")
    expect(row).to_contain_text("shown in a frame of this site")


def test_plain_http_is_a_warning_and_copying_works_there_too(open_lab):
    panel = open_lab(host=NAME)
    panel.open()
    panel.expect_status("browser.secure", "warn")
    expect(panel.headline).to_have_text("warning: 1 thing needs attention")
    panel.copy.click()
    expect(panel.notice).to_have_text("Copied")
    # Without a secure context a page cannot read the clipboard: paste it as a user would.
    panel.page.evaluate("() => document.body.prepend(document.createElement('textarea'))")
    panel.page.locator("body > textarea").focus()
    panel.page.keyboard.press("Control+v")
    pasted = panel.page.locator("body > textarea").input_value()
    assert pasted.startswith("# Kubeflow notebook check: 1 thing needs attention\n")
    assert "**browser.secure** warning: " in pasted
