"""What `kfcheck image` sees from outside: the start, a redirect, a kernel."""

import errno

import pytest

from jupyter_kfcheck.facts.outside import Kernel, Outside, Probed, Start
from jupyter_kfcheck.model import Status, Unknown
from tests.build import BASE, CONTRACT, answer, facts, judge_one

ANSWERED = Start(8888, 2.13, 1.9)


def outside(**parts):
    return facts()._replace(outside=Outside(**{"start": ANSWERED, "redirect": None, "kernel": None} | parts))


def start(**changes):
    return judge_one("server.start", outside(start=ANSWERED._replace(**changes)))


def test_a_start_passes_by_its_first_answer_and_names_errors_of_its_log():
    said = start()
    assert (said.status, said.summary) == (Status.PASS, "answers 2.1 s after its start")
    said = start(errors=("Error: no GPU",))
    assert (said.status, said.summary[-40:]) == (Status.PASS, "; an error in a line of its log: Error: no GPU"[-40:])
    assert "errors in 2 lines of its log: one" in start(errors=("one", "two")).summary


def test_a_container_that_ends_or_stays_silent_fails_with_its_last_line():
    said = start(answered=None, exit_code=1, log=("a", "cp: no such file"))
    assert (said.status, said.evidence["detail"]) == (Status.FAIL, "cp: no such file")
    assert said.summary == "the container ends with exit code 1 before it answers"
    said = start(answered=None, waited=30.2)
    assert (said.summary, said.evidence["detail"]) == (
        "nothing answers on port 8888 within 30 s",
        "its log is empty",
    )
    assert "s6.scripts" in said.because


def test_without_a_network_the_download_is_the_first_thing_to_mend():
    assert start(answered=None, waited=5.0, gateway=503).summary == "port 8888 answers nothing but 503 for 5 s"
    said = start(answered=None, exit_code=1, network=False)
    assert said.summary.startswith("without a network the container ends")
    assert ["RUN" in advice.text for advice in said.advice] == [True, False]


def test_what_the_engine_cannot_start_fails_with_its_words():
    said = start(answered=None, problem='exec: "lab": not found')
    assert (said.status, said.evidence["detail"]) == (Status.FAIL, 'exec: "lab": not found')


@pytest.mark.parametrize(
    ("status", "seconds", "says"),
    [
        (None, 5.0, "is not answered within 1 s"),
        (404, 0.1, "is answered with 404"),
        (200, 1.4, "is answered after 1.4 s"),
    ],
)
def test_the_platforms_own_probe_must_be_answered_in_time(status, seconds, says):
    said = start(probed=Probed(f"{BASE}api", status, seconds, 1.0))
    assert said.status is Status.FAIL
    assert says in said.summary
    assert said.because == (("server.prefix",) if status == 404 else ())
    assert start(probed=Probed(f"{BASE}api", 200, 0.2, 1.0)).status is Status.PASS


def test_a_redirect_must_be_to_a_path_alone():
    def redirect(**more):
        return judge_one("server.redirect", outside(redirect=answer(BASE, **more)))

    assert redirect(status=302, headers={"location": f"{BASE}lab"}).status is Status.PASS
    assert redirect(status=200).status is Status.PASS
    assert redirect(status=302, headers={"location": "http://kfcheck.invalid/lab"}).status is Status.FAIL
    assert redirect(status=302, headers={"location": "//kfcheck.invalid/lab"}).status is Status.FAIL
    late = redirect(status=None, problem="did not answer within 2 s", errno=errno.ETIMEDOUT)
    assert late.status is Status.ERROR
    assert judge_one("server.redirect", outside()).status is Status.SKIP


def test_a_kernel_must_run_a_cell_and_import_its_frameworks():
    def kernel(**more):
        return judge_one("server.kernel", outside(kernel=Kernel("python3", **more)))

    assert kernel(result="2").summary == "the kernel python3 runs 1+1"
    assert kernel(result="[1] 2").status is Status.PASS
    assert kernel(result="2", frameworks={"torch": "2.6"}).summary.endswith(", imports torch 2.6")
    assert kernel(result="3").status is Status.FAIL
    said = kernel(problem="the kernel died")
    assert (said.status, said.evidence["detail"]) == (Status.FAIL, "the kernel died")
    said = kernel(result="2", broken={"torch": "libcudnn.so.9: cannot open it"})
    assert (said.summary, said.evidence["detail"]) == (
        "the kernel python3 cannot import torch",
        "libcudnn.so.9: cannot open it",
    )
    assert "credentials" in kernel(login=True).summary
    assert judge_one("server.kernel", outside()).status is Status.SKIP


@pytest.mark.parametrize("id_", ["server.start", "server.redirect", "server.kernel"])
def test_what_nobody_saw_is_not_judged(id_):
    unseen = outside(**dict.fromkeys(Outside._fields, Unknown("nobody looked")))
    assert judge_one(id_, unseen, CONTRACT).status is Status.ERROR
