"""The start-up check as a whole process, beside its peers: ``python -m benchmarks.startup``.

Peers: ``python -c "import psutil"``, which is what any Python tool that looks at a machine pays at least; a shell
script that asks the same of user and HOME; pytest-testinfra with the same questions (``pip install
pytest-testinfra``; left out where it is not there).
"""

import importlib.util
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.pairs import ratio, say, wall

COMMAND = str(Path(sys.executable).with_name("kfcheck"))
KFCHECK = [COMMAND, "run", "--phase", "startup"]
STARTUP = [COMMAND, "startup"]  # the same, and what it leaves: report, mark, termination message
PSUTIL = [sys.executable, "-c", "import psutil"]
SHELL = """
set -u
[ "$(id -un)" = jovyan ] || echo user
[ "$(id -u)" = 1000 ] || echo uid
[ "$HOME" = /home/jovyan ] && [ -d "$HOME" ] || echo home
for d in "" .local .local/share .local/share/jupyter .jupyter .ipython .cache .config .conda; do
    [ -d "$HOME/$d" ] || continue
    f=$HOME/$d/.probe-$$
    printf x >"$f" && sync "$f" && mv "$f" "$f.2" && rm "$f.2" || echo "not writable: $d"
done
findmnt -n -o SOURCE,FSTYPE,ROOT -T "$HOME" >/dev/null || grep -c . /proc/self/mountinfo >/dev/null
df -Pk "$HOME" >/dev/null
df -Pi "$HOME" >/dev/null
"""
TESTINFRA = """
import os
HOME = os.environ["HOME"]
def test_user(host): assert host.user().name
def test_uid(host): assert host.user().uid is not None
def test_home(host): assert host.file(HOME).is_directory
def test_writable(host): assert host.run("f=$HOME/.probe; printf x >$f && sync $f && mv $f $f.2 && rm $f.2").rc == 0
def test_mount(host): assert host.run("findmnt -n -T $HOME").rc == 0
def test_space(host): assert host.run("df -Pk $HOME && df -Pi $HOME").rc == 0
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"HOME": folder}
        ours = partial(wall, KFCHECK, env)
        told, seconds = ratio(ours, partial(wall, PSUTIL, env))
        print(f"kfcheck run --phase startup: {seconds * 1000:.0f} ms (median)")
        say('whole process / python -c "import psutil"', told, 2.5)
        told, _ = ratio(partial(wall, STARTUP, env), partial(wall, PSUTIL, env))
        say('kfcheck startup / python -c "import psutil"', told, 2.5)
        shell, _ = ratio(ours, partial(wall, ["sh", "-c", SHELL], env))
        print(f"whole process / a shell script of the same checks: {shell:.2f}")
        if importlib.util.find_spec("testinfra"):
            peer = Path(folder, "test_peer.py")
            peer.write_text(TESTINFRA)
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(peer)]
            told, _ = ratio(ours, partial(wall, command, env), 8)
            say("whole process / pytest-testinfra, same questions", told, 0.25)


if __name__ == "__main__":
    main()
