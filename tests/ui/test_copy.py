"""What is put on the clipboard: the report, an entry for whoever can do something about it, and commands."""

import re

import pytest
from playwright.sync_api import expect

from jupyter_kfcheck import __version__
from tests.faults.volumes import own
from tests.ui.relay import Relay

HANDED_ON = re.compile("^Copy (report|for )")
COMMAND = re.compile("^Copy (?!report|for )")


@pytest.fixture(scope="module")
def broken(launch):
    """A notebook whose HOME is not where it should be (its image's fault), with a folder of root's in it."""

    def prepare(volume):
        own(volume, (1000, 100), 0o2775)
        (volume / "own" / ".jupyter").mkdir(parents=True)
        own(volume / "own", (1000, 100), 0o2775)
        own(volume / "own" / ".jupyter", (0, 0), 0o755)

    server = launch("--ServerApp.terminals_enabled=False", env={"HOME": "/home/jovyan/own"}, prepare=prepare)
    server.until("kfcheck")
    return server


@pytest.fixture
def relay(broken):
    between = Relay(broken.port)
    yield between
    between.stop()


def copies(panel, names):
    """What each button of these names puts on the clipboard, once it can be clicked: a text a button."""
    panel.unfold()
    buttons = panel.node.get_by_role("button", name=names)
    return {button.get_attribute("title") or button.inner_text(): panel.copied(button) for button in buttons.all()}


def test_every_text_names_its_notebook_and_needs_no_server(open_lab, broken, relay):
    panel = open_lab(port=relay.port)
    panel.open()
    panel.expect_status("home.writable", "fail")
    report = broken.ask("kfcheck").json()
    alive, commands = copies(panel, HANDED_ON), copies(panel, COMMAND)
    assert set(alive) == {"Copy report", "Copy for your platform admin", "Copy for the author of the image"}
    relay.stop()
    panel.check_again()
    expect(panel.headline).to_contain_text("The server does not answer")
    dead = copies(panel, HANDED_ON)
    assert set(dead) == set(alive)
    for text in (*alive.values(), *dead.values()):
        for line in (
            "- Notebook: name",
            "- Namespace: ns",
            f"- Pod: {report['container']['hostname']}",
            f"- Host: 127.0.0.1:{relay.port}",
            "- Path: /notebook/ns/name/",
            "- Platform: Kubeflow v1",
            f"- kfcheck: {__version__}",
        ):
            assert line.replace("_", "\\_") in text.splitlines(), text
        assert re.search(r"^- Checked: 20\d\d-\d\d-\d\dT", text, re.MULTILINE), text
    assert all("**The server does not answer. This is the last report" in text for text in dead.values())
    assert copies(panel, COMMAND) == commands, "commands, too, can be copied from a report that is all there is"


def test_a_command_is_copied_as_it_is_and_for_its_addressee_alone(open_lab, broken):
    panel = open_lab(port=broken.port)
    panel.open()
    panel.expect_status("home.writable", "fail")
    for label, text in copies(panel, COMMAND).items():
        assert label == f"Copy {text}"
    folder = "/home/jovyan/own/.jupyter"
    row = panel.row("home.writable")
    assert panel.copied(row.get_by_role("button", name="Copy mv")) == f"mv {folder} {folder}.old"
    admin = panel.copied(row.get_by_role("button", name="Copy for your platform admin"))
    assert f"`chown -R 1000:100 {folder}`" in admin
    assert "`mv" not in admin, "that is the reader's own"
    assert "it belongs to root" in admin
    image = panel.copied(panel.row("home.path").get_by_role("button", name="Copy for the author of the image"))
    assert "**home.path** failed: " in image
    assert "home.writable" not in image, "that is not what it is about"


def test_a_clipboard_that_refuses_is_told(open_lab, broken):
    panel = open_lab(port=broken.port, before=lambda page: page.add_init_script(REFUSE))
    panel.open()
    panel.copy.click()
    expect(panel.notice).to_have_text("Not copied: Document is not focused.")


REFUSE = """navigator.clipboard.writeText = () => Promise.reject(
  new DOMException('Document is not focused.', 'NotAllowedError'))"""
