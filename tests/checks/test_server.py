"""server.*, judged on plain facts: what real servers rarely do, or no test can have on this machine."""

from errno import ECONNREFUSED, ETIMEDOUT

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.rstudio import Hop
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.facts.stated import Stated
from jupyter_kfcheck.model import Status, Unknown
from tests.build import BASE, HEALTHY, OFFICIAL, answer, facts, judge_one

REFUSED = {"status": None, "problem": "refused the connection", "errno": ECONNREFUSED}
LATE = {"status": None, "problem": "did not answer within 1.5 s", "errno": ETIMEDOUT}
JUPYTER = HEALTHY.server.place
OTHER = JUPYTER._replace(base="/", product="")
CODE = Place("port", "127.0.0.1:8888", False, 8888, "/", "codeserver")


def said(verdict):
    """All remedies of a verdict, in one text."""
    return " ".join(advice.text for advice in verdict.advice)


@pytest.mark.parametrize("name", ["port", "prefix", "cors", "frame", "websocket", "auth", "culling"])
def test_on_a_machine_that_is_no_notebook_nothing_is_asked(name):
    found = facts(container={"signals": {}, "services": ()})
    verdict = judge_one(f"server.{name}", found)
    assert (verdict.status, "no platform is recognised here" in verdict.summary) == (Status.SKIP, True)


@pytest.mark.parametrize("name", ["prefix", "cors", "frame", "websocket", "auth", "culling"])
def test_where_nothing_answers_the_others_say_why_they_were_not_asked(name):
    def judged(tried, place=None):
        nobody = {"front": place, "entrance": place, "upgrades": place or {}, "kernels": place}
        return judge_one(f"server.{name}", facts(server={"tried": tried, "place": place} | nobody))

    verdict = judged((answer(**REFUSED),))
    summary = "nothing answers HTTP on port 8888 or anywhere else we looked"
    assert (verdict.status, verdict.summary) == (Status.SKIP, summary)
    verdict = judged((answer(**REFUSED), answer(**LATE)))
    summary = "the server was not asked: 127.0.0.1:8888 did not answer within 1.5 s"
    assert (verdict.status, verdict.summary, verdict.because) == (Status.ERROR, summary, ("server.port",))
    unknown = Unknown("did not answer within 3 s", ETIMEDOUT)
    for verdict in (judged(unknown, unknown), judged((answer(**REFUSED),), unknown)):
        summary = "the server was not asked: its address is not known (did not answer within 3 s)"
        assert (verdict.status, verdict.summary, verdict.because) == (Status.ERROR, summary, ("server.port",))


@pytest.mark.parametrize(
    ("name", "part"),
    [("cors", "front"), ("frame", "front"), ("websocket", "upgrades"), ("auth", "entrance"), ("culling", "kernels")],
)
def test_what_came_too_late_is_an_error_and_no_skip(name, part):
    verdict = judge_one(f"server.{name}", facts(server={part: Unknown("did not answer within 3 s", ETIMEDOUT)}))
    assert (verdict.status, "did not answer within 3 s" in verdict.summary) == (Status.ERROR, True)


def front(status=200, place=JUPYTER, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return facts(server={"front": answer(status=status, headers=given), "place": place})


@pytest.mark.parametrize(
    ("found", "status", "words", "remedy"),
    [
        (HEALTHY, "pass", "*", ""),
        (front(access_control_allow_origin="https://kf.example"), "fail", "https://kf.example, not *", "_origin='*'`"),
        (front(), "fail", "no Access-Control-Allow-Origin", "`--ServerApp.allow_origin='*'`"),
        (front(place=CODE), "pass", "no Access-Control-Allow-Origin; Kubeflow v1 works without", ""),
        (front(404), "skip", "no request got an answer with status 200", ""),
    ],
)
def test_cors(found, status, words, remedy):
    verdict = judge_one("server.cors", found)
    assert (verdict.status, words in verdict.summary, remedy in said(verdict)) == (Status(status), True, True)
    if status != "pass":
        assert verdict.evidence["detail"] == f"GET {BASE}api answered {404 if status == 'skip' else 200}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, "pass"),
        (OFFICIAL, "pass"),
        ({"x-frame-options": "SAMEORIGIN"}, "pass"),
        ({"x-frame-options": "deny"}, "fail"),
        ({"x-frame-options": "SAMEORIGIN, DENY"}, "fail"),
        ({"content-security-policy": "frame-ancestors *"}, "pass"),
        ({"content-security-policy": "frame-ancestors https:"}, "pass"),
        ({"content-security-policy": "frame-ancestors 'none'"}, "fail"),
        ({"content-security-policy": "frame-ancestors"}, "fail"),
        ({"content-security-policy": "frame-ancestors 'self', frame-ancestors 'none'"}, "fail"),
        ({"content-security-policy": "frame-ancestors https://hub.example"}, "warn"),
        ({"content-security-policy": "Frame-Ancestors 'SELF' https://hub.example"}, "pass"),
    ],
)
def test_frame(headers, status):
    verdict = judge_one("server.frame", facts(server={"front": answer(headers=headers)}))
    assert verdict.status is Status(status)
    header = "X-Frame-Options" if "x-frame-options" in headers else "Content-Security-Policy"
    assert (status == "pass") or f"Take {header} out of `headers` in `--ServerApp.tornado_settings`" in said(verdict)


def test_frames_of_others():
    denied = {"front": answer(headers={"x-frame-options": "DENY"}), "place": OTHER}
    rstudio = judge_one("server.frame", facts(server=denied, container={"services": ("rstudio",)}))
    assert "`www-frame-origin=same`" in said(rstudio)
    assert "`X-Frame-Options: SAMEORIGIN`" in said(judge_one("server.frame", facts(server=denied)))


def upgrades(both, origin=None, host=None, none=None, **server):
    named = {"both": both, "origin": origin, "host": host, "none": none}
    return facts(server={"upgrades": {k: answer(status=v) for k, v in named.items() if v}} | server)


BY_ORIGIN, BY_HOST, BY_BOTH = (403, 403, 101, 101), (403, 101, 403, 101), (403, 403, 403, 101)
LOGIN = answer(status=403)
RSTUDIO = facts(server={"upgrades": {}, "place": OTHER}, container={"services": ("rstudio",)})


@pytest.mark.parametrize(
    ("found", "status", "words", "remedy", "because"),
    [
        (HEALTHY, "pass", "connect", "", ()),
        (upgrades(*BY_ORIGIN), "fail", "foreign Origin:", "with `--ServerApp.allow_origin='*'`.", ("server.cors",)),
        (upgrades(*BY_HOST), "fail", "foreign Host:", "with `--ServerApp.allow_remote_access=True`.", ()),
        (
            upgrades(*BY_BOTH),
            "fail",
            "foreign Origin and Host:",
            "with `--ServerApp.allow_origin='*' --ServerApp.allow_remote_access=True`.",
            (),
        ),
        (upgrades(403, 101, 101, 101), "fail", "Origin and Host:", "`--ServerApp.allow_origin='*'`", ("server.cors",)),
        (upgrades(*BY_ORIGIN, place=CODE), "fail", "foreign Origin:", "`--trusted-origins '*'`", ()),
        (upgrades(*BY_BOTH, place=OTHER), "fail", "Origin and Host:", "checks of Origin and Host off", ()),
        (upgrades(400, 400, 400, 400), "fail", "HTTP 400", "`Upgrade` and `Connection`", ()),
        (upgrades(404, 404, 404, 404), "skip", "without starting a kernel", "", ()),
        (upgrades(403, 403, 403, 403, entrance=LOGIN), "skip", "asks for credentials before", "", ()),
        (facts(server={"upgrades": {}, "entrance": LOGIN}), "skip", "asks for credentials before", "", ()),
        (facts(server={"upgrades": {}, "entrance": None}), "skip", "was not asked what a platform asks", "", ()),
        (facts(server={"upgrades": {"both": answer(**LATE)}}), "error", "did not answer", "", ()),
        (facts(server={"upgrades": {}, "place": OTHER}), "skip", "is not known", "", ()),
        (facts(server={"upgrades": {}, "place": CODE, "entrance": None}), "skip", "health alone", "", ()),
        (RSTUDIO, "skip", "RStudio works without", "", ()),
    ],
)
def test_websocket(found, status, words, remedy, because):
    verdict = judge_one("server.websocket", found)
    assert (verdict.status, words in verdict.summary, verdict.because) == (Status(status), True, because)
    assert remedy in said(verdict)


def test_websocket_says_what_was_minded():
    told = "to a foreign Origin it answered 403; to a foreign Host it answered 101; to its own names it answered 101"
    assert judge_one("server.websocket", upgrades(*BY_ORIGIN)).evidence["detail"] == told


@pytest.mark.parametrize(
    ("entrance", "status"),
    [
        (answer(status=200), "pass"),
        (answer(status=403), "fail"),
        (answer(status=302, headers={"location": "/hub/oauth_login"}), "fail"),
        (answer("/login", 302, headers={"location": "./"}), "pass"),
        (answer("/login", 302, headers={"location": "/hub/login"}), "fail"),
        (answer("/auth-sign-in", 200), "fail"),
        (answer(status=500), "error"),
        (answer(**LATE), "error"),
    ],
)
def test_auth(entrance, status):
    assert judge_one("server.auth", facts(server={"entrance": entrance})).status is Status(status)


@pytest.mark.parametrize(
    ("service", "remedy"),
    [
        ("jupyterlab", "with `--ServerApp.token='' --ServerApp.password=''`."),
        ("code-server", "with `--auth none`."),
        ("rstudio", "with `--auth-none=1`, and with USER set"),
        ("mine", "Switch the server's own login off."),
    ],
)
def test_auth_tells_each_how_to_let_everybody_in(service, remedy):
    found = facts(server={"entrance": answer("/login"), "place": OTHER}, container={"services": (service,)})
    verdict = judge_one("server.auth", found)
    assert (remedy in said(verdict), verdict.summary) == (True, "asks for credentials of its own: /login")
    assert verdict.evidence["detail"] == "GET /login answered 200"


ASKED, HOST = {"entrance": answer(status=200)}, upgrades(*BY_HOST).server._asdict()


@pytest.mark.parametrize(
    ("kernels", "server", "status", "flag", "because"),
    [
        ({"content": "list"}, ASKED, "pass", "", ()),
        ({"content": "html"}, ASKED, "fail", '`--ServerApp.base_url="${NB_PREFIX}"`', ("server.prefix",)),
        ({"status": 404}, ASKED, "fail", '`--ServerApp.base_url="${NB_PREFIX}"`', ("server.prefix",)),
        ({"status": 404}, {"entrance": LOGIN}, "fail", "--ServerApp.base_url", ("server.prefix",)),
        ({"status": 403}, {"entrance": LOGIN}, "fail", "--ServerApp.token=''", ("server.auth",)),
        ({"status": 403}, ASKED, "fail", "`--ServerApp.allow_remote_access=True`", ()),
        ({"status": 403}, HOST, "fail", "`--ServerApp.allow_remote_access=True`", ("server.websocket",)),
        (LATE, ASKED, "error", "", ()),
    ],
)
def test_culling(kernels, server, status, flag, because):
    verdict = judge_one("server.culling", facts(server=server | {"kernels": answer(**kernels)}))
    assert (verdict.status, flag in said(verdict), verdict.because) == (Status(status), True, because)


def test_culling_where_the_platforms_question_was_not_asked():
    found = facts(server={"entrance": None, "kernels": answer(content="list")})
    verdict = judge_one("server.culling", found, Contract(platform="kubeflow-v2"))
    assert (verdict.status, verdict.summary) == (
        Status.ERROR,
        "kfcheck did not send the activity request that Kubeflow v2 sends",
    )


def test_culling_of_others():
    code = judge_one("server.culling", facts(server={"kernels": None, "place": CODE}))
    assert (code.status, "code-server has no activity API" in code.summary) == (Status.SKIP, True)
    other = judge_one("server.culling", facts(server={"kernels": None, "place": OTHER}))
    assert (other.status, "is not Jupyter" in other.summary) == (Status.SKIP, True)


ROOT = JUPYTER._replace(base="/")


@pytest.mark.parametrize(
    ("seen", "place", "status"),
    [
        (BASE.rstrip("/"), JUPYTER, "pass"),
        (BASE, JUPYTER, "pass"),
        (BASE, ROOT, "fail"),
        (None, JUPYTER, "skip"),
        ("/", ROOT, "skip"),
        (BASE, OTHER, "warn"),
        (BASE, OTHER._replace(base=BASE), "pass"),
        (BASE, CODE, "pass"),
        (None, CODE, "pass"),
    ],
)
def test_prefix(seen, place, status):
    signals = {} if seen is None else {"NB_PREFIX": seen}
    found = facts(container={"signals": signals}, server={"place": place})
    verdict = judge_one("server.prefix", found, Contract(platform="kubeflow-v1"))
    assert verdict.status is Status(status)


def test_prefix_tells_what_was_asked_and_what_came():
    asked = (answer(status=404), answer(at="10.0.0.7:8888", status=404))
    found = {"place": ROOT, "front": answer("/api"), "tried": asked}
    verdict = judge_one("server.prefix", facts(server=found))
    assert verdict.summary == "serves /, not /notebook/team-a/demo"
    assert verdict.evidence["detail"] == "GET /notebook/team-a/demo/api answered 404; GET /api answered 200"
    assert '`--ServerApp.base_url="${NB_PREFIX}"`' in said(verdict)
    nothing = {"place": OTHER, "front": asked[0], "tried": asked}
    verdict = judge_one("server.prefix", facts(server=nothing))
    assert verdict.summary == "does not answer under /notebook/team-a/demo: Kubeflow v1 must rewrite the path"
    assert verdict.evidence["detail"] == "GET /notebook/team-a/demo/api answered 404"
    assert "`notebooks.kubeflow.org/http-rewrite-uri: /`" in said(verdict)


def code_server(told, **server):
    """A code-server that was asked for its health alone."""
    silent = {"place": CODE, "front": answer("/healthz", content="fresh"), "entrance": None, "upgrades": {}}
    return facts(server=silent | {"kernels": None, "stated": told} | server, container={"services": ("code-server",)})


@pytest.mark.parametrize(
    ("settings", "auth", "websocket", "remedy"),
    [
        ({"auth": "none", "trusted-origins": "*"}, ("pass", "with `--auth none`"), ("pass", "trusts every Origin"), ""),
        ({"auth": "none", "trusted-origins": "a,*"}, ("pass", "with"), ("pass", "trusts every Origin"), ""),
        ({"auth": "none", "trusted-origins": "a.b"}, ("pass", "with"), ("pass", "if that is one of these: a.b"), ""),
        ({"auth": "none"}, ("pass", "with"), ("fail", "without `--trusted-origins`"), "`--trusted-origins '*'`"),
        ({"auth": "password"}, ("fail", "without `--auth none`"), ("skip", "asks for credentials"), "`--auth none`"),
        ({}, ("fail", "asks for a password of its own"), ("skip", "asks for credentials"), "`--auth none`"),
    ],
)
def test_a_code_server_that_is_not_asked_is_judged_by_what_it_was_told(settings, auth, websocket, remedy):
    found = code_server(Stated(settings))
    advice = ""
    for name, (status, words) in (("auth", auth), ("websocket", websocket)):
        verdict = judge_one(f"server.{name}", found)
        assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
        assert set(verdict.evidence["told"]) == {"auth", "trusted-origins"}
        advice += said(verdict)
    assert remedy in advice


@pytest.mark.parametrize("name", ["auth", "websocket"])
@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Stated({"auth": "none"}, complete=False), "its own configuration file cannot be read"),
        (Unknown("no process of code-server shows its command line"), "no process of code-server shows"),
    ],
)
def test_what_a_code_server_was_told_and_nobody_can_see_is_not_judged(name, told, words):
    verdict = judge_one(f"server.{name}", code_server(told))
    assert (verdict.status, words in verdict.summary) == (Status.SKIP, True)
    assert "`kfcheck image` asks it" in verdict.summary


def test_a_hub_wants_the_login_that_a_code_server_was_told_to_have():
    hub = {"signals": {"JUPYTERHUB_API_URL": "set"}}
    for settings, status in (({"auth": "none"}, Status.FAIL), ({}, Status.PASS)):
        found = code_server(Stated(settings))
        assert judge_one("server.auth", found._replace(container=found.container._replace(**hub))).status is status


@pytest.mark.parametrize(
    ("hops", "status", "words"),
    [
        ((Hop(f"{BASE}auth-sign-in"), Hop(BASE, (BASE,))), "pass", "leads below /notebook/team-a/demo"),
        ((Hop(None, (BASE.rstrip("/"),)),), "pass", "leads below /notebook/team-a/demo"),
        ((Hop("./here"),), "pass", "leads below /notebook/team-a/demo"),
        ((), "pass", "to which Kubeflow v1 can rewrite the path"),
        ((Hop("/auth-sign-in"),), "fail", "leads to /auth-sign-in, out of /notebook/team-a/demo"),
        ((Hop(BASE, ("/",)),), "fail", "leads to /, out of"),
        ((Hop("/notebook/team-a/demo2/"),), "fail", "leads to /notebook/team-a/demo2/"),
        (Unknown("hangs"), "pass", "can rewrite the path"),
    ],
)
def test_rstudio_must_lead_below_the_path_that_the_header_names(hops, status, words):
    found = facts(server={"place": OTHER, "rooted": hops}, container={"services": ("rstudio",)})
    verdict = judge_one("server.prefix", found)
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    assert ("X-RStudio-Root-Path" in said(verdict)) == (status == "fail")
