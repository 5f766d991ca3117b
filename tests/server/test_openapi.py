"""The shipped OpenAPI description against the real server: no 500, and no answer that it does not describe."""

import json
from importlib.resources import files

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import missing_required_header, negative_data_rejection

from jupyter_kfcheck.render.formats import SERVER_FORMATS
from jupyter_kfcheck.server.negotiation import EXPLAIN_FORMATS
from tests.server.conftest import TOKEN

PATH = files("jupyter_kfcheck") / "openapi.json"
DESCRIPTION = json.loads(PATH.read_text())
SCHEMA = schemathesis.openapi.from_path(str(PATH))
# 503 is an answer that the description knows (a 500 is none, and fails the status check);
# a request that lacks credentials gets Jupyter's 403, where the tool would have 401.
EXCLUDED = [not_a_server_error, missing_required_header]


def excluded(case):
    """The checks that do not fit: a value such as an empty list puts nothing into the URL, so nothing is refused."""
    nothing = case.query and case.query.get("format", "text") in ([], {}, None)
    return [*EXCLUDED, negative_data_rejection] if nothing else EXCLUDED


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_described(case, guarded):
    headers = {"Authorization": f"token {TOKEN}"}
    case.call_and_validate(base_url=guarded.url.rstrip("/"), headers=headers, excluded_checks=excluded(case))


@SCHEMA.include(method="GET").parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_to_a_stranger_is_described(case, guarded):
    case.call_and_validate(base_url=guarded.url.rstrip("/"), excluded_checks=excluded(case))


def media(response: str) -> list[str]:
    return list(DESCRIPTION["components"]["responses"][response]["content"])


def test_it_names_every_format():
    parameters = DESCRIPTION["components"]["parameters"]
    for parameter, response, forms in (
        ("format", "Report", SERVER_FORMATS),
        ("explainFormat", "Explanation", EXPLAIN_FORMATS),
    ):
        assert parameters[parameter]["schema"]["enum"] == [form.name for form in forms]
        assert media(response) == [form.media for form in forms]
    assert media("Unwell") == media("Report")


def test_it_names_every_path_and_method(guarded):
    """What the server offers and the description does not know would be found here."""
    for path, operations in DESCRIPTION["paths"].items():
        concrete = path.lstrip("/").replace("{part}", "home").replace("{id}", "user.uid")
        allowed = set(guarded.ask(concrete, method="PROPFIND").headers["Allow"].split(", "))
        assert allowed - {"OPTIONS"} == {m.upper() for m in operations if m != "parameters"}, path
