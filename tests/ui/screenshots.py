"""Take the pictures of the panel that the documentation shows: ``python -m tests.ui.screenshots`` as root."""

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.faults.volumes import fill_bytes, own
from tests.tools import ROOT
from tests.ui import notebook as notebooks
from tests.ui.conftest import CHROMIUM, FLAGS
from tests.ui.panel import Panel

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 860, "height": 680}
PANEL_WIDTH = 430


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=30_000)
    with tempfile.TemporaryDirectory(prefix="kubelet-") as folder, sync_playwright() as playwright:
        Path(folder).chmod(0o755)
        lies = Path(folder, "notebook")
        lies.mkdir()
        server = notebooks.start(lies, size="2G", prepare=_with_a_cache)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            server.until("kfcheck")
            pages = {theme: _open(browser.new_page(viewport=SIZE), server, theme) for theme in ("light", "dark")}
            for theme, panel in pages.items():
                panel.check_again()
                panel.expect_well()
                _picture(panel, f"panel-sound-{theme}")
            fill_bytes(server.volume / ".cache")
            for theme, panel in pages.items():
                panel.check_again()
                panel.expect_status("home.space", "fail")
                _picture(panel, f"panel-failing-{theme}")
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
    panel.resize(PANEL_WIDTH)
    return panel


def _with_a_cache(volume: Path) -> None:
    (volume / ".cache").mkdir()
    own(volume / ".cache", (1000, 100), 0o2775)


def _picture(panel: Panel, name: str) -> None:
    panel.page.mouse.move(200, 400)
    panel.page.wait_for_timeout(300)
    panel.page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
