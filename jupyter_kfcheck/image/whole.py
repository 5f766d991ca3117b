"""The whole test of an image: the platforms, their runs, and which of them it fits."""

import contextlib
import signal
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.image import merge, probes, spawner, static
from jupyter_kfcheck.image.engine import Engine, find
from jupyter_kfcheck.image.inside import Place
from jupyter_kfcheck.image.pods import Pod, Run, pod
from jupyter_kfcheck.image.runs import carry_out
from jupyter_kfcheck.image.workshop import Tools, prepare
from jupyter_kfcheck.model import SCHEMA_VERSION, Fit, ImageReport, ImageRun, Status, Struct, Unknown
from jupyter_kfcheck.run.observe import observe
from jupyter_kfcheck.run.runner import stamp

INSPECT = "inspect"
BROKEN = (Status.FAIL, Status.ERROR)


class Wish(Struct):
    """What was asked for.

    ``seconds`` are waited for each first answer; ``driver`` is that of the nodes; ``skip`` is left out. ``probes``:
    whether to write probes; ``config`` is Kubeflow v1's spawner's, to find the image in.
    """

    image: str
    platforms: Sequence[str]
    runs: Sequence[Run]
    engine: str = "auto"
    seconds: float = 120.0
    driver: str | None = None
    skip: Sequence[str] = ()
    probes: bool = False
    config: spawner.Config | None = None


def examine(wish: Wish, tell: Callable[[str], None], warn: Callable[[str], None]) -> ImageReport:
    """The report. Whatever happens, all that was started is taken away again.

    Raises `NoEngineError`, `EngineDiedError`. ``tell`` hears of what goes on, ``warn`` of what could not be taken away.
    """
    began, clock = time.time(), time.monotonic()
    engine = find(wish.engine, uuid.uuid4().hex)
    if swept := engine.sweep():
        tell(f"took away what a run that was killed has left behind: {swept} containers and volumes")
    image = engine.image(wish.image)
    runs: list[ImageRun] = []
    blocks: dict[str, str] = {}
    try:
        for name in wish.platforms:
            where = pod(name, image["Config"])
            found, tools = _platform(engine, image, wish, where, tell)
            runs += found
            if wish.probes:
                blocks[name] = probes.block(where, found, own=tools.own, python=tools.python)
    finally:
        with _undisturbed():
            for command in engine.remove_all():
                warn(f"could not be taken away, try: `{command}`")
    return ImageReport(
        schema_version=SCHEMA_VERSION,
        kfcheck_version=__version__,
        image=wish.image,
        image_id=str(image["Id"]),
        engine=f"{engine.name} {engine.version}",
        status=Status.worst([run.report.status for run in runs]),
        started_at=stamp(began),
        duration_seconds=round(time.monotonic() - clock, 3),
        runs=runs,
        fits={name: fit([run for run in runs if run.platform == name], wish.runs) for name in wish.platforms},
        probes=blocks,
        spawner=spawner.place(wish.config, wish.image, runs) if wish.config else None,
    )


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C leave half of the work behind."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: None) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def fit(runs: Sequence[ImageRun], wished: Sequence[Run]) -> Fit:
    """Whether nothing is broken in the runs that count; because of which causes it does not fit."""
    uncounted = {run.name for run in wished if not run.counted}
    results = [result for run in runs if run.name not in uncounted for result in run.report.checks]
    broken = [result for result in results if result.status in BROKEN]
    return Fit(not broken, list(dict.fromkeys(result.id for result in broken if result.because is None)))


def _platform(
    engine: Engine, image: dict[str, Any], wish: Wish, where: Pod, tell: Callable[[str], None]
) -> tuple[list[ImageRun], Tools]:
    title, reference = where.platform.title, str(image["Id"])
    tell(f"{title}: looks at the image and makes empty volumes")
    began = time.time()
    group = where.groups[0]
    fresh = [run for run in wish.runs if run.fresh]
    needed = len(fresh) or 1
    tools = prepare(engine, reference, where.home, [group] * needed)
    found = merge.assemble(
        static.results(image["Config"], tools.baked, where, wish.driver, began), None, where.platform.name, began
    )
    done = [ImageRun(INSPECT, where.platform.name, merge.without(found, wish.skip))]
    homes = iter(tools.homes)
    home = ""
    left = None
    for run, after in zip(wish.runs, [*wish.runs[1:], None], strict=True):
        home = next(homes) if run.fresh or not home else home
        tell(f"{title}: runs it {run.question} ({run.name})")
        began = time.time()
        network = engine.ipv6_network() if run.ipv6 else None
        if isinstance(network, Unknown):
            report = merge.assemble([merge.not_run(network)], None, where.platform.name, began)
            done.append(ImageRun(run.name, where.platform.name, report))
            continue
        place, again = Place(engine, reference, tools, wish.seconds, network), after is not None and not after.fresh
        seen = carry_out(place, where, run, home, None if run.fresh else left, again=again)
        left = seen.left
        report = merge.report(seen, where, run, observe(Contract(), ()), began)
        report = merge.without(report, wish.skip)
        done.append(ImageRun(run.name, where.platform.name, report))
    return done, tools
