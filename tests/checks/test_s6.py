import pytest

from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.facts.s6.init import Run
from jupyter_kfcheck.facts.s6.stage import Stage
from jupyter_kfcheck.model import Status, Unknown
from tests.build import HEALTHY, ROOT, VOLUME, facts, judge_one, mounted

HERE = HEALTHY.s6.init
READ_ONLY = mounted(VOLUME, root=ROOT._replace(read_only=True))


def with_init(mounts=None, user=None, **changes):
    return facts(s6={"init": HERE._replace(**changes)}, mounts=mounts or {}, user=user or {})


def elsewhere(**changes):
    """s6-overlay is in the image, but something else was started: what would s6 have said?"""
    return with_init(pid1="python3", **changes)


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (HEALTHY, "pass", "s6-overlay 3.2.3.2 is PID 1"),
        (with_init(overlay=None), "skip", "no s6-overlay"),
        (with_init(overlay="v2"), "pass", "s6-overlay v2 is PID 1"),
        (with_init(behaviour=None), "warn", "S6_BEHAVIOUR_IF_STAGE2_FAILS is not set"),
        (with_init(behaviour="1"), "warn", "S6_BEHAVIOUR_IF_STAGE2_FAILS is 1"),
        # F21: the limit of 5 s that s6-overlay v3 had when nothing was set
        (with_init(overlay="3.1.5.0", max_time=None), "warn", "together 5 s"),
        (with_init(overlay="3.1.6.2", max_time=None), "warn", "together 5 s"),
        (with_init(overlay="3.2.0.0", max_time=None), "pass", "is PID 1"),
        (with_init(max_time="0"), "pass", "is PID 1"),
        (with_init(max_time="20000"), "warn", "together 20 s"),
        (with_init(overlay="v2", max_time="5000"), "pass", "is PID 1"),
        # F37: something else is PID 1
        (with_init(pid1="pause"), "warn", "PID 1 is pause"),
        (elsewhere(), "warn", "PID 1 is python3"),
        (with_init(pid1=Unknown("permission denied", 13)), "error", "what PID 1 is cannot be read: permission denied"),
        (facts(s6={"init": Unknown("no answer")}), "error", "could not be judged: no answer"),
        (
            facts(mounts=mounted(VOLUME, hosts=None), container={"kubernetes": False, "traces": ()}),
            "skip",
            "not a container",
        ),
        # F04: /run, for a pod that may not gain privileges
        (elsewhere(no_new_privileges=True), "warn", "PID 1 is python3"),
        (elsewhere(no_new_privileges=True, run=Run(0, 0, 0o775, no_exec=False)), "warn", "PID 1 is python3"),
        (
            elsewhere(no_new_privileges=True, run=Run(0, 0, 0o755, no_exec=False)),
            "fail",
            "/run belongs to 0:0 (mode 0755)",
        ),
        (
            elsewhere(no_new_privileges=True, run=Run(0, 0, 0o777, no_exec=False)),
            "fail",
            "/run belongs to 0:0 (mode 0777)",
        ),
        (elsewhere(no_new_privileges=False, run=Run(0, 0, 0o755, no_exec=False)), "warn", "PID 1 is python3"),
        (
            elsewhere(overlay="v2", no_new_privileges=True, run=Run(0, 0, 0o755, no_exec=False)),
            "fail",
            "s6-overlay v2 needs",
        ),
        (elsewhere(run=Unknown("no such file or directory", 2)), "fail", "/run cannot be used"),
        # F28: a read-only root
        (elsewhere(mounts=READ_ONLY), "fail", "the root is read-only, and S6_READ_ONLY_ROOT is not 1"),
        (elsewhere(mounts=READ_ONLY, read_only_root="1"), "warn", "PID 1 is python3"),
        (elsewhere(run=Run(1000, 0, 0o755, no_exec=True)), "fail", "/run is mounted noexec"),
    ],
)
def test_s6_init(found, status, words):
    verdict = judge_one("s6.init", found)
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert bool(verdict.advice) == (status in ("warn", "fail"))


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"behaviour": "1"}, "S6_BEHAVIOUR_IF_STAGE2_FAILS"), ({"max_time": "5000"}, "S6_CMD_WAIT_FOR_SERVICES_MAXTIME")],
)
def test_a_setting_that_is_there_may_be_the_pods(changes, name):
    image, pod = judge_one("s6.init", with_init(**changes)).advice
    assert (image.by, f"ENV {name}=" in image.text) == ("image", True)
    assert (pod.by, pod.text) == ("platform", f"If the pod's `env` sets {name}, take it out there.")
    assert len(judge_one("s6.init", with_init(behaviour=None)).advice) == 1, "what nobody sets no pod takes out"


@pytest.mark.parametrize("overlay", ["v2", "3.2.3.0"])
def test_a_volume_on_run_is_the_platforms_to_take_away(overlay):
    run = Run(0, 0, 0o755, no_exec=False, mounted=True)
    verdict = judge_one("s6.init", elsewhere(overlay=overlay, no_new_privileges=True, run=run))
    assert [advice.by for advice in verdict.advice] == ["platform"]
    assert verdict.advice[0].text.startswith("Mount no volume on /run.")


def test_without_group_0_a_pod_that_gains_no_privileges_is_the_platforms_to_mend():
    found = elsewhere(user={"ids": Ids(1000, 100, (100,))}, no_new_privileges=True, run=Run(0, 0, 0o775, no_exec=False))
    verdict = judge_one("s6.init", found)
    assert "works for GID 0 only (this is GID 100)" in verdict.summary
    assert verdict.advice[0].by == "platform"
    assert verdict.evidence["detail"] == "the notebook runs as 1000:100, groups 100"


RUN = HEALTHY.s6.scripts[0]
INIT = RUN._replace(path="/etc/cont-init.d/01-copy-tmp-home", service=None)


@pytest.mark.parametrize(
    ("script", "status", "words", "remedy"),
    [
        (RUN, "pass", "all 1 scripts of s6 can run", None),
        (RUN._replace(mode=0o644), "fail", "is not executable (mode 0644)", "chmod 755 /etc/services.d/jupyterlab/run"),
        (RUN._replace(uid=0, gid=0, mode=0o710), "pass", "can run", None),
        (RUN._replace(uid=0, gid=7, mode=0o750), "fail", "is not executable (mode 0750)", "chmod 755"),
        (RUN._replace(carriage_return=True), "fail", "CRLF", "sed -i"),
        (
            RUN._replace(interpreter="/usr/bin/with-contenv", interpreter_exists=False),
            "fail",
            "asks for /usr/bin/with-contenv, which does not exist",
            "`#!/command/with-contenv bash`",
        ),
        (RUN._replace(program="bash", program_exists=False), "fail", "asks for bash", "Put bash into the image"),
        (
            RUN._replace(missing=True, mode=0),
            "fail",
            "does not exist, so the service cannot start",
            "Add /etc/services.d/jupyterlab/run",
        ),
        (RUN._replace(path="/etc/s6-overlay/s6-rc.d/jupyter/run", mode=0o644), "pass", "can run", None),
        (RUN._replace(command=True, mode=0o644, interpreter=None), "pass", "can run", None),
        (RUN._replace(interpreter=None), "fail", "names no interpreter", "with `#!/command/with-contenv bash`"),
        (INIT._replace(interpreter=None), "pass", "can run", None),
        (RUN._replace(interpreter=None, binary=True), "pass", "can run", None),
        (INIT._replace(absent="yq"), "fail", "calls yq, which is not there: it ends with exit code 127", "Put yq into"),
        (RUN._replace(v2_place=True), "warn", "/var/run/s6/services", "/run/service"),
    ],
)
def test_s6_scripts(script, status, words, remedy):
    verdict = judge_one("s6.scripts", facts(s6={"scripts": (script,)}))
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert [remedy in advice.text for advice in verdict.advice] == ([True] if remedy else [])


def test_what_cannot_run_comes_before_what_is_old_and_all_are_in_the_evidence():
    found = (RUN._replace(v2_place=True), INIT._replace(mode=0o600, uid=0))
    verdict = judge_one("s6.scripts", facts(s6={"scripts": found}))
    assert (
        verdict.summary == f"/etc/cont-init.d/01-copy-tmp-home is not executable (mode 0600); also at fault: {RUN.path}"
    )
    assert [fault["path"] for fault in verdict.evidence["faults"]] == [RUN.path, INIT.path]


def test_scripts_of_an_image_without_s6_overlay_are_not_judged():
    found = facts(s6={"scripts": (RUN._replace(mode=0),), "init": HERE._replace(overlay=None)})
    assert judge_one("s6.scripts", found).status is Status.SKIP


def test_scripts_are_not_judged_by_the_rules_of_an_overlay_that_is_not_known():
    verdict = judge_one("s6.scripts", facts(s6={"scripts": (RUN,), "init": Unknown("no answer")}))
    assert (verdict.status, verdict.because) == (Status.ERROR, ("s6.init",))


def test_a_script_that_is_not_executable_shows_whose_it_is_and_who_runs_it():
    verdict = judge_one("s6.scripts", facts(s6={"scripts": (RUN._replace(uid=0, gid=7, mode=0o750),)}))
    assert verdict.evidence["detail"] == "it belongs to root:7, mode 0750; the notebook runs as 1000:0, groups 0, 100"


UP = HEALTHY.s6.services[0]
DOWN = UP._replace(up=False, seconds=60)


LOOP = UP._replace(seconds=0, deaths=(3.0, 2.0, 1.0), end="exitcode 3")
FLAPPING = UP._replace(deaths=(500.0, 300.0, 90.0), end="signal SIGKILL")
HOME = ("home.writable", "home.space", "home.path", "runtime.state")
NEVER = ("s6.scripts", *HOME)


@pytest.mark.parametrize(
    ("service", "status", "words", "because"),
    [
        (UP, "pass", "jupyterlab is up", ()),
        (UP._replace(seconds=2, deaths=(900.0, 800.0, 3.0), end="exitcode 0"), "pass", "is up", ()),
        (FLAPPING, "warn", "3 times in 10 min, last with signal SIGKILL, as the kernel does when memory", ()),
        (FLAPPING._replace(end="exitcode 1"), "warn", "3 times in 10 min, last with exitcode 1", HOME),
        (LOOP, "fail", "3 times in 1 min, last with exitcode 3", HOME),
        (DOWN, "fail", "is down: s6 cannot start it", ("s6.scripts",)),
        (DOWN._replace(seconds=1, deaths=(1.0,)), "pass", "jupyterlab is starting again", ()),
        (DOWN._replace(wanted=False, end="exitcode 0"), "fail", "not start it again, last with exitcode 0", ()),
        (DOWN._replace(normal=False, wanted=False), "pass", "jupyterlab is off, as the image has it", ()),
        (DOWN._replace(name="kfcheck"), "fail", "s6 started none of the image's services (jupyterlab)", NEVER),
    ],
)
def test_s6_services(service, status, words, because):
    verdict = judge_one("s6.services", facts(s6={"services": (service,)}))
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert verdict.because == because
    assert bool(verdict.advice) == (status in ("warn", "fail"))


def test_services_of_an_image_without_s6_overlay_are_not_judged():
    found = facts(s6={"services": (DOWN,), "init": HERE._replace(overlay=None)})
    assert judge_one("s6.services", found).summary == "this image has no s6-overlay"


@pytest.mark.parametrize(("errno", "status"), [(13, Status.SKIP), (5, Status.ERROR), (None, Status.ERROR)])
def test_services_that_cannot_be_asked_for(errno, status):
    found = facts(s6={"services": Unknown("no answer", errno)})
    assert judge_one("s6.services", found).status is status


def test_the_worst_service_is_named_first():
    flapping = UP._replace(name="flap", deaths=(500.0, 300.0, 90.0))
    found = (UP, flapping, DOWN._replace(name="dead"))
    verdict = judge_one("s6.services", facts(s6={"services": found}))
    assert verdict.status is Status.FAIL
    assert verdict.summary.startswith("dead is down")
    assert verdict.summary.endswith("; also in trouble: flap")
    assert set(verdict.evidence["services"]) == {"jupyterlab", "flap", "dead"}


def test_a_killed_service_needs_memory_and_no_other_script():
    for deaths, status in (((3.0, 2.0, 1.0), Status.FAIL), ((500.0, 300.0, 90.0), Status.WARN)):
        verdict = judge_one("s6.services", facts(s6={"services": (FLAPPING._replace(deaths=deaths),)}))
        assert (verdict.status, [advice.by for advice in verdict.advice]) == (status, ["user", "platform"])
        assert "`resources.limits.memory`" in verdict.advice[1].text
        assert "`run` script" not in str(verdict.advice)


@pytest.mark.parametrize(
    ("parts", "status", "words"),
    [
        ({"stage": Stage("/etc/cont-init.d/01-copy", 12)}, "skip", "s6 has not started the services yet"),
        ({"stage": Unknown("permission denied", 13)}, "error", "whether it is still starting is not known"),
        ({}, "fail", "s6 started none of the image's services (jupyterlab), though its start-up is over"),
        ({"scripts": ()}, "skip", "no service is supervised"),
        ({"init": HERE._replace(pid1="tini")}, "skip", "no service is supervised"),
    ],
)
def test_an_image_whose_services_do_not_run_at_all(parts, status, words):
    verdict = judge_one("s6.services", facts(s6={"services": (), **parts}))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict.summary
    if status == "fail":
        assert "correct that script" in verdict.advice[0].text
        assert verdict.evidence["detail"].endswith("S6_BEHAVIOUR_IF_STAGE2_FAILS is 2")


def test_all_scripts_at_fault_are_named_as_far_as_they_are_few():
    found = tuple(INIT._replace(path=f"/etc/cont-init.d/{n}", mode=0o644) for n in range(9))
    verdict = judge_one("s6.scripts", facts(s6={"scripts": found}))
    assert verdict.summary == (
        "/etc/cont-init.d/0 is not executable (mode 0644); also at fault: /etc/cont-init.d/1, /etc/cont-init.d/2, "
        "/etc/cont-init.d/3 and 5 more"
    )
    assert len(verdict.advice) == 4
    assert len(verdict.evidence["faults"]) == 9
