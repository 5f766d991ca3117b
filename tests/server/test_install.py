"""Installing the package enables the extension, and costs little where it is imported."""

import subprocess
import sys

import pytest


def test_installed_is_enabled(start):
    server = start(extension=None)
    assert server.ask("kfcheck/livez").status == 200


def test_disabled_is_gone(start):
    server = start(extension=False)
    assert server.ask("kfcheck/livez").status == 404


def modules(code: str) -> set[str]:
    command = [sys.executable, "-I", "-c", f"import sys\n{code}\nprint(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_package_itself_imports_nothing():
    assert modules("import jupyter_kfcheck") - modules("") <= {"jupyter_kfcheck", "jupyter_kfcheck._version"}


def test_a_server_never_imports_what_checks():
    loaded = modules("import jupyter_kfcheck.server.extension")
    for forbidden in ("run", "checks", "facts", "host", "cli"):
        assert f"jupyter_kfcheck.{forbidden}" not in loaded


@pytest.mark.parametrize(
    "module", ["server.endpoints", "server.reports", "server.snapshot", "render.formats", "state.presence", "cli.probe"]
)
def test_what_means_and_what_serves_are_apart(module):
    assert not modules(f"import jupyter_kfcheck.{module}") & {"tornado", "jupyter_server", "prometheus_client"}
