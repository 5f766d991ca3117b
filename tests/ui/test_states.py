"""What the panel says: of a sound notebook, of a broken one, and of a server that does not report."""

import json
import re

from playwright.sync_api import expect

from tests.ui.relay import Relay

BROWSER_ROWS = ["browser.prefix", "browser.frame", "browser.websocket", "browser.secure"]


def test_a_sound_notebook_is_quiet(open_lab, notebook):
    lab = open_lab()
    lab.open()
    lab.expect_well()
    expect(lab.item).to_have_attribute("title", "Kubeflow notebook check: All is well")
    expect(lab.item).to_have_attribute("data-status", "pass")
    expect(lab.item).to_have_text("")
    expect(lab.page.get_by_role("alert")).to_have_count(0)
    reported = [check["id"] for check in notebook.ask("kfcheck").json()["checks"]]
    shown = lab.node.locator("[data-check-id]")
    assert sorted(shown.evaluate_all("rows => rows.map(row => row.dataset.checkId)")) == sorted(reported + BROWSER_ROWS)
    for id_ in BROWSER_ROWS:
        lab.expect_status(id_, "pass")
    assert not any(row.is_visible() for row in shown.all()), "all is well, so all is folded"


def test_a_fault_turns_its_row_red_and_the_remedy_turns_it_green(lab, notebook):
    lab.expect_status("home.writable", "pass")
    notebook.break_home()
    try:
        lab.check_again()
        lab.expect_status("home.writable", "fail")
        row = lab.row("home.writable")
        expect(lab.headline).to_have_text(re.compile("^failed: .* attention$"))
        expect(row.get_by_text("permission denied").first).to_be_visible()
        expect(row.get_by_text("For your platform admin: ").first).to_be_visible()
        expect(row.get_by_text("How we know: it belongs to root")).to_be_visible()
        expect(lab.page.get_by_role("alert")).to_have_count(0)
        first = lab.node.locator("[data-check-id]").first
        assert first.get_attribute("data-status") == "fail", "the cause comes first"
    finally:
        notebook.mend_home()
    lab.check_again()
    lab.expect_status("home.writable", "pass")
    lab.expect_well()


def test_a_row_unfolds_to_evidence_and_leads_to_its_documentation(lab):
    lab.unfold()
    cell = lab.row("home.space").get_by_role("row", name=re.compile("^free [0-9.]+ [KMGT]iB$"))
    expect(cell).to_be_visible()
    for id_ in ("home.space", "browser.websocket"):
        address = lab.row(id_).locator("a").get_attribute("href")
        answer = lab.page.request.get(address, headers={"Accept": "text/html"})
        assert answer.ok
        assert id_ in answer.text()


def test_about_leads_to_a_page_for_people_and_back(lab):
    lab.unfold()
    for id_ in ("home.space", "browser.websocket"):
        with lab.page.context.expect_page() as opened:
            lab.row(id_).get_by_role("link", name=f"About {id_}").click()
        page = opened.value
        expect(page.get_by_role("heading", level=1)).to_have_text(id_)
        page.get_by_role("link", name="The report").click()
        expect(page.get_by_role("link", name="user.name")).to_be_visible()
        assert page.url.endswith("/kfcheck")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text(id_)
        page.close()
    lab.expect_well()


def test_what_was_unfolded_stays_so_when_the_report_is_new(lab):
    lab.unfold()
    lab.row("user.name").locator("summary").click()
    lab.check_again()
    expect(lab.row("user.uid").get_by_role("table")).to_be_visible()
    expect(lab.row("user.name").get_by_role("table")).to_be_hidden()


def test_while_the_checks_run_it_says_so_and_runs_them_once(lab):
    posts = []

    def hold(route):
        posts.append(route.request)
        lab.page.wait_for_timeout(300)
        route.continue_()

    lab.page.route("**/kfcheck?*", lambda route: hold(route) if route.request.method == "POST" else route.continue_())
    lab.again.dblclick()
    expect(lab.headline).to_have_text("Checking…")
    lab.expect_well()
    assert len(posts) == 1


def test_a_server_that_is_gone_is_told_from_a_fault_and_copying_needs_nobody(open_lab, notebook):
    relay = Relay(notebook.port)
    panel = open_lab(port=relay.port)
    panel.open()
    panel.expect_well()
    relay.stop()
    panel.check_again()
    expect(panel.headline).to_contain_text("not judged: The server does not answer")
    expect(panel.headline).to_contain_text("What the last report said: All is well")
    expect(panel.item).to_have_attribute("title", "Kubeflow notebook check: The server does not answer")
    expect(panel.item.locator("[data-sign]")).to_have_attribute("data-sign", "?")
    assert panel.row("user.uid").count() == 1, "the last report stays to be read"
    text = panel.copied(panel.copy)
    assert "**The server does not answer. This is the last report, made " in text
    assert "- Notebook: name\n- Namespace: ns\n" in text


def test_without_the_endpoint_it_says_how_to_enable_it(open_lab, launch):
    panel = open_lab(port=launch(extension=False).port)
    panel.open()
    expect(panel.headline).to_contain_text("jupyter server extension enable jupyter_kfcheck")
    panel.copy.click()
    expect(panel.notice).to_have_text("Not copied: there is no report yet")


def test_a_login_page_is_not_taken_for_a_report(lab):
    lab.page.route("**/kfcheck?*", lambda route: route.fulfill(body="<html>Log in</html>", content_type="text/html"))
    lab.check_again()
    expect(lab.headline).to_contain_text("not a report")
    expect(lab.headline).to_contain_text("text/html")


def test_an_old_report_is_called_old(lab):
    def age(route):
        answer = route.fetch()
        route.fulfill(response=answer, headers=answer.headers | {"age": "7300"})

    lab.page.route("**/kfcheck?*", age)
    lab.check_again()
    expect(lab.headline).to_contain_text("not judged: This report is old")
    expect(lab.item.locator("[data-sign]")).to_have_attribute("data-sign", "?")
    expect(lab.node.get_by_text("Checked 2 h ago")).to_be_visible()


def test_hostile_text_from_the_container_is_text(lab):
    def spoil(route):
        answer = route.fetch()
        report = answer.json()
        report["checks"][0] |= {"status": "fail", "summary": "<img src=x onerror=alert(1)>"}
        report["checks"][0]["remedies"] = [{"by": "user", "text": "<b>x</b> `<u>y</u>`"}]
        report["checks"][0]["evidence"] = {"<i>k</i>": "<script>alert(1)</script>"}
        route.fulfill(response=answer, body=json.dumps(report))

    lab.page.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError(dialog.message)))
    lab.page.route("**/kfcheck?*", spoil)
    lab.check_again()
    expect(lab.node.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    assert lab.node.locator("img, script, i, b, u").count() == 0
