"""The oldest Jupyter Server that the package asks for, in an environment of its own, as in an old image."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.server.conftest import TOKEN, launch
from tests.tools import ROOT

OLDEST = "2.13.0"
ENVIRONMENT = ROOT / ".cache" / f"jupyter_server-{OLDEST}-{sysconfig.get_python_version()}"


@pytest.fixture(scope="module")
def old_python() -> Path:
    """Its interpreter. The environment is kept, because making it takes half a minute."""
    python, done = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "done"
    if not done.exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        wanted = [f"jupyter_server=={OLDEST}", "tomli; python_version < '3.11'"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True, capture_output=True)
        purelib = Path(sysconfig.get_path("purelib", vars={"base": str(ENVIRONMENT)}))
        # A .pth file and no PYTHONPATH, which the isolated engine (-I) does not see.
        (purelib / "kfcheck.pth").write_text(f"{ROOT}\n")
        done.touch()
    return python


@pytest.fixture(scope="module")
def old(old_python, tmp_path_factory):
    server = launch(
        tmp_path_factory.mktemp("old"), python=old_python, token=TOKEN, allow_unauthenticated_access="False"
    )
    server.until("kfcheck/startupz")
    yield server
    server.stop()


def test_it_is_the_oldest_that_the_package_allows(old_python):
    code = "import jupyter_server; print(jupyter_server.__version__)"
    assert subprocess.run([old_python, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == OLDEST
    requirement = f"jupyter_server>={OLDEST.rpartition('.')[0]},<3"
    assert requirement in (ROOT / "pyproject.toml").read_text()
    assert sys.version_info >= (3, 10)


def test_the_endpoint_is_whole(old):
    credentials = {"Authorization": f"token {TOKEN}"}
    for path in ("livez", "readyz", "startupz"):
        answer = old.ask(f"kfcheck/{path}")
        assert (answer.status, answer.headers["Set-Cookie"]) == (200, None)
    assert old.ask("kfcheck").json().keys() == {"status"}
    assert old.ask("kfcheck", **credentials).json()["checks"]
    assert old.ask("kfcheck", method="POST").status == 403
    assert old.ask("kfcheck", method="POST", **credentials).json()["checks"]
    assert old.ask("kfcheck?format=text", **credentials).status == 200
    assert old.ask("kfcheck/explain/user.uid").status == 200
    assert b"kfcheck_status" in old.ask("metrics", **credentials).body


def test_it_complains_about_nothing_of_ours(old):
    log = old.log()
    assert "jupyter_kfcheck | extension was successfully loaded." in log
    assert "registered for /notebook/ns/name/kfcheck" not in log
