"""Asking a container for its report, and reading it in a test: one sentence a check."""

from typing import Any

from tests.container.bench import Bench, Container

Report = dict[str, Any]

FAMILIES = ("--only", "user", "home")
ASKED = ("user.name", "user.uid", "home.path", "home.writable", "home.persistent", "home.space")
ALL_PASS = dict.fromkeys(ASKED, "pass")


def report(bench: Bench, **container: Any) -> Report:
    """The report of a new container on its user and HOME."""
    with bench.run(**container) as notebook:
        return reported(notebook)


def reported(notebook: Container, **options: Any) -> Report:
    """The report of a running container on its user and HOME; the exit code has to go with it."""
    code, document = notebook.kfcheck(*FAMILIES, **options)
    assert code == (1 if document["status"] in {"fail", "error"} else 0)
    return document


def find(report: Report, name: str) -> dict[str, Any]:
    """The result of the check `name`."""
    (found,) = [check for check in report["checks"] if check["id"] == name]
    return found


def statuses(report: Report) -> dict[str, str]:
    """The status of each of the checks that the tests here are about."""
    return {name: find(report, name)["status"] for name in ASKED}


def expect(report: Report, name: str, status: str, says: str, *, remedy: str, by: str, **evidence: Any) -> None:
    """The check `name` has this status, cause, remedy and evidence, the words as parts of a sentence."""
    found = find(report, name)
    assert found["status"] == status, found
    assert says in found["summary"], found
    assert any(remedy in advice["text"] and advice["by"] == by for advice in found["remedies"]), found
    assert {key: found["evidence"].get(key) for key in evidence} == evidence, found
