"""The reference page, made from the code: commands and options, configuration, endpoint, metrics, exit codes."""

import argparse
import json
from typing import Any

from jupyter_kfcheck import contract, model
from jupyter_kfcheck.cli.parser import parser
from jupyter_kfcheck.contract import Contract, file, sources
from jupyter_kfcheck.model import SCHEMA_VERSION, Container, Report, Status
from jupyter_kfcheck.platforms import PLATFORMS
from jupyter_kfcheck.render.formats import FORMATS
from jupyter_kfcheck.render.prometheus import families
from jupyter_kfcheck.server.extension import KFCheck

HEAD = """\
# Reference

Every command, option, variable, setting, request and metric. `make docs` makes this page from the code; a test
fails while it is not up to date. What these names promise is in [contract.md](contract.md), what each check means in
[checks.md](checks.md).
"""
# What the code cannot say of itself. A name without its words here fails the page.
VARIABLES = {
    "KFCHECK_SKIP": "checks or categories to leave out, with blanks or commas between them",
    "KFCHECK_PLATFORM": "whose requirements to judge by: " + ", ".join(f"`{name}`" for name in ("auto", *PLATFORMS)),
    "KFCHECK_KIND": "which IDE the image serves: " + ", ".join(f"`{name}`" for name in ("auto", *contract.KINDS)),
    "KFCHECK_TIMEOUT": "seconds that a whole run may take",
    "KFCHECK_STARTUP": "`report` (default), `enforce`: a failure at start-up ends the container, or `off`",
    "KFCHECK_EXPECT_GPU": "`nvidia:1`, `amd`, `2`, `none`: what must be there",
    "KFCHECK_STATE_DIR": "the state directory, in place of `/run/kfcheck` or `/tmp/kfcheck-UID`",
    "KFCHECK_LISTEN": "where `kfcheck serve` listens, in place of `127.0.0.1:9889`",
    "KFCHECK_MAX_AGE": "the age in seconds from which the endpoint refreshes its report; 300 by default",
    "KFCHECK_READY_CHECKS": "checks or categories that `readyz` looks at; none by default",
    "KFCHECK_TOKEN": "the token that opens the report of `kfcheck serve`",
    "KFCHECK_TOKEN_FILE": "a file that holds this token",
}
EXPECT = {
    "user": "the name that the IDE must run as",
    "uid": "its UID",
    "home": "its HOME",
    "port": "the port that it must serve on",
    "platform": "as `KFCHECK_PLATFORM`",
    "kind": "as `KFCHECK_KIND`",
    "expect_gpu": "as `KFCHECK_EXPECT_GPU`",
}
LIMITS = {
    "home_warn_share": "free share of HOME below which `home.space` warns, where `home_warn_bytes` is not free either",
    "home_warn_bytes": "free bytes below which `home.space` warns, where `home_warn_share` is not free either",
    "home_low_bytes": "free bytes below which it warns on a volume above 1 GiB, whatever the share",
    "home_fail_bytes": "free bytes below which it fails",
    "timeout": "as `KFCHECK_TIMEOUT`",
}
ENDPOINT = {
    "max_age": "as `KFCHECK_MAX_AGE`",
    "ready_checks": 'as `KFCHECK_READY_CHECKS`, as a list: `["home.writable"]`',
}
EXITS = ("nothing at or above `--fail-on`", "something, or an `error`", "wrong usage or configuration",
         "kfcheck itself failed")  # fmt: skip


def page() -> str:
    """The page as Markdown."""
    parts = [HEAD, *_commands(), "## Formats\n", _table(("name", "media type", "offered by"), _formats())]
    parts += ["## Exit codes\n", _table(("code", "means"), [(str(code), text) for code, text in enumerate(EXITS)])]
    parts += ["## Environment\n", _table(("variable", "means"), _words(sources.VARIABLES, VARIABLES))]
    parts += ["## /etc/kfcheck.toml\n", "`[expect]`: what the image means to be.\n",
              _table(("key", "means"), _words(file.EXPECT, EXPECT)), "`[limits]`\n",
              _table(("key", "means", "default"), _limits()),
              "`[endpoint]`, of Jupyter Server and `kfcheck serve` alike. Jupyter's own configuration goes over it.\n",
              _table(("key", "means"), _words(file.ENDPOINT, ENDPOINT)),
              '`[skip]`: `"ID or category" = "the reason"`. `[severity]`: `"ID" = "warn"` or `"fail"`.\n']  # fmt: skip
    parts += ["## Jupyter Server\n", "In `jupyter_server_config.py`, as `c.KFCheck.NAME`.\n",
              _table(("name", "means", "default"), _traits())]  # fmt: skip
    parts += ["## Requests\n", _table(("request", "answer"), _requests())]
    parts += ["## Metrics\n", _table(("metric", "labels", "means"), _metrics())]
    return "\n".join(parts).rstrip() + "\n"


def _commands() -> list[str]:
    whole = parser("")
    commands = next(a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    helps = {choice.dest: choice.help for choice in commands._choices_actions}
    said = ["## Commands\n"]
    for name, sub in commands.choices.items():
        said.append(f"### `kfcheck {name}`\n\n{helps[name]}\n")
        nested = [a for a in sub._actions if isinstance(a, argparse._SubParsersAction)]
        options = [row for each in ([sub] if not nested else nested[0].choices.values()) for row in _options(each)]
        if nested:
            said.append("Sub-commands: " + ", ".join(f"`{other}`" for other in nested[0].choices) + ".\n")
        if options:
            said.append(_table(("option", "means"), options))
    return said


def _options(command: argparse.ArgumentParser) -> list[tuple[str, ...]]:
    rows = []
    for action in command._actions:
        if isinstance(action, (argparse._HelpAction, argparse._SubParsersAction)) or action.help == argparse.SUPPRESS:
            continue
        value = action.metavar or ("\\|".join(map(str, action.choices)) if action.choices else "")
        names = ", ".join(action.option_strings) or ""
        shown = f"{names} {value}".strip().replace("\\|", "|")
        rows.append((f"`{shown}`".replace("|", "\\|"), action.help or ""))
    return rows


def _formats() -> list[tuple[str, ...]]:
    def by(form: Any) -> str:
        return ", ".join(word for word, offered in (("command", form.command), ("endpoint", form.server)) if offered)

    return [(f"`{form.name}`", f"`{form.media}`", by(form)) for form in FORMATS]


def _words(names: Any, words: dict[str, str]) -> list[tuple[str, ...]]:
    if odd := set(names) ^ set(words):
        raise LookupError(f"say what these mean, and no others: {', '.join(sorted(odd))}")
    return [(f"`{name}`", words[name]) for name in names]


def _limits() -> list[tuple[str, ...]]:
    rows = _words(file.LIMITS, LIMITS)
    return [(*row, f"{Contract._field_defaults[row[0].strip('`')]:,}") for row in rows]


def _traits() -> list[tuple[str, ...]]:
    own = {name: trait for name, trait in KFCheck.class_traits(config=True).items() if trait.this_class is KFCheck}
    return [(f"`{name}`", trait.help, f"`{trait.default()!r}`") for name, trait in sorted(own.items())]


def _requests() -> list[tuple[str, ...]]:
    described = json.loads((model_folder() / "openapi.json").read_bytes())["paths"]
    return [
        (f"`{method.upper()} {path.lstrip('/')}`", operation["summary"])
        for path, operations in described.items()
        for method, operation in operations.items()
        if method in ("get", "post")
    ]


def model_folder() -> Any:
    """The package's folder, where its documents lie."""
    from pathlib import Path  # noqa: PLC0415 - one function's need

    return Path(model.__file__).parent


def _metrics() -> list[tuple[str, ...]]:
    empty = Report(SCHEMA_VERSION, "", Status.PASS, "running", "unknown", "none", "2026-01-01T00:00:00Z", 0.0, {},
                   Container(), [])  # fmt: skip
    rows = []
    for family in families(empty):
        labels = sorted({label for sample in family.samples for label in sample.labels} | set(family._labelnames))
        name = f"{family.name}_info" if family.type == "info" else family.name
        rows.append((f"`{name}`", ", ".join(f"`{label}`" for label in labels), family.documentation))
    return rows


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |\n" for line in lines)
