import pytest

from jupyter_kfcheck.facts.mark import File, Mark, Record
from jupyter_kfcheck.facts.memory import Memory, Shm
from jupyter_kfcheck.model import Status, Unknown
from tests.build import BOOT, GIB, HEALTHY, POD, VOLUME, facts, judge_one, mounted

WELL = HEALTHY.runtime.memory
NOW = WELL.seen_at


@pytest.mark.parametrize(
    ("memory", "status", "words"),
    [
        (WELL, "pass", "1.0 GiB of 8.0 GiB are in use"),
        (WELL._replace(limit=None), "pass", "1.0 GiB are in use, without a limit"),
        (WELL._replace(kills=None), "pass", "this kernel does not count kills"),
        (WELL._replace(used=8 * GIB - 1), "warn", "at the limit the kernel kills what uses most"),
        (WELL._replace(kills=1), "warn", "the kernel has killed 1 process for want of memory; 1.0 GiB of 8.0 GiB"),
        (WELL._replace(kills=3, limit=None), "warn", "killed 3 processes for want of memory; 1.0 GiB are in use"),
        (None, "skip", "no cgroup tells"),
        (Unknown("permission denied", 13), "error", "permission denied"),
    ],
)
def test_runtime_memory(memory, status, words):
    verdict = judge_one("runtime.memory", facts(runtime={"memory": memory}))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict


def test_full_shared_memory_is_told_before_a_higher_limit():
    full = facts(runtime={"memory": Memory(2, GIB, GIB, GIB, 0, NOW), "shm": Shm(2 * GIB, GIB // 2)})
    assert ["/dev/shm" in advice.text for advice in judge_one("runtime.memory", full).advice] == [False, True, False]


def start(layer, ago, life=POD, boot=BOOT):
    return Record(NOW - ago, life, layer, boot, "demo-0", "ext4", "259:7", "/", "/dev/x", File(1, 1, 1), 1)


@pytest.mark.parametrize(
    ("records", "times"),
    [
        ((start("me", 10),), 0),
        ((start("a", 60), start("me", 10)), 1),
        ((start("a", 90), start("b", 60), start("me", 10)), 2),
        ((start("a", 60),), 1),  # before the start-up check of this container has left its own
        ((start("a", 60, life="an earlier pod"), start("me", 10)), 0),
        ((start("a", 60, boot="before the node was started again"), start("me", 10)), 0),
        ((start(None, 60), start("me", 10)), 0),
        ((start("a", 999_999), start("b", 200_000), start("me", 10)), 1),  # the one at b was not of today
    ],
)
def test_containers_that_were_started_again_in_this_pod_are_counted_by_the_mark(records, times):
    seen = facts(
        home={"mark": Mark(records, 0, File(1, 1, 1))},
        mounts=mounted(VOLUME, layer="me"),
        container={"started_at": NOW - 11},
    )
    verdict = judge_one("runtime.memory", seen)
    assert verdict.evidence["restarts"] == times
    assert verdict.status is (Status.WARN if times else Status.PASS)
    if times:
        assert f"started again {'once' if times == 1 else 'twice'} in this pod within a day" in verdict.summary
        assert "`kubectl describe pod demo-0`" in verdict.advice[0].text
