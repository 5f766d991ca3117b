"""What the image says of itself, before anything of it runs: the run ``inspect``."""

import re
from collections.abc import Sequence
from typing import Any

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.checks.gpu import versions
from jupyter_kfcheck.checks.home.seed import MOVE
from jupyter_kfcheck.checks.user.uid import ROOT_IMAGE
from jupyter_kfcheck.facts.seed import FOLDERS
from jupyter_kfcheck.image.pods import Pod, exposed
from jupyter_kfcheck.model import Result, Status
from jupyter_kfcheck.run.runner import result, stamp

NUMERIC = Remedy(
    "USER is a name",
    IMAGE,
    "End the Dockerfile with a number: `USER {uid}`. A kubelet cannot tell whether a name is root, and refuses it.",
)
OLDER_CUDA = Remedy(
    "The image's CUDA is too new",
    IMAGE,
    "Build it on CUDA {newest} or older, or let it start on every driver with `ENV NVIDIA_DISABLE_REQUIRE=1`.",
)
NEWER_DRIVER = Remedy("The image's CUDA is too new", PLATFORM, "Install driver {least} or newer on the GPU nodes.")
SHOWN = 20


def results(config: dict[str, Any], baked: Sequence[str], pod: Pod, driver: str | None, began: float) -> list[Result]:
    """The judgements on the image's ``Config`` and on the files ``baked`` into its HOME."""
    env = dict(entry.partition("=")[::2] for entry in config.get("Env") or [])
    verdicts = {
        "user.uid": user(config.get("User") or "", pod),
        "home.seed": seed(baked, pod),
        "server.port": port(config, pod),
        "server.start": entry(config),
        "gpu.visible": visible(env),
        "gpu.driver": cuda(env, driver),
    }
    return [result(BY_ID[id_], verdict, stamp(began)) for id_, verdict in verdicts.items()]


def user(named: str, pod: Pod) -> Verdict:
    """USER against what the platform allows."""
    name = named.partition(":")[0]
    evidence: dict[str, Any] = {"expected": pod.platform.uid, "observed": named or None}
    if pod.user:
        return skipped(f"USER is {named or 'root'}; {pod.platform.title} sets a user of its own", **evidence)
    if name in ("", "0", "root"):
        advice = ROOT_IMAGE.fill(uid=pod.platform.uid or 1000)
        summary = f"USER is {named}, which is root" if named else "the image names no USER, so it runs as root"
        return failed(summary, advice, **evidence)
    if name.isdecimal():
        return passed(f"USER is {named}", **evidence)
    if pod.hardened:  # runAsNonRoot
        advice = NUMERIC.fill(uid=1000)
        return failed(f"USER is the name {name}, which {pod.platform.title} refuses to start", advice, **evidence)
    return passed(f"USER is the name {name}; {pod.platform.title} starts it, stricter platforms do not", **evidence)


def seed(baked: Sequence[str], pod: Pod) -> Verdict:
    """Files in the image's HOME, which the volume hides."""
    if not baked:
        return passed(f"the image has no files of its own in {pod.home}", baked=[])
    many = "1 file" if len(baked) == 1 else f"{len(baked)} files"
    summary = f"{pod.home} of the image has {many}, which the volume hides: {', '.join(baked[:3])}"
    advice = MOVE.fill(folder=f"{FOLDERS}/{pod.platform.user or 'jovyan'}")
    return Verdict(Status.WARN, summary, {"baked": list(baked[:SHOWN])}, (advice,))


def port(config: dict[str, Any], pod: Pod) -> Verdict:
    """EXPOSE, which no platform needs: where the server listens shows when it runs."""
    ports = exposed(config)
    evidence = {"expected": pod.port, "exposed": ports}
    if pod.port in ports:
        return passed(f"exposes port {pod.port}", **evidence)
    said = f"port {', '.join(map(str, ports))}" if ports else "no port"
    return skipped(f"the image exposes {said}; the runs tell whether it listens on {pod.port}", **evidence)


def entry(config: dict[str, Any]) -> Verdict:
    """ENTRYPOINT and CMD: something has to be started."""
    words = [*(config.get("Entrypoint") or []), *(config.get("Cmd") or [])]
    if not words:
        advice = Remedy("Nothing to start", IMAGE, "End the Dockerfile with an ENTRYPOINT or a CMD.").fill()
        return failed("the image has neither ENTRYPOINT nor CMD: nothing would start", advice)
    return passed(f"starts {words[0]}", entrypoint=config.get("Entrypoint"), cmd=config.get("Cmd"))


def visible(env: dict[str, str]) -> Verdict:
    """``NVIDIA_VISIBLE_DEVICES``, by which NVIDIA's older runtime hands out GPUs."""
    value = env.get("NVIDIA_VISIBLE_DEVICES")
    if value is None:
        return skipped("the image sets no NVIDIA_VISIBLE_DEVICES")
    if value == "all":
        said = "the image sets NVIDIA_VISIBLE_DEVICES=all, as NVIDIA's own do: on some nodes it sees every GPU, unasked"
        return passed(said, NVIDIA_VISIBLE_DEVICES=value)
    return passed(f"the image sets NVIDIA_VISIBLE_DEVICES={value}", NVIDIA_VISIBLE_DEVICES=value)


def cuda(env: dict[str, str], driver: str | None) -> Verdict:
    """``NVIDIA_REQUIRE_CUDA``, for which NVIDIA's hook refuses to start the container, against the nodes' driver."""
    found = re.search(r"cuda>=(\d+(?:\.\d+)?)", env.get("NVIDIA_REQUIRE_CUDA", ""))
    wanted = versions.parse(found[1]) if found else None
    if not wanted or env.get("NVIDIA_DISABLE_REQUIRE", "").lower() in ("1", "true"):
        return skipped("the image asks for no CUDA of the node's driver (NVIDIA_REQUIRE_CUDA)")
    needs = f"CUDA {versions.text(wanted)}"
    if driver is None:
        return skipped(f"the image needs {needs}; --driver says which driver your nodes have")
    least, have = versions.minimum(wanted), versions.numbers(driver)
    evidence: dict[str, Any] = {"required": versions.text(wanted), "driver": driver, "minimum": list(least or ())}
    if least is None or have >= least:
        return passed(f"driver {driver} is new enough for {needs}", **evidence)
    newest = versions.newest_for(have)
    advice = OLDER_CUDA.fill(newest=newest or "10"), NEWER_DRIVER.fill(least=".".join(map(str, least)))
    summary = f"driver {driver} is too old for {needs}: NVIDIA's runtime would not start the container"
    return failed(summary, *advice, **evidence)
