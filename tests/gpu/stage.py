"""A machine with accelerators, staged in a mount namespace: /dev, /proc/driver/nvidia, /sys and library folders.

Run as a program, it takes the folder of a stage and a command, builds the stage around itself and becomes the command.
"""

import json
import os
import shutil
import stat
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.faults.mounts import BIND, REC, mount

FULL, ABSENT = (1, 7), (195, 255)  # a device that opens (/dev/full), and one that no driver serves here
PLAIN = {"null": (1, 3), "zero": (1, 5), "full": FULL, "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}


@dataclass
class Stage:
    """What is on the machine.

    ``nodes`` by name below /dev, with the numbers of the real device behind each; the text of
    /proc/driver/nvidia/``version``, files below /``sys``, and folders ``laid_over`` others.
    """

    nodes: dict[str, tuple[int, int]] = field(default_factory=dict)
    version: str | None = None
    sys: dict[str, str] = field(default_factory=dict)
    laid_over: dict[str, str] = field(default_factory=dict)

    def command(self, folder: Path, *command: str) -> list[str]:
        """The command line that builds this stage, with its working files in ``folder``, and runs ``command`` on it."""
        folder.mkdir(exist_ok=True)
        (folder / "stage.json").write_text(json.dumps(asdict(self)))
        unshare = ["unshare", "--mount", "--propagation=private", sys.executable, "-m", __name__, str(folder)]
        return [*unshare, *command]


def build(stage: Stage, folder: Path) -> None:
    """Mount it all, in the namespace of this process."""
    for place in ("proc", "dev", "layer"):
        shutil.rmtree(folder / place, ignore_errors=True)
        (folder / place).mkdir()
    _lay_over(stage, folder / "layer")
    _proc(stage, folder / "proc")
    if stage.sys:
        for path, text in stage.sys.items():
            file = folder / "sys" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        mount(str(folder / "sys"), Path("/sys"), "none", BIND)
    _dev(stage)


def _proc(stage: Stage, real: Path) -> None:
    """/proc takes no new folders: a memory file system stands in for it, with links to all that is in the real one."""
    mount("/proc", real, "none", BIND | REC)
    mount("tmpfs", Path("/proc"), "tmpfs")
    Path("/proc/real").mkdir()
    mount(str(real), Path("/proc/real"), "none", BIND | REC)
    for name in os.listdir("/proc/real"):
        if name != "driver":
            os.symlink(f"real/{name}", f"/proc/{name}")
    if stage.version:
        driver = Path("/proc/driver/nvidia/version")
        driver.parent.mkdir(parents=True)
        driver.write_text(stage.version)


def _dev(stage: Stage) -> None:
    mount("tmpfs", Path("/dev"), "tmpfs", data="mode=755")
    os.symlink("/proc/self/fd", "/dev/fd")
    os.umask(0)
    for name, numbers in {**PLAIN, **stage.nodes}.items():
        path = Path("/dev", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(*numbers))
    os.umask(0o022)


def _lay_over(stage: Stage, layer: Path) -> None:
    mount("tmpfs", layer, "tmpfs")
    for number, (target, source) in enumerate(stage.laid_over.items()):
        upper, work = layer / f"{number}", layer / f"{number}-work"
        work.mkdir()
        shutil.copytree(source, upper, symlinks=True)
        mount("overlay", Path(target), "overlay", data=f"lowerdir={target},upperdir={upper},workdir={work}")


def main(folder: str, *command: str) -> None:
    with open(f"{folder}/stage.json", encoding="ascii") as file:
        described = json.load(file)
    described["nodes"] = {name: tuple(numbers) for name, numbers in described["nodes"].items()}
    build(Stage(**described), Path(folder))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
