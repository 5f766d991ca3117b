"""What the panel costs the opening of JupyterLab: `python -m benchmarks.page_open`.

Two servers side by side, one with the panel and the endpoint and nothing else, one without; a browser opens them by
turns, with an empty cache each time, until JupyterLab says that it is restored.
"""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.pairs import ratio, say
from tests.server.conftest import Server, launch
from tests.tools import ROOT
from tests.ui.conftest import CHROMIUM, FLAGS

PAIRS = 20
PROMISED = 1.02
RESTORED = """async () => {
  while (!window.jupyterapp) await new Promise(resolve => setTimeout(resolve, 5));
  await window.jupyterapp.restored;
}"""


def start(*, panel: bool) -> Server:
    """A JupyterLab whose only prebuilt extension is ours, or none."""
    folder = Path(tempfile.mkdtemp())
    extensions = folder / "labextensions"
    extensions.mkdir()
    if panel:
        (extensions / "jupyter-kfcheck").symlink_to(ROOT / "jupyter_kfcheck" / "labextension")
    config = (
        "c.ServerApp.jpserver_extensions.update({'jupyterlab': True})\n"
        f"c.LabApp.labextensions_path = ['{extensions}']\n"
        "c.LabApp.expose_app_in_browser = True\n"
    )
    server = launch(folder, config=config, extension=panel)
    server.until("lab")
    if panel:
        server.until("kfcheck")
    return server


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        servers = {panel: start(panel=panel) for panel in (True, False)}

        def opened(*, panel: bool) -> float:
            context = browser.new_context()
            page = context.new_page()
            began = time.perf_counter()
            page.goto(servers[panel].url + "lab?reset", wait_until="commit")
            page.evaluate(RESTORED)
            seconds = time.perf_counter() - began
            shown = page.evaluate("() => jupyterapp.commands.hasCommand('kfcheck:open')")
            assert shown == panel, "the panel is where it should be, and only there"
            context.close()
            return seconds

        try:
            for panel in servers:  # what each server does once
                opened(panel=panel)
            measured, seconds = ratio(lambda: opened(panel=True), lambda: opened(panel=False), PAIRS)
        finally:
            for server in servers.values():
                server.stop()
            browser.close()
    print(f"JupyterLab with the panel opens in {seconds:.2f} s")
    say("opening JupyterLab, with the panel / without", measured, PROMISED)


if __name__ == "__main__":
    main()
