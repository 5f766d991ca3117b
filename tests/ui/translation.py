"""A language pack that JupyterLab's server finds: right-to-left, and every sentence half as long again."""

import json
import re
from pathlib import Path

from tests.tools import ROOT

LOCALE = "he_IL"
BEGIN, END = "\u2e22", "\u2e23"
PADDING = "\u05e9\u05dc\u05d5\u05dd"
STRING = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ONE = re.compile(r"trans\.__\(\s*" + STRING)
MANY = re.compile(r"trans\._n\(\s*" + STRING + r",\s*" + STRING)


def catalogue() -> dict:
    """All that the panel's source hands to the translator, translated, as JupyterLab reads it."""
    found = {
        "": {
            "domain": "jupyter_kfcheck",
            "language": LOCALE.replace("_", "-"),
            "plural_forms": "nplurals=2; plural=(n != 1);",
        }
    }
    for path in sorted((ROOT / "labextension" / "src").glob("*.ts")):
        text = path.read_text("utf-8")
        found |= {plain(one): [translated(plain(one))] for one in ONE.findall(text)}
        found |= {plain(one): [translated(plain(one)), translated(plain(many))] for one, many in MANY.findall(text)}
    return found


def plain(literal: str) -> str:
    """What a string literal of TypeScript says."""
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def translated(message: str) -> str:
    """The message in our language: recognisable, right-to-left, and long."""
    padding = " ".join([PADDING] * max(1, len(message) // 10))
    return f"{BEGIN}{padding} {message}{END}"


def install(folder: Path) -> None:
    """Put the pack into a folder that is on PYTHONPATH."""
    lies = folder / "kfcheck_pack" / "locale" / LOCALE / "LC_MESSAGES"
    lies.mkdir(parents=True)
    (folder / "kfcheck_pack" / "__init__.py").touch()
    (lies / "jupyter_kfcheck.json").write_text(json.dumps(catalogue()), "utf-8")
    about = folder / "kfcheck_pack-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: kfcheck-pack\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[jupyterlab.languagepack]\n{LOCALE} = kfcheck_pack\n")
