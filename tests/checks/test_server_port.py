"""server.port, judged on plain facts: who answers where, and what each IDE is to be told."""

from errno import ECONNREFUSED, ECONNRESET, EPROTO, ETIMEDOUT

import pytest

from jupyter_kfcheck.model import Status, Unknown
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


def test_where_nothing_listens_the_log_comes_first_and_a_crash_loop_may_be_the_cause():
    verdict = judge_one("server.port", tried(*NOBODY))
    assert verdict.because == ("s6.services",)
    assert [advice.by for advice in verdict.advice] == ["user", "image"]
    assert verdict.evidence["detail"] == "127.0.0.1:8888 refused the connection; 10.0.0.7:8888 refused the connection"
    assert judge_one("server.port", tried(*NOBODY, place=ELSEWHERE)).because == (), "it runs"
    told = judge_one("server.port", tried(*ONLY_LOCAL))
    assert told.evidence["detail"] == "127.0.0.1:8888 answered HTTP 200; 10.0.0.7:8888 refused the connection"
    assert told.evidence["tried"][LOOPBACK] == "HTTP 200"
