"""server.port, judged on plain facts: who answers where, and what each IDE is to be told."""

from errno import ECONNREFUSED, ECONNRESET, EPROTO, ETIMEDOUT

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.s6.stage import Stage
from jupyter_kfcheck.facts.server.listeners import Elsewhere, Holder, Listener, Listening
from jupyter_kfcheck.model import Status, Unknown, known
from tests.build import HEALTHY, answer, facts, judge_one

LOOPBACK, OWN, OWN6 = "127.0.0.1:8888", "10.0.0.7:8888", "[fd00::7]:8888"
JUPYTER, CODE, RSTUDIO = "jupyterlab", "code-server", "rstudio"
REFUSED = {"status": None, "problem": "refused the connection", "errno": ECONNREFUSED}
LATE = {"status": None, "problem": "did not answer within 1.5 s", "errno": ETIMEDOUT}
NO_HTTP = {"status": None, "problem": "did not answer in HTTP", "errno": EPROTO}
CLOSED = {"status": None, "problem": "closed the connection without an answer", "errno": ECONNRESET}
ELSEWHERE = HEALTHY.server.place._replace(at="127.0.0.1:8889", port=8889)
SOCKET = HEALTHY.server.place._replace(at="/run/jupyter.sock", port=0)
ONLY_LOCAL, ONLY_LOCAL6 = ((LOOPBACK, {}), (OWN, REFUSED)), ((LOOPBACK, {}), (OWN6, REFUSED))
NOBODY, HTTPS = ((LOOPBACK, REFUSED), (OWN, REFUSED)), ((LOOPBACK, {"tls": True}), (OWN, {"tls": True}))


def tried(*outcomes, place=None, kind=JUPYTER):
    """What came of each address: (address, changes)."""
    server = {"tried": tuple(answer(at=at, **more) for at, more in outcomes), "place": place}
    return facts(server=server, container={"services": (kind,) if kind else ()})


@pytest.mark.parametrize(
    ("found", "status", "words", "flag"),
    [
        (HEALTHY, "pass", "answers on all addresses, port 8888", ""),
        (tried((LOOPBACK, {}), (OWN, {"status": 404})), "pass", "all addresses", ""),
        (tried(*ONLY_LOCAL), "fail", "127.0.0.1:8888 only", "`--ServerApp.ip=0.0.0.0`"),
        (tried(*ONLY_LOCAL, kind=CODE), "fail", "only", "`--bind-addr 0.0.0.0:8888`"),
        (tried(*ONLY_LOCAL, kind=RSTUDIO), "fail", "only", "`--www-address=0.0.0.0`"),
        (tried(*ONLY_LOCAL, kind=None), "fail", "only", "port 8888 of all addresses: 0.0.0.0"),
        (tried(*ONLY_LOCAL6), "fail", "127.0.0.1:8888 only", "`--ServerApp.ip='::'`"),
        (tried(*ONLY_LOCAL6, kind=CODE), "fail", "only", "`--bind-addr '[::]:8888'`"),
        (tried(*ONLY_LOCAL6, kind=RSTUDIO), "fail", "only", "`--www-address='::'`"),
        (tried(*ONLY_LOCAL6, kind=None), "fail", "only", "port 8888 of all addresses: `::`"),
        (
            tried((LOOPBACK, REFUSED), ("[::1]:8888", {}), (OWN, REFUSED), (OWN6, {})),
            "warn",
            "over IPv6 only",
            "`--ServerApp.ip=0.0.0.0`",
        ),
        (tried((LOOPBACK, REFUSED), ("[::1]:8888", REFUSED), (OWN, {})), "warn", "not on the loopback", "=0.0.0.0`"),
        (tried(*HTTPS), "warn", "answers HTTPS", "`--ServerApp.certfile`"),
        (tried(*HTTPS, kind=CODE), "warn", "answers HTTPS", "`--cert`"),
        (tried(*HTTPS, kind=None), "warn", "answers HTTPS", "the server's certificate"),
        (tried(*NOBODY), "fail", "nothing listens on port 8888", "`--ServerApp.port=8888`"),
        (tried(*NOBODY, kind=RSTUDIO), "fail", "nothing listens on port 8888", "`--www-port=8888`"),
        (tried(*NOBODY, place=ELSEWHERE), "fail", "port 8889, not on port 8888", "`--ServerApp.port=8888`"),
        (tried(*NOBODY, place=SOCKET), "fail", "the socket /run/jupyter.sock, not", "`--ServerApp.sock`"),
        (
            tried((LOOPBACK, NO_HTTP), (OWN, NO_HTTP)),
            "fail",
            "did not answer in HTTP",
            "Stop what else listens on port",
        ),
        (tried((LOOPBACK, CLOSED), (OWN, CLOSED)), "fail", "closed the connection", "Stop what else listens on port"),
        (tried((LOOPBACK, LATE), (OWN, LATE)), "error", "127.0.0.1:8888 did not answer within 1.5 s", ""),
        (tried((LOOPBACK, {}), (OWN, LATE)), "error", "10.0.0.7:8888 did not answer", ""),
        (facts(server={"tried": Unknown("did not answer within 3 s", ETIMEDOUT)}), "error", "within 3 s", ""),
    ],
)
def test_port(found, status, words, flag):
    verdict = judge_one("server.port", found)
    said = " ".join(advice.text for advice in verdict.advice)
    assert (verdict.status, words in verdict.summary, flag in said) == (Status(status), True, True)
    assert bool(said) == bool(flag) == ("detail" in verdict.evidence)


def listening(holder, *elsewhere, address="0.0.0.0", families=(4,)):
    sockets = (Listener(8888, address, families, 1000, 7),) if holder else ()
    return {"listening": Listening(sockets, holder, tuple(Elsewhere(*other) for other in elsewhere))}


def with_sockets(found, **heard):
    return found._replace(server=found.server._replace(**heard))


def test_who_holds_the_port_outside_of_the_container_is_named_with_where_ours_is():
    verdict = judge_one("server.port", with_sockets(HEALTHY, **listening(Holder(1000), ("jupyter-lab", 8889))))
    assert verdict.status is Status.FAIL
    assert verdict.summary == (
        "port 8888 is held by a process outside of this container; jupyter-lab listens on port 8889 instead"
    )
    assert (verdict.evidence["found"], verdict.evidence["holder"]) == (
        8889,
        "a process outside of this container, UID 1000",
    )
    assert "`hostNetwork: true`" in verdict.advice[0].text


@pytest.mark.parametrize(
    "heard",
    [
        listening(
            Holder(1000, 50, "jupyter-lab")
        ),  # and a second one, which the user has started, is not even asked for
        listening(Holder(1000)),  # a sidecar serves, and nothing here does
        listening(Unknown("permission denied", 13)),
        {"listening": Unknown("protocol not supported", 93)},
    ],
)
def test_a_port_that_is_ours_or_nobody_knows_whose_is_quiet(heard):
    assert judge_one("server.port", with_sockets(HEALTHY, **heard)).status is Status.PASS


def test_an_ide_on_another_port_is_found_without_its_runtime_file():
    verdict = judge_one("server.port", with_sockets(tried(*NOBODY, kind=CODE), **listening(None, ("node", 8080))))
    assert verdict.summary == "nothing listens on port 8888; node listens on port 8080"
    assert "--bind-addr" in verdict.advice[0].text


def test_a_server_of_ipv4_in_a_pod_of_ipv6_is_not_on_the_loopback_only():
    found = with_sockets(tried(*ONLY_LOCAL6), **listening(Holder(1000, 50, "jupyter-lab")))
    verdict = judge_one("server.port", found)
    assert verdict.summary == "listens on IPv4 only (0.0.0.0:8888), and this pod has no IPv4 address"
    assert "`--ServerApp.ip='::'`" in verdict.advice[0].text


def under_s6(service=None, stage=None):
    """Nothing listens, and s6 says this of the moment."""
    return tried(*NOBODY)._replace(s6=HEALTHY.s6._replace(services=(service,) if service else (), stage=stage))


UP = HEALTHY.s6.services[0]
LOOP = (3.0, 2.0, 1.0)


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (under_s6(stage=Stage("/etc/cont-init.d/01-copy", 12)), "error",
         "not started yet: s6 runs /etc/cont-init.d/01-copy, since 12 s"),
        (under_s6(stage=Stage(None)), "error", "not started yet: s6 is still at its start-up scripts"),
        (under_s6(UP._replace(seconds=4)), "error", "still starting: s6 started jupyterlab 4 s ago"),
        (under_s6(UP._replace(seconds=4, deaths=(4.0,), end="signal SIGKILL")), "error",
         "still starting: s6 started jupyterlab 4 s ago, after it ended with signal SIGKILL"),
        (under_s6(UP._replace(up=False, seconds=1, deaths=(1.0,), end="exitcode 0")), "error",
         "still starting: s6 starts jupyterlab again, after it ended with exitcode 0"),
        (under_s6(UP._replace(seconds=61)), "fail", "nothing listens on port 8888"),
        (under_s6(UP._replace(seconds=1, deaths=LOOP, end="exitcode 1")), "fail", "nothing listens on port 8888"),
        (under_s6(UP._replace(up=False, wanted=False, seconds=1)), "fail", "nothing listens on port 8888"),
        (under_s6(), "fail", "nothing listens on port 8888"),
    ],
)  # fmt: skip
def test_what_does_not_answer_yet_is_given_its_time_and_no_other_flag(found, status, words):
    verdict = judge_one("server.port", found)
    assert (verdict.status, verdict.summary) == (Status(status), words)
    assert bool(verdict.advice) == (status == "fail")
    looping = known(found.s6.services) and found.s6.services[0].deaths == LOOP
    stopped = known(found.s6.services) and not found.s6.services[0].wanted
    if status == "fail":
        assert ("--ServerApp.port" in str(verdict.advice)) == (not looping and not stopped)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (under_s6(UP._replace(seconds=4)),
         "nothing listens on port 8888, though it was waited for; still starting: s6 started jupyterlab 4 s ago"),
        (under_s6(stage=Stage("/etc/init.d/a", 9)),
         "nothing listens on port 8888, though it was waited for; not started yet: s6 runs /etc/init.d/a, since 9 s"),
        (tried((LOOPBACK, LATE), (OWN, LATE)), f"{LOOPBACK} did not answer within 1.5 s"),
    ],
)  # fmt: skip
def test_what_has_been_waited_for_has_had_its_time(found, words):
    assert judge_one("server.port", found).status is Status.ERROR
    verdict = judge_one("server.port", found, Contract(waited=True))
    assert (verdict.status, verdict.summary) == (Status.FAIL, words)
    assert "container's log" in verdict.advice[0].text


def test_where_nothing_listens_the_log_comes_first_and_a_crash_loop_may_be_the_cause():
    verdict = judge_one("server.port", tried(*NOBODY))
    assert verdict.because == ("s6.services",)
    assert [advice.by for advice in verdict.advice] == ["user", "image"]
    assert verdict.evidence["detail"] == "127.0.0.1:8888 refused the connection; 10.0.0.7:8888 refused the connection"
    assert judge_one("server.port", tried(*NOBODY, place=ELSEWHERE)).because == (), "it runs"
    told = judge_one("server.port", tried(*ONLY_LOCAL))
    assert told.evidence["detail"] == "127.0.0.1:8888 answered HTTP 200; 10.0.0.7:8888 refused the connection"
    assert told.evidence["tried"][LOOPBACK] == "HTTP 200"


def lab(server):
    return facts(server=server, container={"services": (JUPYTER,)})


def test_another_process_of_the_notebook_holds_the_port_and_jupyter_has_moved_on():
    held = Holder(1000, 77, "python3")
    page = HEALTHY.server.place._replace(product="")  # which answers on the port, and is no Jupyter
    file = HEALTHY.server.place._replace(port=8889, by="file")
    for changes in ({"place": page} | listening(held, ("jupyter-lab", 8889)), {"place": file} | listening(held)):
        verdict = judge_one("server.port", lab(changes))
        assert verdict.status is Status.FAIL
        assert verdict.summary == "port 8888 is held by python3; Jupyter listens on port 8889 instead"
        assert [advice.by for advice in verdict.advice] == ["user", "image"]
        assert "`kill 77`" in verdict.advice[0].text
    proxy = lab({"place": page} | listening(Holder(1000, 9, "nginx"), ("jupyter-lab", 8889)))
    second = lab(listening(held, ("jupyter-lab", 8890)))  # python3 is the notebook's own Jupyter
    for quiet in (proxy, second, lab({"place": page} | listening(held))):
        assert judge_one("server.port", quiet).status is Status.PASS
