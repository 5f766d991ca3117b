"""One replica a platform, by plain facts: healthy without a finding, and its own faults with its own remedies."""

from functools import partial

import pytest

from jupyter_kfcheck import platforms
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.home import Directory
from jupyter_kfcheck.facts.notebook import Entry, Ids
from jupyter_kfcheck.facts.outside import Probed
from jupyter_kfcheck.facts.platform import PodExec, Sidecar
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.facts.volumes import Volume
from jupyter_kfcheck.model import Status, Unknown
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, HEALTHY, SERVER, VOLUME, answer, facts, judge_one, mounted
from tests.build import ROOT as BUILD_ROOT

V2 = "/workspace/connect/team-a/demo/jupyter/"
ODH = {"NB_PREFIX": "/notebook/team-a/demo", "NOTEBOOK_ARGS": "set"}
HUB_PREFIX = "/user/ada/"
HUB = {"JUPYTERHUB_API_URL": "set", "JUPYTERHUB_SERVICE_PREFIX": HUB_PREFIX,
       "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:8889{HUB_PREFIX}"}  # fmt: skip
LOGIN = answer(f"{HUB_PREFIX}api/status", 403, content="")


def served(base, **parts):
    front = answer(f"{base}api", headers={"content-security-policy": "frame-ancestors 'self'"})
    parts = {"xsrf": answer(f"{base}logout", headers={"xsrf-path": base})} | parts
    return {"place": Place("port", "127.0.0.1:8888", False, 8888, base, "jupyter"), "front": front} | parts


REPLICAS = {
    "kubeflow-v1": HEALTHY,
    "kubeflow-v2": facts(
        container={"signals": {"NB_PREFIX": V2}, "nb_prefix": V2},
        user={"ids": Ids(185, 185, (100, 185)), "entry": Entry("spark", "/home/spark")},
        home={"directory": Directory("/home/spark", "/home/spark", 0, 100, 0o2775)},
        mounts=mounted(VOLUME._replace(point="/home/spark")),
        server=served(V2, kernels=answer(f"{V2}api/kernels", 403), entrance=answer(f"{V2}api/status", content="")),
    ),
    "opendatahub": facts(
        container={"signals": ODH},
        user={"ids": Ids(1000770000, 0, (0,)), "entry": None},
        home={"directory": Directory("/opt/app-root/src", "/opt/app-root/src", 0, 0, 0o2775)},
        mounts=mounted(VOLUME._replace(point="/opt/app-root/src")),
        server={
            "terminals": answer("/notebook/team-a/demo/api/terminals", content="list"),
            "probed": Probed("/notebook/team-a/demo/api", 200, 0.004, 1.0),
        },
    ),
    "jupyterhub": facts(
        container={"signals": HUB, "nb_prefix": None},
        user={"ids": Ids(1000, 100, (100,)), "entry": Entry("ada", "/home/ada")},
        home={"directory": Directory("/home/ada", "/home/ada", 1000, 100, 0o755)},
        mounts=mounted(VOLUME._replace(point="/home/ada")),
        server=served(HUB_PREFIX, entrance=LOGIN, kernels=answer(f"{HUB_PREFIX}api/kernels", 403)),
        platform={"singleuser": "/opt/conda/bin/jupyterhub-singleuser"},
    ),
    "none": facts(
        container={"signals": {}, "nb_prefix": None, "kubernetes": False, "services": (), "traces": ()},
        home={"directory": Directory("/home/ada", "/home/ada", 1000, 100, 0o755)},
        mounts=mounted(VOLUME._replace(point="/home/ada")),
        user={"ids": Ids(501, 20, (20,)), "entry": Entry("ada", "/home/ada")},
        server=served("/"),
    ),
}


def report(found, platform="auto"):
    parts = ["user", "home", "server", "platform", "packages.required", "runtime.sidecar"]
    checks = runner.select(parts, ["server.start"] if platform != "auto" else [], "running")
    return runner.judge(found, Contract(platform=platform), checks, "running", 0.0)


@pytest.mark.parametrize("name", REPLICAS)
def test_a_healthy_notebook_of_each_platform_has_no_finding(name):
    made = report(REPLICAS[name])
    assert made.platform == name
    assert not [r for r in made.checks if r.status in (Status.WARN, Status.FAIL, Status.ERROR)]


@pytest.mark.parametrize(
    ("signals", "home", "s6", "name"),
    [
        (HUB | ODH, None, True, "jupyterhub"),
        (ODH, None, True, "opendatahub"),
        ({"NB_PREFIX": "/notebook/a/b"}, "/opt/app-root/src", False, "opendatahub"),
        ({"NB_PREFIX": "/"}, "/opt/app-root/src", False, "none"),
        ({"NB_PREFIX": V2}, None, True, "kubeflow-v2"),
        ({"NB_PREFIX": "/notebook/a/b"}, "/home/jovyan", False, "kubeflow-v1"),
        ({"NB_PREFIX": "/"}, None, True, "kubeflow-v1"),
        ({"NB_PREFIX": "/"}, None, False, "none"),
        ({}, "/home/ada", True, "none"),
    ],
)
def test_the_first_platform_that_fits_is_recognised(signals, home, s6, name):
    assert platforms.recognise(signals, home, s6=s6).name == name


@pytest.mark.parametrize(
    ("stated", "url", "port"),
    [(None, None, 8888), (9999, "http://0.0.0.0:8889/", 9999), (None, "http://127.0.0.1:8889/user/a/", 8889),
     (None, "nonsense", 8888), (None, "http://[::]:77777/", 8888)],
)  # fmt: skip
def test_the_port_is_the_stated_one_then_the_hubs(stated, url, port):
    assert platforms.port(stated, url) == port


def on(name, **families):
    found = REPLICAS[name]
    return found._replace(**{family: getattr(found, family)._replace(**parts) for family, parts in families.items()})


ROOT = {"ids": Ids(0, 0, (0,)), "entry": Entry("root", "/root")}
OPENSHIFT = {"ids": Ids(1000770000, 0, (0, 1000770000)), "entry": None}


@pytest.mark.parametrize(
    ("found", "check", "status", "words", "remedy"),
    [
        (on("kubeflow-v2", user=ROOT), "user.uid", "fail", "which Kubeflow v2 does not take", "USER 1000"),
        (on("jupyterhub", user=ROOT), "user.uid", "pass", "has UID 0", None),
        (on("kubeflow-v2", user=OPENSHIFT), "user.name", "pass", "with group 0 Kubeflow v2's images work", None),
        (on("kubeflow-v2", user=OPENSHIFT), "user.uid", "pass", "has UID 1000770000", None),
        (on("kubeflow-v2", user={"entry": None}), "user.name", "fail", "UID 185 has no entry", "/etc/passwd"),
        (on("opendatahub", user={"ids": Ids(7, 7, (7,))}), "user.uid", "fail", "not in group 0", "runAsGroup: 0"),
        (on("kubeflow-v2", server={"entrance": answer(f"{V2}api/status", 403)}), "server.culling", "warn",
         "will never pause it", "token=''"),
        (on("opendatahub", server={"terminals": answer("/x/api/terminals", 404)}), "server.culling", "fail",
         "Open Data Hub cannot read its activity and will stop it", "base_url"),
        (on("jupyterhub", server={"entrance": answer(f"{HUB_PREFIX}api/status")}), "server.auth", "fail",
         "lets everybody in", "jupyterhub-singleuser"),
        (on("jupyterhub", server=served("/")), "server.prefix", "fail", "serves /, not /user/ada/",
         'base_url="${JUPYTERHUB_SERVICE_PREFIX}"'),
        (on("kubeflow-v2", server={"place": Place("port", "x:8888", False, 8888, "/", ""), "front": answer("/")}),
         "server.prefix", "warn", "Kubeflow v2 must rewrite", "`httpProxy.removePathPrefix: true`"),
        (on("opendatahub", home={"directory": Directory("/tmp", "/tmp")}), "home.path", "fail",
         "HOME is /tmp, not /opt/app-root/src", "ENV HOME=/opt/app-root/src"),
        (on("jupyterhub", server={"upgrades": {"both": answer(status=403)}}), "server.websocket", "skip",
         "JupyterHub hands on", None),
        (on("kubeflow-v2"), "server.frame", "skip", "shows no notebook in a frame", None),
        (on("jupyterhub"), "server.culling", "skip", "does not ask the notebook about its activity", None),
        (on("none", server={"entrance": LOGIN}), "server.auth", "skip", "no platform is recognised", None),
        (on("kubeflow-v1", container={"signals": Unknown("crashed")}), "user.uid", "error", "not known on which", None),
    ],
)  # fmt: skip
def test_each_platforms_own_faults_have_its_own_remedies(found, check, status, words, remedy):
    if found.server.upgrades != SERVER.upgrades:
        found = found._replace(server=found.server._replace(entrance=answer()))
    verdict = judge_one(check, found)
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    assert (remedy is None) or any(remedy in advice.text for advice in verdict.advice), verdict.advice


SPARK = {"mounts": mounted(BUILD_ROOT), "volumes": {"others": (Volume("/home/jovyan", "ext4", False, None, True),)}}
v1, v2, odh, hub, nowhere = (partial(on, name) for name in REPLICAS)
BEHIND = {"place": Place("port", "x:8888", False, 8888, "/notebook/team-a/demo/", "codeserver"), "terminals": None}
V2_OTHER = {"server": {"place": Place("port", "x:8888", False, 8888, "/", "")}}


@pytest.mark.parametrize(
    ("found", "check", "status", "words", "remedies"),
    [
        (v2(**SPARK), "home.path", "warn", "HOME is /home/spark, on no volume, while",
         ["`volumeMounts.home: /home/spark` in the WorkspaceKind", "`ENV HOME=/home/jovyan`"]),
        (hub(**SPARK), "home.path", "warn", "HOME is /home/ada, on no volume",
         ["`singleuser.storage.homeMountPath: /home/ada`"]),
        (v2(mounts=mounted(BUILD_ROOT)), "home.path", "pass", "is HOME", []),
        (v2(), "platform.activity", "pass", "are there for an activity script", []),
        (v2(platform={"pod_exec": PodExec(("rm",))}), "platform.activity", "pass",
         "the image has no rm; that matters only to activity probes of type podExec", []),
        (v2(platform={"pod_exec": PodExec(("/bin/sh", "rm"))}, **V2_OTHER), "platform.activity", "warn",
         "a podExec cannot run: the image has no /bin/sh, rm", ["/bin/sh, rm. The package coreutils"]),
        (v2(platform={"pod_exec": PodExec((), no_exec=True)}, **V2_OTHER), "platform.activity", "warn",
         "/tmp is mounted noexec", ["`emptyDir`"]),
        (v2(platform={"pod_exec": PodExec((), writable=False)}, **V2_OTHER), "platform.activity", "warn",
         "/tmp cannot be written", ["`RUN chmod 1777 /tmp`", "`emptyDir`"]),
        (v2(platform={"pod_exec": PodExec((), 13, False)}, **V2_OTHER), "platform.activity", "warn",
         "/tmp cannot be entered: permission denied", ["`RUN chmod 1777 /tmp`"]),
        (v2(platform={"pod_exec": PodExec((), free_bytes=0)}, **V2_OTHER), "platform.activity", "warn",
         "/tmp is full", ["`emptyDir` that is large enough"]),
        (v1(), "platform.activity", "skip", "Kubeflow v1 runs no activity script", []),
        (hub(), "packages.required", "pass", "/opt/conda/bin/jupyterhub-singleuser", []),
        (hub(platform={"singleuser": None}), "packages.required", "fail", "jupyterhub is not installed",
         ["`RUN pip install jupyterhub==VERSION`"]),
        (v1(), "packages.required", "skip", "Kubeflow v1 needs no package", []),
        (odh(), "server.start", "pass", "probe of /notebook/team-a/demo/api in 0.00 s", []),
        (odh(server={"probed": Probed("/n/api", 404, 0.1, 1.0)}), "server.start", "fail",
         "Open Data Hub would stop the container: GET /n/api is answered with 404",
         ["`GET /n/api` with 2xx or 3xx within 1 s"]),
        (odh(server={"probed": Probed("/n/api", 200, 1.4, 1.0)}), "server.start", "fail", "after 1.4 s", []),
        (odh(server=BEHIND | {"kernels": answer("/n/api/kernels", 404, content="")}), "server.culling", "fail",
         "Open Data Hub cannot read its activity and will stop it",
         ["`GET /n/api/kernels` with what `kfcheck activity --as kernels` prints"]),
        (odh(server=BEHIND | {"kernels": answer(content="list")}), "server.culling", "pass",
         "Open Data Hub can read its activity", []),
        (odh(server={"probed": None}), "server.start", "skip", "was not asked", []),
        (odh(server={"probed": Unknown("crashed")}), "server.start", "error", "was not asked: crashed", []),
        (v1(), "server.start", "skip", "Kubeflow v1 does not probe the notebook", []),
        (hub(), "server.xsrf", "skip", "cookies of its own", []),
        (nowhere(), "server.xsrf", "pass", "its path is /", []),
        (v2(), "server.xsrf", "pass", "the XSRF cookie comes back", []),
        (v2(server={"xsrf": answer(headers={"xsrf-path": "/"})}), "server.xsrf", "pass", "its path is /", []),
        (v2(server={"xsrf": answer(headers={})}), "server.xsrf", "pass", "sets no XSRF cookie", []),
        (v2(server={"xsrf": answer(status=500)}), "server.xsrf", "error", "answered 500", []),
        (v2(server={"xsrf": None}), "server.xsrf", "skip", "not Jupyter", []),
        (v2(server={"xsrf": answer(headers={"xsrf-path": "/workspace/connect/team-a/de"})}),
         "server.xsrf", "fail", f"its path is /workspace/connect/team-a/de, and the server's is {V2}",
         [f"base URL, {V2}"]),
        (HEALTHY, "runtime.sidecar", "pass", "the Istio proxy is ready", []),
        (v1(platform={"sidecar": None}), "runtime.sidecar", "skip", "no Istio proxy answers here", []),
        (v1(platform={"sidecar": Sidecar(15021, 503)}), "runtime.sidecar", "warn",
         "port 15021 answers 503",
         ["`proxy.istio.io/config: '{holdApplicationUntilProxyStarts: true}'`",
          "`kubectl logs demo-0 -c istio-proxy`"]),
        (v1(platform={"sidecar": Unknown("late")}), "runtime.sidecar", "error", "late", []),
    ],
)  # fmt: skip
def test_what_a_platform_itself_needs_in_the_container(found, check, status, words, remedies):
    verdict = judge_one(check, found)
    words = words.replace("a podExec", "an activity probe of type podExec")
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    for remedy in remedies:
        assert any(remedy in advice.text for advice in verdict.advice), verdict.advice


def test_a_home_beside_the_volume_is_one_problem():
    made = {r.id: r for r in report(on("kubeflow-v2", **SPARK)).checks}
    assert (made["home.persistent"].status, made["home.persistent"].because) == (Status.FAIL, "home.path")


def test_facts_of_one_platform_can_be_judged_as_another():
    made = {r.id: r for r in report(HEALTHY._replace(user=HEALTHY.user._replace(**ROOT)), "kubeflow-v2").checks}
    assert made["user.uid"].summary == "runs as root, which Kubeflow v2 does not take"
    assert report(HEALTHY, "none").checks[0].summary == "the configuration states the platform none"


def test_stated_expectations_without_a_platform_are_judged():
    mine = Contract(stated=True, uid=77)
    assert judge_one("user.uid", REPLICAS["none"], mine).status is Status.FAIL
    assert judge_one("server.auth", on("none", server={"entrance": LOGIN}), mine).status is Status.PASS
    assert judge_one("server.culling", REPLICAS["none"], mine).status is Status.SKIP
    assert CONTRACT.platform == "auto"
