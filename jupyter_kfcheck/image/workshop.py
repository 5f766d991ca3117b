"""What the runs need before they start, made by one helper container: empty volumes, and our package beside them.

A volume and no folder of this machine: the engine may be on another one (docker in docker). The helper is of the
image itself, for there may be no other; root in it empties the volumes, into which engines like to copy.
"""

import io
import os
import tarfile
from collections.abc import Sequence

import jupyter_kfcheck
from jupyter_kfcheck.image.engine import Engine
from jupyter_kfcheck.model import Struct

PLACE = "/.kfcheck"  # in the helper
PACKAGE = "/.kfcheck-package"  # in the runs
LISTED = 50
PYTHONS = ("python3", "/opt/conda/bin/python3", "/usr/local/bin/python3", "/usr/bin/python3",
           *(f"python3.{minor}" for minor in range(10, 16)))  # fmt: skip
# Empty, root:GROUP 2775, as a kubelet hands over a volume with that fsGroup.
EMPTY = 'cd "$1" && find . -mindepth 1 -delete; chown "0:$2" . && chmod 2775 . && test -z "$(find . -mindepth 1)"'
# What is in the image's HOME and not in every HOME.
BAKED = 'cd "$1" 2>/dev/null && find . -mindepth 1 -type f 2>/dev/null | head -n "$2"'
SKEL = "cd /etc/skel 2>/dev/null && find . -type f"
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
    """Make an empty volume for each of ``groups``, and find out what the image has. Raises `EngineDiedError`."""
    names = [_volume(engine) for _ in range(len(groups) + 1)]
    mounts = [f"--volume={name}:{PLACE}/{number}:nocopy" for number, name in enumerate(names)]
    helper = engine.must(
        "run", "--detach", *engine.labels(), "--network=none", "--user=0:0", *mounts,
        "--entrypoint=sh", image, "-c", "exec sleep 3600",
    )  # fmt: skip
    try:
        for number, group in enumerate(groups, 1):
            engine.must("exec", helper, "sh", "-c", EMPTY, "sh", f"{PLACE}/{number}", str(group))
        engine.must("cp", "-", f"{helper}:{PLACE}/0", stdin=package())
        python = next((name for name in PYTHONS if _fits(engine, helper, name)), None)
        own = python is not None and engine.ask("exec", helper, "sh", "-c", "command -v kfcheck").code == 0
        return Tools(python, own, _baked(engine, helper, home), names[0], tuple(names[1:]))
    finally:
        engine.remove(helper)


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
        end = tar.offset
    # What usually pads an archive to full records is left out: podman reads to the end's mark, and may then find it
    # wrong that more comes.
    return packed.getvalue()[:end] + bytes(2 * tarfile.BLOCKSIZE)


def _volume(engine: Engine) -> str:
    return engine.must("volume", "create", *engine.labels())


def _fits(engine: Engine, helper: str, python: str) -> bool:
    return engine.ask("exec", helper, python, "-I", "-c", "import sys; sys.exit(sys.version_info < (3, 10))").code == 0


def _baked(engine: Engine, helper: str, home: str) -> tuple[str, ...]:
    found = engine.ask("exec", helper, "sh", "-c", BAKED, "sh", home, str(LISTED))
    usual = engine.ask("exec", helper, "sh", "-c", SKEL).out.splitlines()
    return tuple(sorted(line.removeprefix("./") for line in found.out.splitlines() if line not in usual))
