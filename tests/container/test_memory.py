"""runtime.memory in real containers with a limit: the kernel really kills, and the mark counts real restarts."""

import json
import re

from tests.container.reports import expect, find
from tests.faults.pods import Pod

LIMIT = ("--memory=160m", "--memory-swap=160m")
EAT = "a = bytearray({0} << 20); a[::4096] = b'x' * len(a[::4096])"
HOLD = EAT + "; print('held', flush=True); import time; time.sleep(600)"


def asked(notebook, *more):
    _, document = notebook.kfcheck("--only", "runtime.memory", *more)
    return document


def test_a_container_with_room_is_well_and_says_how_much(bench, pod, pvc):
    with bench.run(home=pvc, pod=pod, options=LIMIT) as notebook:
        said = find(asked(notebook), "runtime.memory")
    assert said["status"] == "pass"
    assert re.search(r"of 160 MiB are in use$", said["summary"])
    assert (said["evidence"]["limit"], said["evidence"]["kills"]) == (160 << 20, 0)


def test_a_process_that_the_kernel_killed_is_named_until_a_pod_has_a_higher_limit(bench, pod, pvc):
    big = ("/usr/bin/python3", "-c", EAT.format(250))
    with bench.run(home=pvc, pod=pod, options=LIMIT) as notebook:
        assert notebook.ask(*big).returncode == 137
        expect(
            asked(notebook), "runtime.memory", "warn", "the kernel has killed 1 process for want of memory",
            remedy="`resources.limits.memory`", by="platform", kills=1, limit=160 << 20,
        )  # fmt: skip
    with bench.run(home=pvc, pod=bench.pod(), options=("--memory=600m",)) as notebook:
        assert notebook.ask(*big).returncode == 0
        assert find(asked(notebook), "runtime.memory")["status"] == "pass"


def test_use_close_to_the_limit_is_named_until_the_process_is_ended(bench, pod, pvc):
    with bench.run(home=pvc, pod=pod, options=LIMIT) as notebook:
        hold = HOLD.format(140)
        script = (
            f'/usr/bin/python3 -c "{hold}" > /tmp/held & echo $! > /tmp/pid; until grep -q held /tmp/held; do :; done'
        )
        notebook.ask("sh", "-c", script)
        expect(
            asked(notebook), "runtime.memory", "warn", "at the limit the kernel kills what uses most",
            remedy="Shut down the kernels and terminals that you do not need", by="user", kills=0,
        )  # fmt: skip
        notebook.root("sh", "-c", "kill $(cat /tmp/pid); sleep 1")
        assert find(asked(notebook), "runtime.memory")["status"] == "pass"


def test_a_container_that_died_in_its_pod_is_counted_until_the_pod_is_new(bench, pod, pvc):
    """The kubelet starts a killed container anew in the same pod: another layer, the same hosts file."""

    def started(of: Pod):
        with bench.run(home=pvc, pod=of) as notebook:
            done = notebook.ask("kfcheck", "startup")
            assert done.returncode == 0, done.stderr
            return json.loads(notebook.root("sh", "-c", "cat /tmp/kfcheck-*/startup.json"))

    assert find(started(pod), "runtime.memory")["evidence"]["restarts"] == 0
    expect(
        started(pod), "runtime.memory", "warn", "was started again once in this pod within a day", remedy="`OOMKilled`",
        by="platform", restarts=1,
    )  # fmt: skip
    assert find(started(pod), "runtime.memory")["evidence"]["restarts"] == 2
    assert find(started(bench.pod()), "runtime.memory")["status"] in ("pass", "skip")
