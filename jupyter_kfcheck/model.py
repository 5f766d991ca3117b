"""What every face shows: statuses, results, the report. Standard library only, no logic but order."""

from enum import Enum
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
SCHEMA_VERSION = 1


class Status(str, Enum):
    """The five outcomes of a check; ``contract.md`` of the project fixes their meaning."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"

    @classmethod
    def worst(cls, statuses: "list[Status]") -> "Status":
        """The worst of some statuses, in the order fail > error > warn > pass > skip."""
        return max(statuses, key=_ORDER.index, default=cls.SKIP)


_ORDER = [Status.SKIP, Status.PASS, Status.WARN, Status.ERROR, Status.FAIL]


class Unknown:
    """A fact that could not be read: never 0, never None, never an exception.

    ``reason`` is a phrase that completes "… is not known: "; ``errno`` is set where the kernel said no.
    It is no tuple, so that it cannot be taken for a fact that is one.
    """

    __slots__ = ("errno", "reason")

    def __init__(self, reason: str, errno: int | None = None) -> None:
        """Say why, and with which errno."""
        self.reason, self.errno = reason, errno

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and (self.reason, self.errno) == (other.reason, other.errno)

    def __hash__(self) -> int:
        return hash((self.reason, self.errno))

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r}, {self.errno})"


def known(fact: "T | Unknown") -> "T | None":
    """The fact, or None where it is not known and nothing more is to be said of it."""
    return None if isinstance(fact, Unknown) else fact


class Advice(NamedTuple):
    """What to do, in one or two sentences, and who can do it."""

    by: str  # user | image | platform
    text: str


class Result(NamedTuple):
    """The outcome of one check. ``evidence`` is plain JSON data without secrets; durations in seconds.

    ``remedies`` come best first, ``remedy`` and ``remedy_by`` repeat the first. ``because`` names the check whose
    finding causes this one. ``observed_at`` (RFC 3339, UTC): when its facts were seen.
    """

    id: str
    category: str
    title: str
    status: Status
    summary: str
    evidence: dict[str, Any] = {}
    remedies: list[Advice] = []
    remedy: str | None = None
    remedy_by: str | None = None
    because: str | None = None
    observed_at: str | None = None
    duration_seconds: float = 0.0


class Container(NamedTuple):
    """The container at a glance. What is not known is None, never guessed."""

    user: str | None = None
    uid: int | None = None
    gid: int | None = None
    groups: list[int] | None = None
    home: str | None = None
    nb_prefix: str | None = None
    hostname: str | None = None
    pod_uid: str | None = None
    started_at: str | None = None
    home_writable: bool | None = None
    home_persistent: bool | None = None
    base_url: str | None = None
    cors_allow_origin: str | None = None
    gpus: int | None = None


class Report(NamedTuple):
    """One run of the checks. Times are RFC 3339 in UTC, durations in seconds."""

    schema_version: int
    kfcheck_version: str
    status: Status
    phase: str  # startup | running
    kind: str  # jupyter | codeserver | rstudio | unknown
    platform: str  # kubeflow-v1 | kubeflow-v2 | opendatahub | jupyterhub | none
    started_at: str
    duration_seconds: float
    counts: dict[str, int]
    container: Container
    checks: list[Result]


class ImageRun(NamedTuple):
    """One way in which an image was started, or ``inspect``, the look before a start; and the report of it."""

    name: str
    platform: str
    report: Report


class Fit(NamedTuple):
    """Whether an image fits a platform; where not, ``because`` names the checks that say so."""

    ok: bool
    because: list[str]


class Listed(NamedTuple):
    """The image in Kubeflow's spawner configuration: the ``group`` where it belongs, None where that is not known.

    ``stands_in`` are the groups that offer it, ``said`` says both in a sentence, ``add`` is the YAML to add.
    """

    group: str | None
    stands_in: list[str]
    said: str
    add: str


class ImageReport(NamedTuple):
    """What `kfcheck image` found. ``status`` is the worst of the runs; ``fits`` has an entry a platform.

    ``probes`` (YAML by platform) and ``spawner`` are there where they were asked for.
    """

    schema_version: int
    kfcheck_version: str
    image: str
    image_id: str
    engine: str
    status: Status
    started_at: str
    duration_seconds: float
    runs: list[ImageRun]
    fits: dict[str, Fit]
    probes: dict[str, str] = {}
    spawner: Listed | None = None
