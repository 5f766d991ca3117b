"""The report on an image, in every format that `kfcheck image` offers."""

import json
from html.parser import HTMLParser

import jsonschema
import pytest

from dev import schema
from jupyter_kfcheck.model import Fit, Status
from jupyter_kfcheck.render import html, tap
from jupyter_kfcheck.render.formats import IMAGE_FORMATS
from tests.reports import image, report, result

HOSTILE = "<b>\x1b[31m\udcff"
FOUND = image(
    ("inspect", report(result("user.uid"), result("home.seed", Status.SKIP))),
    ("first", report(result("server.cors", Status.FAIL, summary=f"sends no header {HOSTILE}"))),
)


@pytest.mark.parametrize("form", IMAGE_FORMATS.values(), ids=lambda form: form.name)
def test_every_format_names_finding_remedy_and_run_and_lets_no_bytes_through(form):
    drawn = form.draw_image(FOUND)
    assert "server.cors" in drawn
    assert "Grow the PVC." in drawn
    assert "first" in drawn
    assert "\x1b" not in drawn
    if form.name != "github":  # whose log is no page
        assert "<b>" not in drawn or form.name in ("json", "sarif", "text", "tap")


def test_the_document_fits_the_schema_that_ships():
    document = json.loads(IMAGE_FORMATS["json"].draw_image(FOUND))
    shipped = schema.shipped(schema.IMAGE_FILE)
    jsonschema.Draft202012Validator.check_schema(shipped)
    jsonschema.validate(document, shipped)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document | {"fits": {"kubeflow-v1": {"ok": "yes", "because": []}}}, shipped)


class Rows(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found, self.run = [], ""
        self.feed(page)

    def handle_starttag(self, _tag, attrs):
        self.run = dict(attrs).get("data-run", self.run)
        if "data-check-id" in dict(attrs):
            self.found.append((self.run, dict(attrs)["data-check-id"], dict(attrs)["data-status"]))


def test_the_page_has_every_row_below_its_run_and_says_what_fits():
    page = html.render_image(FOUND)
    assert Rows(page).found == [
        ("kubeflow-v1.inspect", "user.uid", "pass"),
        ("kubeflow-v1.inspect", "home.seed", "skip"),
        ("kubeflow-v1.first", "server.cors", "fail"),
    ]
    assert "This image does not fit kubeflow-v1" in page
    assert "This image fits kubeflow-v1" in html.render_image(FOUND._replace(fits={"kubeflow-v1": Fit(True, [])}))
    assert "<a " not in page


def test_a_test_point_is_led_by_platform_and_run():
    assert tap.render_image(FOUND).splitlines()[1:4] == [
        "1..3",
        "ok 1 - kubeflow-v1 inspect user.uid: it is pass",
        "ok 2 - kubeflow-v1 inspect home.seed # SKIP it is skip",
    ]
