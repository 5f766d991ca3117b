"""What every face shows: statuses, results, the report. Standard library only, no logic but order."""

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import NamedTuple as Struct

    __all__ = ["Struct"]  # for the type checker: ours behaves as that one does
else:
    from _collections import _tuplegetter  # what `collections.namedtuple` makes its fields of

    class Struct(tuple):
        """`typing.NamedTuple`, made in a sixth of the time: a hundred of those cost each start a tenth of its own."""

        __slots__ = ()

        def __init_subclass__(cls) -> None:
            cls._fields = cls.__match_args__ = tuple(cls.__annotations__)
            cls._field_defaults = {name: cls.__dict__[name] for name in cls._fields if name in cls.__dict__}
            for index, name in enumerate(cls._fields):
                setattr(cls, name, _tuplegetter(index, None))

        def __new__(cls, *values: Any, **named: Any) -> "Struct":  # noqa: PYI034 - Self needs Python 3.11
            """Take the fields in their order or by name; what is not given has its default."""
            fields = cls._fields
            if len(values) != len(fields) or named:
                if unknown := [*(named.keys() - set(fields[len(values) :])), *values[len(fields) :]]:
                    raise TypeError(f"{cls.__name__} does not take {unknown[0]!r}")
                given = cls._field_defaults | dict(zip(fields, values, strict=False)) | named
                if missing := [name for name in fields if name not in given]:
                    raise TypeError(f"{cls.__name__} needs {missing[0]!r}")
                values = tuple([given[name] for name in fields])
            return tuple.__new__(cls, values)

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes: Any) -> "Struct":
            return type(self)(**(self._asdict() | changes))


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


class Advice(Struct):
    """What to do, in one or two sentences, and who can do it."""

    by: str  # user | image | platform
    text: str


class Result(Struct):
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


class Container(Struct):
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


class Report(Struct):
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


class ImageRun(Struct):
    """One way in which an image was started, or ``inspect``, the look before a start; and the report of it."""

    name: str
    platform: str
    report: Report


class Fit(Struct):
    """Whether an image fits a platform; where not, ``because`` names the checks that say so."""

    ok: bool
    because: list[str]


class Listed(Struct):
    """The image in Kubeflow's spawner configuration: the ``group`` where it belongs, None where that is not known.

    ``stands_in`` are the groups that offer it, ``said`` says both in a sentence, ``add`` is the YAML to add.
    """

    group: str | None
    stands_in: list[str]
    said: str
    add: str


class ImageReport(Struct):
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
