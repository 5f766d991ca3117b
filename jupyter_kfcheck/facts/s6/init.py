"""PID 1, the s6-overlay in the image, what it is set to, and whether its preconditions hold."""

import re

from jupyter_kfcheck.host import files, trees
from jupyter_kfcheck.model import Struct, Unknown

PACKAGES = "package/admin"
V2 = "v2"  # which does not say which v2


class Run(Struct):
    """The directory /run, in which s6-overlay lives. ``no_exec``: no program may run in it.

    ``mounted``: it is no folder of the image.
    """

    uid: int
    gid: int
    mode: int
    no_exec: bool
    mounted: bool = False


class Init(Struct):
    """``overlay`` is the version in the image (``3.2.0.0``, ``v2``), None without one; settings are the raw text.

    ``pid1`` is the name of PID 1's program. ``no_new_privileges`` takes away what s6-overlay's setuid helper needs.
    """

    overlay: str | None
    pid1: str | Unknown
    behaviour: str | None
    max_time: str | None
    read_only_root: str | None
    no_new_privileges: bool | Unknown
    run: Run | Unknown


def look() -> Init:
    """Look at this container."""
    pid1 = files.read_text("/proc/1/comm", 64)
    return Init(
        overlay=overlay("/"),
        pid1=pid1 if isinstance(pid1, Unknown) else pid1.rstrip("\n"),
        behaviour=files.env("S6_BEHAVIOUR_IF_STAGE2_FAILS"),
        max_time=files.env("S6_CMD_WAIT_FOR_SERVICES_MAXTIME"),
        read_only_root=files.env("S6_READ_ONLY_ROOT"),
        no_new_privileges=_no_new_privileges(),
        run=_run(),
    )


def overlay(root: str) -> str | None:
    """The version of the s6-overlay installed below ``root``, None without one."""
    names = files.names_in(f"{root}/{PACKAGES}")
    found = () if isinstance(names, Unknown) else [re.fullmatch(r"s6-overlay-(\d+(?:\.\d+)+)", n) for n in names]
    versions = [match[1] for match in found if match]
    if versions:
        return max(versions, key=lambda version: [int(part) for part in version.split(".")])
    return V2 if files.exists(f"{root}/etc/s6/init/init-stage1") else None


def _no_new_privileges() -> bool | Unknown:
    status = files.read_text("/proc/self/status")
    if isinstance(status, Unknown):
        return status
    found = re.search(r"^NoNewPrivs:\s*(\d)", status, re.MULTILINE)
    return found[1] == "1" if found else Unknown("/proc/self/status has no NoNewPrivs")


def _run() -> Run | Unknown:
    about, no_exec = files.about("/run"), files.no_exec("/run")
    if isinstance(about, Unknown):
        return about
    if isinstance(no_exec, Unknown):
        return no_exec
    return Run(about.uid, about.gid, about.mode, no_exec, not trees.same_layer("/run", "/"))
