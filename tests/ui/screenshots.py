"""Take the pictures of the panel that the documentation shows: ``python -m tests.ui.screenshots`` as root."""

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.tools import ROOT
from tests.ui import notebook as notebooks
from tests.ui.conftest import CHROMIUM, FLAGS
from tests.ui.panel import Panel

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 900, "height": 640}
CLIP = {"x": 250, "y": 0, "width": 650, "height": 640}
PANEL_WIDTH = 430


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kubelet-", dir="/var/lib") as folder, sync_playwright() as playwright:
        Path(folder).chmod(0o755)
        own = Path(folder, "notebook")
        own.mkdir()
        server = notebooks.start(own)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            server.until("kfcheck")
            pages = {theme: _open(browser.new_page(viewport=SIZE), server, theme) for theme in ("light", "dark")}
            for theme, panel in pages.items():
                panel.check_again()
                panel.page.screenshot(path=IMAGES / f"panel-sound-{theme}.png", clip=CLIP)
            server.break_home()
            for theme, panel in pages.items():
                panel.check_again()
                expect(panel.page.get_by_role("alert")).to_be_visible()
                panel.page.wait_for_timeout(1000)  # the notification slides in
                panel.page.screenshot(path=IMAGES / f"panel-failing-{theme}.png", clip=CLIP)
        finally:
            browser.close()
            server.stop()


def _open(page, server, theme: str) -> Panel:
    page.goto(server.url + "lab?reset")
    panel = Panel(page)
    panel.open()
    panel.command("apputils:change-theme", f"{{theme: 'JupyterLab {theme.title()}'}}")
    panel.command("application:toggle-left-area")
    page.wait_for_timeout(1000)  # until the new theme has been laid out
    edge = panel.node.bounding_box()["x"]
    page.mouse.move(edge - 3, 300)
    page.mouse.down()
    page.mouse.move(SIZE["width"] - PANEL_WIDTH, 300, steps=5)
    page.mouse.up()
    panel.node.locator(":scope > details > summary").first.click()
    page.mouse.move(300, 500)
    return panel


if __name__ == "__main__":
    main()
