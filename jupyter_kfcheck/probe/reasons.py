"""Why the IDE does not answer: what the last report, the start-up check and s6 know. Imported at need alone."""

import json
from collections.abc import Sequence
from typing import Any

from jupyter_kfcheck.state import documents

LINE_LIMIT = 1000
DEATHS = 2  # of a service, from which on it is told
RECENT = 600.0  # seconds


def finding(ready_checks: Sequence[str]) -> str:
    """Which of ``ready_checks`` the server's last report finds unwell, and the first one's cause and remedy."""
    document = documents.load(documents.REPORT)
    if document is None:
        return "there is no report yet"
    concerned = {*ready_checks, "kfcheck.run"}
    try:
        checks = json.loads(document)["checks"]
        unwell = [c for c in checks if c["status"] in ("fail", "error") and {c["id"], c["category"]} & concerned]
        return _line(_sentence(unwell[0], len(unwell) - 1)) if unwell else "the last report has just changed; ask again"
    except (ValueError, TypeError, KeyError, RecursionError):
        return "the last report cannot be read"


def why() -> str:
    """What s6 and the start-up check know, led by "; ", or nothing."""
    said = [*_services(), *_startup()]
    return _line("".join(f"; {part}" for part in said))


def expected() -> tuple[str, int]:
    """Kind and port as /etc/kfcheck.toml states them; "" and 0 where it does not."""
    from jupyter_kfcheck.contract.sources import load  # noqa: PLC0415 - only where there is such a file

    contract, _ = load({}, [])  # names of checks are of no concern here
    return contract.kind if contract.kind != "auto" else "", contract.port or 0


def _services() -> list[str]:
    from jupyter_kfcheck.facts.s6 import services, stage  # noqa: PLC0415 - s6's tools are asked by those who need it alone

    found = services.look()
    if not isinstance(found, tuple):
        return []
    if not found and isinstance(at := stage.look(), stage.Stage):
        return [f"s6 has not started the services yet: it runs {at.script or 'its start-up scripts'}"]
    said = []
    for service in found:
        if service.name == services.OURS:
            continue
        recent = [age for age in service.deaths if age <= RECENT]
        end = f", last with {service.end}" if service.end else ""
        if len(recent) >= DEATHS:
            since = max(1, round(recent[0]))
            said.append(f"s6: {service.name} ended {len(recent)} times in {since} s{end}")
        elif not service.up:
            said.append(f"s6: {service.name} is down since {service.seconds} s{end}")
    return said


def _startup() -> list[str]:
    document = documents.load(documents.STARTUP)
    try:
        checks = json.loads(document)["checks"] if document else []
        causes = [c for c in checks if c["status"] == "fail"]
        causes.sort(key=lambda c: c.get("because") is not None)
        return [f"at start {_sentence(causes[0], len(causes) - 1)}"] if causes else []
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _sentence(check: dict[str, Any], more: int) -> str:
    verdict = "failed" if check["status"] == "fail" else "could not be judged"
    line = f"{check['id']} {verdict}: {check['summary']}"
    line += f" ({check['remedy_by']}: {check['remedy']})" if check["remedy"] else ""
    return line + (f" and {more} more" if more else "")


def _line(text: str) -> str:
    """One line in a terminal, whatever a file's name holds."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)[:LINE_LIMIT]
