"""Children that a server starts in place of the engine: they do what a file tells them, run by run."""

import sys
from pathlib import Path

from tests.reports import document

GOOD = f"print({document()!r})"


class Child:
    """A script in ``folder`` that runs the Python text last given to `do`."""

    def __init__(self, folder: Path, code: str = GOOD):
        self.script, self.code, self.runs = folder / "child.py", folder / "code.py", folder / "runs"
        self.runs.touch()
        self.script.write_text(
            "import os, signal, sys, time\n"
            f"with open({str(self.runs)!r}, 'a') as runs: runs.write(f'{{os.getpid()}}\\n')\n"
            f"exec(open({str(self.code)!r}).read())\n"
        )
        self.do(code)

    def do(self, code: str) -> None:
        self.code.write_text(code)

    @property
    def config(self) -> str:
        """The lines of a server's configuration that put it in the engine's place."""
        command = [sys.executable, "-I", str(self.script)]
        return f"import jupyter_kfcheck.child.engine\njupyter_kfcheck.child.engine.COMMAND = {command!r}\n"

    def processes(self) -> list[int]:
        """Those that run the script now."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    line = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if str(self.script).encode() in line:
                    found.append(int(entry.name))
        return found

    def count(self) -> int:
        return len(self.runs.read_text().splitlines())
