"""The panel in every product it is made for: Notebook 7, and JupyterLab from 4.0."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.tools import ROOT
from tests.ui.panel import NOT_YET

OLDEST = "4.0.13"


def test_in_notebook_7_the_status_item_leads_to_the_panel(open_lab):
    panel = open_lab(path="tree")
    panel.open()
    panel.expect_well()


def test_in_notebook_7_the_command_leads_to_the_panel(open_lab):
    panel = open_lab(path="tree")
    expect(panel.item).not_to_have_attribute("title", NOT_YET)
    panel.page.get_by_role("menuitem", name="View").click()
    panel.page.get_by_role("menuitem", name="Activate Command Palette").click()
    panel.page.keyboard.type("Show the notebook check")
    panel.page.keyboard.press("Enter")
    panel.expect_well()


@pytest.fixture(scope="session")
def oldest_lab():
    folder = ROOT / ".cache" / f"jupyterlab-{OLDEST}"
    if not folder.is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", f"--target={folder}"]
        subprocess.run([*command, f"jupyterlab=={OLDEST}"], check=True)
    return folder


def test_in_the_oldest_jupyterlab(open_lab, launch, oldest_lab):
    application = oldest_lab / "share" / "jupyter" / "lab"
    server = launch(f"--LabApp.app_dir={application}", env={"PYTHONPATH": str(oldest_lab)})
    panel = open_lab(port=server.port)
    panel.open()
    assert f"extension loaded from {oldest_lab}/jupyterlab\n" in server.log()
    panel.expect_well()
    panel.check_again()
    panel.expect_status("browser.websocket", "pass")
    panel.unfold()
    expect(panel.row("user.uid").get_by_role("table")).to_be_visible()


def test_the_extension_is_enabled_and_ok():
    listing = subprocess.run(
        [sys.executable, "-m", "jupyter", "labextension", "list"], capture_output=True, text=True, check=True
    )
    (line,) = [line for line in (listing.stdout + listing.stderr).splitlines() if "jupyter-kfcheck" in line]
    assert "enabled" in line
    assert "OK" in line
