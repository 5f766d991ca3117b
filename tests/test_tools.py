import pytest

from tests import tools


@pytest.fixture
def _lenient(monkeypatch):
    monkeypatch.delenv("TEST_ALL", raising=False)


@pytest.fixture
def _strict(monkeypatch):
    monkeypatch.setenv("TEST_ALL", "1")


def test_what_is_here_is_not_missing():
    assert tools.missing("sh", "/proc/self/mountinfo") == []


def test_each_missing_thing_is_named():
    assert tools.missing("sh", "no-such-program", "/no/such/file") == ["no-such-program", "/no/such/file"]


@pytest.mark.usefixtures("_lenient")
def test_a_missing_tool_leaves_the_test_out():
    with pytest.raises(pytest.skip.Exception, match="needs no-such-program"):
        tools.need("no-such-program")


@pytest.mark.usefixtures("_strict")
def test_a_missing_tool_is_a_failure_where_nothing_may_be_left_out():
    with pytest.raises(pytest.fail.Exception, match="needs no-such-program"):
        tools.need("no-such-program")


@pytest.mark.usefixtures("_strict")
def test_a_plain_clone_has_no_corpus_and_that_is_no_failure(monkeypatch, tmp_path):
    monkeypatch.setenv("TEST_SHARED", str(tmp_path))
    monkeypatch.setenv("TEST_ALL", "1")
    with pytest.raises(pytest.skip.Exception, match="needs the shared corpus"):
        tools.shared()
