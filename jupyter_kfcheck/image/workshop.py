"""What the runs need before they start, made by one helper container: empty volumes, and our package beside them.

A volume and no folder of this machine: the engine may be on another one (docker in docker). The helper is of the
image itself, for there may be no other; root in it empties the volumes, into which engines like to copy.
"""

import io
import os
import tarfile
from collections.abc import Sequence

import jupyter_kfcheck
from jupyter_kfcheck.image import wheel
from jupyter_kfcheck.image.engine import Engine, NoEngineError
from jupyter_kfcheck.model import Struct

PLACE = "/.kfcheck"  # in the helper
PACKAGE = "/.kfcheck-package"  # in the runs
LISTED = 50
NEEDS_SHELL = "kfcheck image needs a shell (`sh`) and `sleep` in the image, to make it an empty volume"
PYTHONS = ("python3", "/opt/conda/bin/python3", "/usr/local/bin/python3", "/usr/bin/python3",
           *(f"python3.{minor}" for minor in range(10, 16)))  # fmt: skip
WORDS = ("python", "own", "baked", "skel")
# In one command, for each costs a tenth of a start. Volumes empty, root:GROUP 2775, as a kubelet hands them over with
# that fsGroup; then what the image has, a word and a value in a line: a Python of 3.10 or newer, a kfcheck, what is in
# its HOME and not in every HOME.
PREPARE = f"""
place=$1 home=$2 listed=$3 number=0
shift 3
for group; do
    number=$((number + 1))
    cd "$place/$number" && find . -mindepth 1 -delete
    chown "0:$group" . && chmod 2775 . && test -z "$(find . -mindepth 1)" || exit 1
done
cd /
for python in {" ".join(PYTHONS)}; do
    if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 </dev/null; then
        echo "python $python"
        break
    fi
done
command -v kfcheck >/dev/null 2>&1 && echo own
listed() {{ while IFS= read -r name; do printf '%s %s\\n' "$1" "$name"; done; }}
cd "$home" 2>/dev/null && find . -mindepth 1 -type f 2>/dev/null | head -n "$listed" | listed baked
cd /etc/skel 2>/dev/null && find . -type f 2>/dev/null | listed skel
exit 0
"""
BOOT = "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv.pop(1)); "
COMMAND = f"{BOOT}import jupyter_kfcheck.__main__"
VISIT = f"{BOOT}from jupyter_kfcheck.image.visit import main; main(sys.argv[1:])"


class Tools(Struct):
    """What the image has: ``python`` of 3.10 or newer, its ``own`` kfcheck, files ``baked`` into HOME.

    ``package`` is the volume with our package, ``homes`` the empty volumes.
    """

    python: str | None
    own: bool
    baked: tuple[str, ...]
    package: str
    homes: tuple[str, ...]


def prepare(engine: Engine, image: str, home: str, groups: Sequence[int]) -> Tools:
    """Make an empty volume for each of ``groups``, and find out what the image has.

    Raises `EngineDiedError`, and `NoEngineError` where the image has no shell.
    """
    names = [_volume(engine) for _ in range(len(groups) + 1)]
    mounts = [f"--volume={name}:{PLACE}/{number}:nocopy" for number, name in enumerate(names)]
    done = engine.ask(
        "run", "--detach", *engine.labels(), "--network=none", "--user=0:0", *mounts,
        "--entrypoint=sh", image, "-c", "exec sleep 3600",
    )  # fmt: skip
    engine.must_live(done)
    if done.code:
        raise NoEngineError(f"{NEEDS_SHELL}\nits shell could not be started: {done.words}")
    helper = done.out.strip()
    try:
        engine.must("cp", "-", f"{helper}:{PLACE}/0", stdin=package())
        said = engine.must("exec", helper, "sh", "-c", PREPARE, "sh", PLACE, home, str(LISTED), *map(str, groups))
    finally:
        engine.remove(helper)
    lines = [line.partition(" ")[::2] for line in said.split("\n")]
    told: dict[str, list[str]] = {word: [rest for first, rest in lines if first == word] for word in WORDS}
    python = told["python"][0] if told["python"] else None
    baked = {name.removeprefix("./") for name in told["baked"] if name not in told["skel"]}
    return Tools(python, bool(python and told["own"]), tuple(sorted(baked)), names[0], tuple(names[1:]))


def package() -> bytes:
    """Our package as a tar archive, readable for everybody whatever it is here; without the panel."""
    root = os.path.dirname(jupyter_kfcheck.__file__)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(set(folders) - {"__pycache__", "labextension"})
            for name in sorted(files):
                path = os.path.join(folder, name)
                entry = tar.gettarinfo(path, os.path.join("jupyter_kfcheck", os.path.relpath(path, root)))
                entry.uid = entry.gid = 0
                entry.mode = 0o644
                with open(path, "rb") as file:
                    tar.addfile(entry, file)
        entry = tarfile.TarInfo(wheel.FILE)
        content = wheel.wheel()
        entry.size, entry.mode = len(content), 0o644
        tar.addfile(entry, io.BytesIO(content))
        end = tar.offset
    # What usually pads an archive to full records is left out: podman reads to the end's mark, and may then find it
    # wrong that more comes.
    return packed.getvalue()[:end] + bytes(2 * tarfile.BLOCKSIZE)


def _volume(engine: Engine) -> str:
    return engine.must("volume", "create", *engine.labels())
