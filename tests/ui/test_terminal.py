"""A command of a remedy, typed into a terminal for its reader; names on a shared volume are anybody's."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.faults.volumes import own

READ_TERMINAL = """() => {
  const { active } = jupyterapp.shell.currentWidget.content._term.buffer;
  return Array.from({ length: active.length }, (_, n) => active.getLine(n).translateToString(true)).join('');
}"""


@pytest.fixture
def home_named(launch, open_lab):
    """``home_named(name)``: the panel of a notebook whose HOME is the folder of that name on a volume of many.

    A pod that ran as root has left a .jupyter in it.
    """

    def begin(name, *arguments):
        def prepare(volume):
            (volume / name / ".jupyter").mkdir(parents=True)
            own(volume / name, (1000, 100), 0o2775)
            own(volume / name / ".jupyter", (0, 0), 0o755)

        server = launch(*arguments, env={"HOME": f"/home/jovyan/{name}", "SHELL": "/bin/bash"}, prepare=prepare)
        server.until("kfcheck")
        panel = open_lab(port=server.port)
        panel.open()
        panel.expect_status("home.writable", "fail")
        return panel, server.volume

    return begin


def typed(panel, label):
    return panel.row("home.writable").get_by_role("button", name=re.compile(label))


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_command_is_typed_and_left_to_its_reader_whatever_a_name_holds(home_named):
    panel, volume = home_named("it's $(touch x)")
    home = volume / "it's $(touch x)"
    before = names(volume)
    command = panel.row("home.writable").locator("code", has_text="mv").text_content()
    typed(panel, "^Type mv .* into a terminal, without running it$").click()
    expect(panel.page.locator(".jp-Terminal")).to_be_visible()
    panel.page.wait_for_function(f"() => ({READ_TERMINAL})().includes('.old')")
    shown = panel.page.evaluate(READ_TERMINAL)
    assert shown.endswith(command), shown
    panel.page.wait_for_timeout(1000)
    assert panel.page.evaluate(READ_TERMINAL) == shown, "it waits for Enter"
    assert not (home / ".jupyter.old").exists()

    panel.page.locator(".jp-Terminal textarea").press("Enter")
    deadline = time.monotonic() + 30
    while not (home / ".jupyter.old").is_dir() and time.monotonic() < deadline:
        panel.page.wait_for_timeout(100)
    panel.check_again()
    panel.expect_status("home.writable", "pass")
    made = {name.rpartition("/")[2] for name in names(volume) - before}
    assert not made & {"x", "y"}, "a name was run"


def test_a_line_break_in_a_name_is_neither_typed_nor_copied(home_named):
    panel, _ = home_named("two\nlines")
    row = panel.row("home.writable")
    expect(row.locator("code", has_text="mv")).to_contain_text("two\\x0alines")
    expect(row.get_by_text("(not to be copied: a name in it holds a control character")).to_have_count(2)
    expect(row.get_by_role("button", name=re.compile("^Copy (mv|chown)|into a terminal"))).to_have_count(0)


def test_without_terminals_a_command_can_be_copied(home_named):
    panel, _ = home_named("back`tick", "--ServerApp.terminals_enabled=False")
    expect(typed(panel, "into a terminal")).to_have_count(0)
    copied = panel.copied(typed(panel, "^Copy mv"))
    assert copied == "mv $'/home/jovyan/back\\x60tick/.jupyter' $'/home/jovyan/back\\x60tick/.jupyter'.old"
