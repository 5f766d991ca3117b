"""``kfcheck image``: start an image as its platform would, and report on it."""

import argparse
import os
import sys

from jupyter_kfcheck.checks import NAMES
from jupyter_kfcheck.cli.common import (
    BROKEN,
    FOUND,
    OK,
    Commands,
    DeliveryError,
    Output,
    UsageError,
    say,
    write_stdout,
)  # fmt: skip
from jupyter_kfcheck.cli.run import style
from jupyter_kfcheck.contract import Mistake, check_names, positive_seconds, suggest
from jupyter_kfcheck.image.engine import NAMES as ENGINES
from jupyter_kfcheck.image.engine import EngineDiedError, NoEngineError
from jupyter_kfcheck.image.pods import DEFAULT, PLATFORMS, RUNS
from jupyter_kfcheck.image.whole import Wish, examine
from jupyter_kfcheck.model import ImageReport, Status
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.formats import IMAGE_FORMATS

ALL = "all"


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "image",
        help="run an image as the platform would and report on it",
        description="Runs an image with podman or docker as the platform would, and says whether it fits.",
        allow_abbrev=False,
    )
    option = parser.add_argument
    names = {run.name: run for run in RUNS}
    option("image", metavar="IMAGE", help="a name or an id that the engine has; nothing is downloaded")
    option("--platform", choices=(*PLATFORMS, ALL), default=PLATFORMS[0], help=f"whose (default {PLATFORMS[0]})")
    option("--only-runs", metavar="RUN", nargs="+", choices=names, action="extend", default=[],
           help=f"of {', '.join(names)}; without it {', '.join(run.name for run in DEFAULT)}")  # fmt: skip
    option("--engine", choices=("auto", *ENGINES), default="auto", help="default auto: the first that answers")
    option("--timeout", metavar="SECONDS", type=_seconds, default=120.0, help="for each first answer (default 120)")
    option("--skip", metavar="ID", nargs="+", action="extend", default=[], help="leave these checks or categories out")
    option("--driver", metavar="VERSION", help="NVIDIA's driver on your nodes, such as 570.86.15")
    option("-f", "--format", choices=IMAGE_FORMATS, default="text", help="of what goes to stdout (default text)")
    option("-o", "--output", metavar="FORMAT=PATH", action="append", default=[], type=_output,
           help="write the report to a file as well; repeatable")  # fmt: skip
    option("--fail-on", choices=("warn", "fail"), default="fail", help="what makes exit code 1 (default fail)")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Run the image, deliver, and turn the verdict into an exit code."""
    wanted = [run for run in RUNS if run.name in options.only_runs] or list(DEFAULT)
    platforms = PLATFORMS if options.platform == ALL else (options.platform,)
    try:
        check_names(options.skip, NAMES)
        wish = Wish(options.image, platforms, wanted, options.engine, options.timeout, options.driver, options.skip)
        report = examine(wish, _tell, say)
    except Mistake as mistake:
        raise UsageError(f"--skip: {mistake}; see `kfcheck list`") from None
    except NoEngineError as mistake:
        raise UsageError(str(mistake)) from None
    except EngineDiedError as problem:
        say(str(problem))
        return BROKEN
    _deliver(report, options)
    unwell = {Status.FAIL, Status.ERROR} | ({Status.WARN} if options.fail_on == "warn" else set())
    return FOUND if report.status in unwell else OK


def _tell(what: str) -> None:
    """Progress, where somebody watches."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(what)


def _deliver(report: ImageReport, options: argparse.Namespace) -> None:
    """Write every document asked for, even where one of them cannot be. Raises `DeliveryError` at the end."""
    problems = []
    for output in options.output:
        try:
            output.write(IMAGE_FORMATS[output.format].draw_image(report))
        except DeliveryError as problem:
            problems.append(str(problem))
    drawn = text.render_image(report, style()) if options.format == "text" else None
    write_stdout(drawn or IMAGE_FORMATS[options.format].draw_image(report))
    if problems:
        raise DeliveryError("; ".join(problems))


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None


def _output(value: str) -> Output:
    name, _, path = value.partition("=")
    if name not in IMAGE_FORMATS:
        near = suggest(name, list(IMAGE_FORMATS))
        raise argparse.ArgumentTypeError(f"no format {name!r}{near}: {', '.join(IMAGE_FORMATS)}")
    if not path or not os.path.isdir(os.path.dirname(path) or "."):
        raise argparse.ArgumentTypeError(f"{value!r} lacks a path in a folder that exists: FORMAT=PATH")
    return Output(name, path)
