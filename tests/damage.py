"""Damaged documents: every way in which a sound one can go wrong, as hypothesis makes them."""

import json
from copy import deepcopy

from hypothesis import strategies as st

# What Python's JSON reader takes and what no reader of ours may stumble over. The text of a number goes in as it is.
RAW = ("1e999", "-1e999", "NaN", "Infinity", "9" * 400, "9" * 5000, "-1", "0", "1.5", "true", "null",
       '"\\ud800"', '"\\u0000"', '"a\\nb"', '"' + "x" * 5000 + '"', "[]", "{}", "[[]]",
       '{"a": 1}', "[" * 500 + "]" * 500)  # fmt: skip
HOLE = "put-it-here"


def places(value, above=()):
    """The path of every value in a document."""
    yield above
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in below:
        yield from places(each, (*above, key))


@st.composite
def structural(draw, sound: dict) -> bytes:
    """One value replaced by something else, taken away, given twice, or one too many."""
    document = deepcopy(sound)
    *above, last = draw(st.sampled_from([path for path in places(sound) if path]))
    parent = document
    for key in above:
        parent = parent[key]
    how = draw(st.sampled_from(("replace", "take away", "double", "add")))
    if how == "replace":
        parent[last] = HOLE
    elif how == "take away":
        del parent[last]
    elif isinstance(parent, list):
        parent.append(deepcopy(parent[last]) if how == "double" else HOLE)
    else:
        parent[f"{last}2"] = HOLE
    return json.dumps(document).replace(f'"{HOLE}"', draw(st.sampled_from(RAW))).encode()


@st.composite
def torn(draw, sound: dict) -> bytes:
    """Cut off, or with other bytes somewhere in it."""
    text = json.dumps(sound).encode()
    at = draw(st.integers(0, len(text)))
    if draw(st.booleans()):
        return text[:at]
    return text[:at] + draw(st.binary(min_size=1, max_size=8)) + text[at + draw(st.integers(0, 8)) :]


def damaged(sound: dict) -> st.SearchStrategy[bytes]:
    """The document itself now and then, mostly a damaged one, sometimes nothing like it."""
    return st.one_of(
        structural(sound), structural(sound), torn(sound), st.just(json.dumps(sound).encode()),
        st.sampled_from([raw.encode() for raw in RAW]), st.binary(max_size=30),
    )  # fmt: skip
