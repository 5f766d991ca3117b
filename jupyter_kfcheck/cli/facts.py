"""``kfcheck facts``: what was observed here, unjudged; and reading such a document again."""

import argparse
import json
import sys
import time
from calendar import timegm
from typing import Any

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.cli.common import OK, Commands, UsageError, configuration, write_stdout
from jupyter_kfcheck.codec import DecodeError, decode, encode
from jupyter_kfcheck.facts import FAMILIES, Facts
from jupyter_kfcheck.model import SCHEMA_VERSION
from jupyter_kfcheck.run.observe import observe

TIME = "%Y-%m-%dT%H:%M:%SZ"


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("facts", help="print the facts that the checks judge, as JSON", allow_abbrev=False)
    parser.set_defaults(command=command)


def command(_options: argparse.Namespace) -> int:
    """Gather every family and print the document."""
    contract = configuration()._replace(everything=True)
    document = {
        "schema_version": SCHEMA_VERSION,
        "kfcheck_version": __version__,
        "observed_at": time.strftime(TIME, time.gmtime()),
        "facts": encode(observe(contract, FAMILIES, contract.timeout)),
    }
    write_stdout(json.dumps(document, indent=2) + "\n")
    return OK


def read_facts(path: str) -> tuple[Facts, float]:
    """The facts in a document of ``kfcheck facts`` and the Unix time they are of. Raises `UsageError`."""
    document = _load(path)
    if not isinstance(document, dict) or "facts" not in document:
        raise UsageError(f"--facts {path}: this is not the output of `kfcheck facts`")
    if document.get("schema_version") != SCHEMA_VERSION:
        version = document.get("schema_version")
        raise UsageError(f"--facts {path}: schema_version {version!r} is not {SCHEMA_VERSION}")
    try:
        facts: Facts = decode(Facts, document["facts"], "facts")
        return facts, timegm(time.strptime(document.get("observed_at", ""), TIME))
    except DecodeError as problem:
        raise UsageError(f"--facts {path}: {problem}") from None
    except (TypeError, ValueError):
        raise UsageError(f"--facts {path}: observed_at must be a time like 2026-01-31T12:00:00Z") from None


def _load(path: str) -> Any:
    try:
        if path == "-" and sys.stdin is None:
            raise UsageError("--facts -: stdin is closed")
        if path == "-":
            return json.load(sys.stdin)
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as problem:
        raise UsageError(f"--facts {path}: cannot read it: {problem.strerror}") from None
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"--facts {path}: this is not JSON: {problem}") from None
