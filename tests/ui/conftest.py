"""Debian's Chromium in front of a real JupyterLab under NB_PREFIX."""

import os
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.server.conftest import PREFIX
from tests.tools import need
from tests.ui import notebook as notebooks
from tests.ui.panel import Panel

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name that is not localhost, so that plain http to it is no secure context.
    "--host-resolver-rules=MAP kubeflow.test 127.0.0.1",
]


@pytest.fixture(scope="session", autouse=True)
def _needs():
    need("root", CHROMIUM, "unshare", "setpriv")


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=30_000)  # on a busy machine; what is timed says so itself
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def launch():
    """Start JupyterLabs for the session: ``launch(**what `notebooks.start` takes)``."""
    running = []
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # jovyan must get in

        def begin(*arguments, **options):
            own = Path(tempfile.mkdtemp(dir=folder))
            own.chmod(0o755)
            running.append(notebooks.start(own, *arguments, **options))
            return running[-1]

        yield begin
        for server in running:
            server.stop()


@pytest.fixture(scope="session")
def notebook(launch):
    """The healthy notebook that the session shares, once its first report is there."""
    server = launch()
    server.until("kfcheck")
    return server


@pytest.fixture
def open_lab(browser, notebook):
    """Open JupyterLab in a browser of its own: ``open_lab(port=…, path=…, host=…, scheme=…)`` gives its Panel."""
    yield from _opener(browser, notebook)


@pytest.fixture(scope="session")
def _shared_lab(browser, notebook):
    opener = _opener(browser, notebook)
    panel = next(opener)()
    panel.open()
    yield panel
    next(opener, None)


@pytest.fixture
def lab(_shared_lab, notebook) -> Panel:
    """JupyterLab on the shared notebook with the panel open, shared by tests that leave it as it was."""
    _shared_lab.check_again()  # it may have asked on its own while another test had broken HOME
    yield _shared_lab
    _shared_lab.page.unroute_all()
    notebook.mend_home()
    _shared_lab.check_again()


def _opener(browser, notebook):
    contexts = []

    def begin(port=None, path="lab?reset", host="127.0.0.1", scheme="http", before=None) -> Panel:
        # Nobody has signed the certificates of the tests.
        context = browser.new_context(viewport={"width": 1280, "height": 800}, ignore_https_errors=True)
        contexts.append(context)
        page = context.new_page()
        if before:
            before(page)
        page.goto(f"{scheme}://{host}:{port or notebook.port}{PREFIX}/{path}")
        return Panel(page)

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def jp_asyncio_loop():
    """In the place of pytest-jupyter's, which would close the loop that playwright runs on in this thread."""


@pytest.fixture(autouse=True)
def jp_server_cleanup():
    """In the place of pytest-jupyter's, too: no server runs in this process."""
