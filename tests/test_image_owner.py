"""Whose a container is: only what nobody works with any more may be taken away by another run."""

import subprocess
import sys
import time

import pytest

from jupyter_kfcheck.image import owner


def labels(of=None, age=0.0):
    return {owner.LABEL: "a run", owner.OWNER: of or owner.mine(), owner.BEGAN: f"{time.time() - age:.0f}"}


def another():
    """The label of a process that has ended."""
    code = "from jupyter_kfcheck.image import owner; print(owner.mine())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_what_a_living_process_made_is_its_own_however_old():
    assert not owner.left_over(labels())
    assert not owner.left_over(labels(age=10 * owner.OLD))


def test_what_a_process_made_that_has_ended_is_left_over():
    assert owner.left_over(labels(of=another()))


def test_another_process_of_the_same_number_is_another():
    assert owner.left_over(labels(of=owner.mine() + "0"))


@pytest.mark.parametrize("part", [0, 1])
def test_of_another_machine_or_container_it_is_left_over_once_it_is_old(part):
    parts = another().split("/")
    parts[part] = "of another"
    there = "/".join(parts)
    assert not owner.left_over(labels(of=there, age=owner.OLD - 60))
    assert owner.left_over(labels(of=there, age=owner.OLD + 60))


@pytest.mark.parametrize("odd", [{}, {owner.OWNER: "x"}, {owner.BEGAN: "yesterday"}, {owner.OWNER: "a/b/c/d"}])
def test_what_is_not_labelled_as_we_do_is_nobodys_to_take(odd):
    assert not owner.left_over(odd)
