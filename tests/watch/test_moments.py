"""What `watch` says from second to second, by deaths and answers given to it."""

import itertools

import pytest

from jupyter_kfcheck.watch import moments
from jupyter_kfcheck.watch.moments import Moments

KILLED = "jupyterlab ended with SIGKILL, as the kernel does when memory runs out"


class Stage:
    """A clock, a tally and a port that the test sets."""

    def __init__(self, monkeypatch):
        self.now, self.deaths, self.open, self.knocks = 1000.0, [], True, 0
        self.number = itertools.count(1)
        self.moments = Moments(8888, self.answers, 30.0)
        monkeypatch.setattr(moments.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(moments.tally, "look", lambda _known: {"jupyterlab": tuple(self.deaths)})

    def answers(self, port):
        assert port == 8888
        self.knocks += 1
        return self.open

    def die(self, end="exit code 1", count=1):
        self.deaths += [(next(self.number).to_bytes(12, "big"), end) for _ in range(count)]

    def after(self, seconds):
        self.now += seconds
        return self.moments.look()


@pytest.fixture
def stage(monkeypatch):
    return Stage(monkeypatch)


def test_each_death_is_told_at_once_with_how_it_ended(stage):
    assert stage.after(1) == []
    for _ in range(3):  # 25 s apart, no loop
        stage.die("SIGKILL")
        assert stage.after(1) == [KILLED]
        assert stage.after(24) == []
        stage.now += 10
    assert stage.moments.loop is None


def test_what_died_before_the_first_look_is_told_in_one_sentence(stage):
    stage.die(count=2)
    assert stage.after(1) == ["jupyterlab has ended 2 times, last with exit code 1"]


def test_a_loop_is_named_once_then_told_by_the_double_and_ends_with_a_minute_of_calm(stage):
    said = []
    for _ in range(30):
        stage.die()
        said += stage.after(1)
    assert stage.moments.loop == "jupyterlab"
    assert said == [
        "jupyterlab ended with exit code 1",
        "jupyterlab ended with exit code 1",
        "jupyterlab does not stay up: it ended 3 times within a minute, last with exit code 1",
        *(f"jupyterlab has ended {n} times by now, last with exit code 1" for n in (6, 12, 24)),
    ]
    assert stage.after(59) == []
    assert not stage.moments.ended
    assert stage.after(1) == ["jupyterlab has not ended for a minute, after 30 times"]
    assert stage.moments.ended
    stage.die("SIGTERM")
    assert stage.after(1) == ["jupyterlab ended with SIGTERM"]


def test_the_port_is_tried_seldom_while_it_answers_and_each_time_while_it_does_not_or_something_died(stage):
    assert stage.after(1) == []
    assert stage.knocks == 0, "nobody has asked yet"
    assert stage.moments.answered()
    assert [stage.after(1) for _ in range(29)] == [[]] * 29
    assert stage.knocks == 1
    stage.open = False
    assert stage.after(1) == ["the notebook on port 8888 has stopped answering"]
    assert [stage.after(1), stage.after(1), stage.knocks] == [[], [], 4]
    stage.open = True
    assert stage.after(1) == ["the notebook on port 8888 answers"]
    stage.open = False
    stage.die("SIGKILL")
    assert stage.after(1) == [KILLED, "the notebook on port 8888 has stopped answering"]
