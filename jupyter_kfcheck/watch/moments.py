"""What `kfcheck watch` tells the log from second to second: a service that ends, a loop of them, the port."""

import time

from jupyter_kfcheck.host import tally

TYPE_CHECKING = False  # as typing's, whose import alone would cost half a megabyte in each pod
if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_kfcheck.host.tally import Death

LOOP_DEATHS, LOOP_SECONDS = 3, 60.0
CALM_SECONDS = 60.0  # without a death, after which a loop has ended


class _Service:
    """What was seen of one service. Times are those of `time.monotonic`."""

    def __init__(self) -> None:
        self.last: bytes = b""
        self.total, self.told_at, self.looping = 0, 0, False
        self.times: list[float] = []


class Moments:
    """Looks at s6's tally of deaths and at the port; `look` costs some stats, and rarely a connection.

    ``loop`` names the service that has just been found not to stay up; who has told why sets it to None. ``ended``
    is set when such a loop is over.
    """

    def __init__(
        self, port: int, answers: "Callable[[int], bool]", every: float, *, answered: bool | None = None
    ) -> None:
        """``answers`` tries the ``port``: each ``every`` seconds, and each time while nobody answers.

        ``answered``: whether it did when it was last tried, None where nobody has tried yet.
        """
        self.loop: str | None = None
        self.ended = False
        self._port, self._answers, self._every = port, answers, every
        self._answered = answered
        self._next = 0.0
        self._known: dict[str, float] = {}
        self._services: dict[str, _Service] = {}

    def look(self) -> list[str]:
        """What has happened since the last look, a sentence each."""
        now = time.monotonic()
        lines = [line for name, deaths in tally.look(self._known).items() for line in self._died(name, deaths, now)]
        lines += [line for name, service in self._services.items() for line in self._calm(name, service, now)]
        return lines + self._knock(now, died=bool(lines))

    def answered(self) -> bool:
        """Whether the port answers now; what `look` says of it later is measured by this."""
        self._answered = self._answers(self._port)
        self._next = time.monotonic() + self._every
        return self._answered

    def _knock(self, now: float, *, died: bool) -> list[str]:
        """A word when the port begins or ceases to answer, once `answered` was asked."""
        if self._answered is None or (self._answered and now < self._next and not died):
            return []
        before, after = self._answered, self.answered()
        return [] if before == after else [changed(self._port, answers=after)]

    def _died(self, name: str, deaths: "tuple[Death, ...]", now: float) -> list[str]:
        service = self._services.setdefault(name, _Service())
        new = [death for death in deaths if death[0] > service.last]
        if not new:
            return []
        first = not service.last
        service.last, end = new[-1]
        service.total += len(new)
        service.times = [then for then in service.times if now - then < LOOP_SECONDS] + [now] * len(new)
        if service.looping:
            if service.total < 2 * service.told_at:
                return []
            service.told_at = service.total
            return [f"{name} has ended {service.total} times by now, last with {end}"]
        if len(service.times) >= LOOP_DEATHS:
            service.looping, service.told_at, self.loop = True, service.total, name
            return [f"{name} does not stay up: it ended {len(service.times)} times within a minute, last with {end}"]
        if first and len(new) > 1:
            return [f"{name} has ended {len(new)} times, last with {end}"]
        return [f"{name} ended with {end}{_hint(end)}"]

    def _calm(self, name: str, service: _Service, now: float) -> list[str]:
        if not service.looping or now - service.times[-1] < CALM_SECONDS:
            return []
        service.looping, self.ended = False, True
        return [f"{name} has not ended for a minute, after {service.total} times"]


def changed(port: int, *, answers: bool) -> str:
    """The sentence for the log when the IDE starts or stops to answer."""
    return f"the notebook on port {port} {'answers' if answers else 'has stopped answering'}"


def _hint(end: str) -> str:
    return ", as the kernel does when memory runs out" if end == "SIGKILL" else ""
