"""podman and docker by their command lines: few verbs, each with its deadline, each under our label.

A command line and no library: it is there wherever images are built, needs no socket, and both engines spell
these verbs alike.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from typing import Any, Literal

from jupyter_kfcheck.image import owner
from jupyter_kfcheck.model import Struct, Unknown

Name = Literal["podman", "docker"]
NAMES: tuple[Name, ...] = ("podman", "docker")
OLDEST = {"podman": (4, 0), "docker": (1, 40)}  # podman's own version, and the API that docker's daemon speaks
SECONDS = {"version": 20.0, "run": 180.0, "cp": 120.0}
OTHER_SECONDS = 60.0  # they are for an engine that hangs: one that is only slow must not lose an image its report
PATIENCE = 5.0  # seconds that a daemon may take to come back, when what is left of us has to be taken away
KINDS = (
    (("ps", "--all", "--quiet"), ("inspect", "--format={{json .Config.Labels}}"), ("rm", "--force", "--volumes")),
    (("volume", "ls", "--quiet"), ("volume", "inspect", "--format={{json .Labels}}"), ("volume", "rm", "--force")),
    (("network", "ls", "--quiet"), ("network", "inspect", "--format={{json .Labels}}"), ("network", "rm")),
)
"""How what may carry our labels is listed, how they are read, and how it is taken away."""
REFERENCE = re.compile(r"[a-z0-9][a-z0-9._/:@-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?")  # near enough for a command
HINTS = ("Run '", "See '")  # how docker ends what it says


class NoEngineError(Exception):
    """No engine can be used, or it has no such image: a mistake of whoever calls. Each line is one sentence."""


class EngineDiedError(Exception):
    """The engine stopped answering in the middle of the work."""


class LateError(EngineDiedError):
    """A verb did not end by its deadline. Whether the engine or the container hangs, `must_live` tells."""


class Done(Struct):
    """What became of a verb."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """What the engine said, or at least its last line, for people."""
        said = (line.strip() for line in (self.err or self.out).splitlines())
        lines = [line for line in said if line and not line.startswith(HINTS)]
        return lines[-1].removeprefix("Error: ") if lines else f"exit code {self.code}"


class Engine:
    """One engine. Everything that it makes carries the label ``run``, and `remove_all` takes it away by that."""

    def __init__(self, name: Name, run: str) -> None:
        """Nothing is started yet."""
        self.name, self.version, self._run = name, "", run
        self._ipv6: str | Unknown | None = None
        self._labels = {owner.LABEL: run, owner.OWNER: owner.mine(), owner.BEGAN: f"{time.time():.0f}"}

    def ask(self, verb: str, *args: str, stdin: bytes | None = None, seconds: float | None = None) -> Done:
        """What the engine answers to ``verb``. Raises `LateError` at the deadline."""
        limit = seconds or SECONDS.get(verb, OTHER_SECONDS)
        # A session of its own: Ctrl-C is for us, who then tidy up through the same engine.
        with subprocess.Popen(  # noqa: S603 - our own words, and what the user named, as arguments and not for a shell
            [self.name, verb, *args],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            try:
                out, err = process.communicate(stdin, limit)
            except BaseException as end:
                _end(process)
                if isinstance(end, subprocess.TimeoutExpired):
                    raise LateError(f"`{self.name} {verb}` did not answer within {limit:g} s") from None
                raise
        return Done(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))

    def must(self, verb: str, *args: str, stdin: bytes | None = None, seconds: float | None = None) -> str:
        """As `ask`, for what does not fail while the engine lives: its stdout. Raises `EngineDiedError`."""
        done = self.ask(verb, *args, stdin=stdin, seconds=seconds)
        if done.code:
            raise EngineDiedError(f"`{self.name} {verb}` failed: {done.words}")
        return done.out.strip()

    def must_live(self, done: Done) -> None:
        """Tell a verb that failed by itself from an engine that has gone. Raises `EngineDiedError`."""
        if done.code and self.ask("version").code:
            raise EngineDiedError(f"{self.name} stopped answering: {done.words}")

    def check(self) -> None:
        """Raises `NoEngineError` unless the engine answers and is new enough."""
        try:
            done = self.ask("version", "--format", "{{json .}}")
        except EngineDiedError as late:
            raise NoEngineError(f"{late}: is it running?") from None
        if done.code:
            raise NoEngineError(f"{self.name} does not answer: {done.words}")
        try:
            said = json.loads(done.out)
            client, server = said.get("Client") or {}, said.get("Server") or {}
        except (ValueError, AttributeError):
            raise NoEngineError(f"{self.name} tells no version that can be read: {done.words[:200]}") from None
        if self.name == "podman":  # of a remote one the server's, which does the work
            self.version = str(server.get("Version") or client.get("Version") or "?")
            speaks, needs = self.version, "podman {}"
        elif not server and "APIVersion" in client:  # as only podman spells it
            raise NoEngineError("docker is podman under docker's name here: use --engine podman")
        else:
            self.version, speaks, needs = server.get("Version", "?"), server.get("ApiVersion", "0"), "its API {}"
        oldest = OLDEST[self.name]
        if tuple(int(part) for part in speaks.split("-")[0].split(".")[:2] if part.isdecimal()) < oldest:
            wanted = needs.format(".".join(map(str, oldest)))
            raise NoEngineError(f"{self.name} {self.version} is too old: kfcheck needs {wanted} or newer")

    def image(self, reference: str) -> dict[str, Any]:
        """The image as the engine describes it: ``Id``, ``Config`` … Raises `NoEngineError` where it has none such."""
        done = self.ask("image", "inspect", reference)
        if done.code:
            self.must_live(done)
            fetch = f"build it first, or fetch it: `{self.name} pull {reference}`"
            hint = fetch if REFERENCE.fullmatch(reference) else "an image's name has the form HOST/NAME:TAG"
            raise NoEngineError(f"{self.name} has no image {reference!r}: {done.words}\n{hint}")
        found: dict[str, Any] = json.loads(done.out)[0]
        return found

    def state(self, container: str) -> dict[str, Any]:
        """``State`` of a container: ``Running``, ``ExitCode`` …"""
        found: dict[str, Any] = json.loads(self.must("inspect", "--format", "{{json .State}}", container))
        return found

    def labels(self) -> list[str]:
        """The options that mark what is made as ours, and say whose."""
        return [f"--label={name}={value}" for name, value in self._labels.items()]

    def ipv6_network(self) -> str | Unknown:
        """The name of a network with IPv6 alone, or why this engine can make none. Raises `EngineDiedError`."""
        if self._ipv6 is None:
            self._ipv6 = self._make_ipv6_network()
        return self._ipv6

    def _make_ipv6_network(self) -> str | Unknown:
        name, run = f"kfcheck-{self._run[:12]}", self._run
        alone = ["--ipv6", "--ipv4=false"] if self.name == "docker" else []
        subnet = f"fd{run[:2]}:{run[2:6]}:{run[6:10]}::/64"  # of those that everybody may choose at random (RFC 4193)
        done = self.ask("network", "create", *self.labels(), *alone, f"--subnet={subnet}", name)
        self.must_live(done)
        return Unknown(f"{self.name} can make no network of IPv6 alone: {done.words}") if done.code else name

    def remove(self, container: str) -> None:
        """Take a container away, running or not."""
        self.must("rm", "--force", *(("--time", "0") if self.name == "podman" else ()), "--volumes", container)

    def remove_all(self) -> list[str]:
        """Take away whatever carries the label; where that cannot be, the commands that do it once the engine lives."""
        end = time.monotonic() + PATIENCE
        while left := [told for listing, _, remove in KINDS if (told := self._remove_kind(listing, remove))]:
            if time.monotonic() > end:
                return left
            time.sleep(1)  # a service manager may be starting the daemon again
        return []

    def sweep(self) -> int:
        """Take away what a run that was killed has left behind; how much that was. What cannot be, is left."""
        swept = 0
        for listing, labels, remove in KINDS:
            for name in self.ask(*listing, "--filter", f"label={owner.LABEL}").out.split():
                told = self.ask(*labels, name)  # one by one: another run may take its own away meanwhile
                if not told.code and owner.left_over(json.loads(told.out) or {}):
                    swept += not self.ask(*remove, *self._at_once(remove), name).code
        return swept

    def _at_once(self, remove: tuple[str, ...]) -> tuple[str, ...]:
        return ("--time", "0") if (self.name, remove[0]) == ("podman", "rm") else ()

    def _remove_kind(self, listing: tuple[str, ...], remove: tuple[str, ...]) -> str | None:
        mine = (*listing, "--filter", f"label={owner.LABEL}={self._run}")
        try:
            found = self.ask(*mine)
            if not found.code and not found.out.split():
                return None
            if not found.code and not self.ask(*remove, *self._at_once(remove), *found.out.split(), seconds=40).code:
                return None
        except EngineDiedError:
            pass
        return f"{self.name} {' '.join(remove)} $({self.name} {' '.join(mine)})"


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            continue
        return


def find(wanted: str, run: str) -> Engine:
    """The engine asked for, or with ``auto`` the first that answers. Raises `NoEngineError` with what each said."""
    problems: list[str] = []
    names: list[Name] = [name for name in NAMES if wanted in ("auto", name)]
    for name in names:
        if not shutil.which(name):
            problems.append(f"{name} is not installed (not found on PATH)")
            continue
        engine = Engine(name, run)
        try:
            engine.check()
        except NoEngineError as problem:
            problems.append(str(problem))
            continue
        return engine
    raise NoEngineError("\n".join([*problems, "kfcheck image needs podman or docker to run the image"]))
