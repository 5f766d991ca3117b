"""The panel for those who use no mouse, see no colour, or see nothing."""

import pytest
from playwright.sync_api import expect

from tests.ui.panel import NOT_YET


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


IN_ORDER = """
- region "Kubeflow notebook check":
  - heading "Kubeflow notebook check" [level=2]
  - toolbar "Kubeflow notebook check":
    - button "Check again"
    - button "Copy report"
  - region "Report":
    - status:
      - paragraph: "failed: 1 thing needs attention"
    - paragraph: /^Checked (just now|\\d+ s ago)$/
    - paragraph: ns/name · Kubeflow v1
    - group:
      - heading "Others can fix" [level=3]
      - text: "1"
      - list:
        - listitem:
          - group:
            - text: "failed: home: /home/jovyan cannot be written: permission denied"
            - paragraph:
              - strong: "For your platform admin:"
              - text: Set
              - code: "fsGroup: 100"
              - 'button "Copy fsGroup: 100"'
              - text: /^in the pod's securityContext/
            - paragraph:
              - strong: "For your platform admin:"
              - text: "Change the volume as root, once:"
              - code: chown root:100 /home/jovyan
              - button "Copy chown root:100 /home/jovyan"
              - text: and
              - code: chmod 2775 /home/jovyan
              - button "Copy chmod 2775 /home/jovyan"
              - text: /^. With root squash/
            - button "Copy for your platform admin"
            - group: "/^How we know: it belongs to root.*, mode 0755; the notebook runs as 1000:0/"
    - group:
      - heading "user" [level=3]
      - text: 2 passed
    - group:
      - heading "home" [level=3]
      - text: /^1 above, 3 passed/
    - group:
      - heading "volumes" [level=3]
    - group:
      - heading "server" [level=3]
    - group:
      - heading "gpu" [level=3]
    - group:
      - heading "s6" [level=3]
    - group:
      - heading "runtime" [level=3]
    - group:
      - heading "from your browser" [level=3]
      - text: 4 passed
"""


def test_a_screen_reader_reads_it_in_order(lab, notebook):
    notebook.break_home()
    lab.check_again()
    lab.expect_status("home.writable", "fail")
    expect(lab.node).to_match_aria_snapshot(IN_ORDER)
    item = """- 'button "Kubeflow notebook check: 1 thing needs attention"': '1'"""
    expect(lab.page.locator("#kfcheck-status")).to_match_aria_snapshot(item)


def test_tab_goes_from_top_to_bottom_and_leaves_nothing_out(lab, notebook):
    notebook.break_home()
    lab.check_again()
    lab.expect_status("home.writable", "fail")
    lab.unfold()
    stops = lab.node.evaluate(
        """panel => [...panel.querySelectorAll('button, summary, a[href]')]
          .filter(node => node.checkVisibility()).map(node => (node.dataset.stop = Math.random()))"""
    )
    lab.again.focus()
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.press("Shift+Tab")  # by keyboard, so that the focus is shown
    walked = []
    for _ in stops:
        where = lab.page.locator(":focus")
        walked.append(float(where.get_attribute("data-stop")))
        style = where.evaluate("node => { const s = getComputedStyle(node); return [s.outlineStyle, s.outlineWidth]; }")
        assert style[0] != "none", "where the focus is can be seen"
        assert style[1] != "0px"
        lab.page.keyboard.press("Tab")
    assert walked == stops
    assert not lab.node.evaluate("panel => panel.contains(document.activeElement)"), "and out again: no trap"
