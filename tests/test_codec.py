import json
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_kfcheck.codec import LARGEST, DecodeError, decode, encode
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Status, Unknown
from tests.build import HEALTHY

NUMBERS = st.integers(-LARGEST, LARGEST)


class Inner(NamedTuple):
    number: int


class Outer(NamedTuple):
    text: str | None
    inner: Inner | Unknown
    many: tuple[Inner, ...] = ()


def test_facts_survive_the_journey_through_json():
    assert decode(Facts, json.loads(json.dumps(encode(HEALTHY)))) == HEALTHY


@given(st.builds(Outer, st.none() | st.text(), st.builds(Inner, NUMBERS) | st.builds(Unknown, st.text()),
                 st.lists(st.builds(Inner, NUMBERS)).map(tuple)))  # fmt: skip
def test_any_value_survives(value):
    assert decode(Outer, json.loads(json.dumps(encode(value)))) == value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": None}, "$: field 'inner' is missing"),
        ({"text": 3, "inner": {"number": 1}}, "$.text: expected"),
        ({"text": "", "inner": {"number": True}}, "$.inner.number: expected int, found bool"),
        ({"text": "", "inner": {"number": 1}, "extra": 1}, "$: no field 'extra' in Outer"),
        (
            {"text": "", "inner": {"number": 1}, "many": [{"number": 1}, {"number": "x"}]},
            "$.many[1].number: expected int",
        ),
        ([], "$: expected dict, found list"),
    ],
)
def test_a_misfit_is_named_with_its_place(data, message):
    with pytest.raises(DecodeError) as refused:
        decode(Outer, data)
    assert message in str(refused.value)


def test_an_enum_is_decoded_by_its_values():
    assert decode(Status, "warn") is Status.WARN
    with pytest.raises(DecodeError, match="expected one of pass, warn"):
        decode(Status, "maybe")


json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
)


@given(json_data)
def test_no_document_raises_anything_else(data):
    try:
        decode(Facts, data)
    except DecodeError:
        return
    pytest.fail("a random document was taken for facts")
