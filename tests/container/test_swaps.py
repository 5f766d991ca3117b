"""Root looks at a HOME whose owner swaps links in it as fast as a C program can: nothing of root's is touched."""

import json
import subprocess

import pytest

from tests import tools
from tests.container.bench import HOME, Mount
from tests.container.reports import find
from tests.faults.volumes import own
from tests.tools import ROOT

SECRET = "a-secret-of-root"
RUNS = 3
SWAPPED = (".jupyter", ".ipython", ".cache", ".config", ".conda", ".local/share/jupyter", "home")
# A socket of root's alone, which counts who comes.
LISTEN = """
import os, socket
os.umask(0o177)
door = socket.socket(socket.AF_UNIX)
door.bind("/run/rootonly.sock")
door.listen()
print("ready", flush=True)
while True:
    door.accept()
    open("/run/came", "a").write("x")
"""
PLANT = f"""
import json, os
home = {HOME!r}
def folder(path): os.makedirs(f"{{home}}/{{path}}", exist_ok=True); return f"{{home}}/{{path}}"
folder(".local/share/jupyter/runtime")
for name in {SWAPPED!r}:
    folder(name)
    os.symlink("/srv/roots", f"{{home}}/{{name}}.link")
torch = folder(".local/lib/python3.11/site-packages/torch")
os.symlink("/srv/secret/version.py", f"{{torch}}/version.py")
kernel = folder(".local/share/jupyter/kernels/mine")
os.symlink("/srv/secret/version.py", f"{{kernel}}/kernel.json")
os.symlink("/srv/secret/version.py", f"{{home}}/.bash_history")
os.symlink("/srv/secret/version.py", folder(".config/code-server") + "/config.yaml")
os.symlink("/srv/secret/version.py", folder(".local/state/kfcheck") + "/starts.jsonl")
said = {{"base_url": "/", "port": 1, "sock": "/run/rootonly.sock", "pid": 1}}
open(f"{{home}}/.local/share/jupyter/runtime/jpserver-1.json", "w").write(json.dumps(said))
"""


@pytest.fixture
def swapper(tmp_path):
    tools.need("cc")
    program = tmp_path / "swap"
    subprocess.run(["cc", "-O2", "-static", "-o", program, ROOT / "tests/container/swap.c"], check=True)
    return Mount(program, "/opt/swap", read_only=True)


@pytest.mark.parametrize("user", ["1000:0", "0:0"], ids=["of jovyan", "of root"])
def test_nothing_of_roots_is_touched(bench, tmp_path, swapper, user):
    """In a container of jovyan's, and in one of root's whose HOME is jovyan's."""
    home = tmp_path / "home"
    home.mkdir()
    own(home, (1000, 0), 0o755)
    with bench.run(home=home, user=user, mounts=[swapper]) as container:
        container.root("sh", "-c", f"mkdir -m 0755 /srv/roots; mkdir -m 0700 /srv/secret; "
                                   f"echo \"__version__ = '{SECRET}'\" > /srv/secret/version.py")  # fmt: skip
        assert container.ask("python3", "-c", PLANT, user="1000:0").returncode == 0
        container.podman("exec", "--detach", "--user=0:0", container.id, "python3", "-c", LISTEN)
        pairs = [f"{HOME}/{name}{end}" for name in SWAPPED for end in ("", ".link")]
        container.podman("exec", "--detach", "--user=1000:0", container.id, "/opt/swap", *pairs)
        before = container.root("stat", "--format=%Y %Z %y", "/srv/roots")
        homes = [HOME] * RUNS + [f"{HOME}/home"] * RUNS  # the second is itself a thing of jovyan's to swap
        reports = [container.kfcheck(user="0:0", env={"HOME": home})[1] for home in homes]
        facts = container.ask("kfcheck", "facts", user="0:0", env={"HOME": HOME}).stdout
        assert container.root("stat", "--format=%Y %Z %y", "/srv/roots") == before, "a file was made there"
        assert container.root("sh", "-c", "cat /run/came 2>/dev/null || true") == "", "root's socket was asked"
        assert SECRET not in facts + json.dumps(reports)
    assert {find(report, "home.path")["status"] for report in reports[:RUNS]} == {"pass"}, "it was looked at"


def test_where_home_refuses_root_its_owner_looks_and_where_root_cannot_be_that_nobody_does(bench, tmp_path):
    """Without CAP_DAC_OVERRIDE root is refused as by a server that squashes it."""
    home = tmp_path / "home"
    home.mkdir()
    own(home, (1000, 0), 0o700)
    squashed, bound = "--cap-drop=DAC_OVERRIDE,DAC_READ_SEARCH", "--cap-drop=SETUID,SETGID"
    with bench.run(home=home, user="0:0", options=[squashed], env={"HOME": HOME}) as container:
        assert container.ask("ls", HOME).returncode != 0
        assert find(container.kfcheck()[1], "home.writable")["status"] == "pass"
    with bench.run(home=home, user="0:0", options=[bound], env={"HOME": HOME}) as container:
        code, report = container.kfcheck("--only", "home", "runtime.dir")
    assert code == 1
    said = {found["summary"].partition(": ")[2] for found in report["checks"]}
    assert said == {"root may not become UID 1000 in this container, and does not look in its place"}
    assert find(report, "home.writable")["status"] == "error"
