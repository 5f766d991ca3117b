import errno

import pytest

from jupyter_kfcheck.facts.packages import InHome
from jupyter_kfcheck.facts.packages.environments import Broken
from jupyter_kfcheck.facts.packages.fresh import Fresh, Package
from jupyter_kfcheck.facts.packages.settings import Setting
from jupyter_kfcheck.facts.packages.shadows import Hidden, Stranded
from jupyter_kfcheck.model import Status, Unknown
from tests.build import ROOT, facts, judge_one, mounted

PANDAS, RUFF = Package("pip", "pandas", "2.2.0"), Package("pip", "ruff", "0.9")
SITE = "/home/jovyan/.local/lib/python3.11/site-packages"
OLD = Hidden("pandas", "1.5.0", "2.2.0", SITE)
NEW = Hidden("pandas", "3.0.0", "2.2.0", SITE)
SERVER = Hidden("tornado", "6.5", "6.4", SITE)
LAPTOP = {"container": {"signals": {}, "nb_prefix": None, "kubernetes": False}, "mounts": mounted(None, hosts=None)}


@pytest.mark.parametrize(
    ("fresh", "status", "words"),
    [
        (Fresh((), 0, 1e9), "pass", "nothing was installed into the container since the notebook runs"),
        (Fresh((PANDAS,), 1, 1e9), "warn", "pandas will be gone with the container"),
        (Fresh((PANDAS, RUFF) * 3, 1006, 1e9), "warn", "pandas, ruff, pandas and 1,003 more will be gone"),
        (Unknown("permission denied", errno.EACCES), "error", "permission denied"),
    ],
)
def test_packages_lost(fresh, status, words):
    verdict = judge_one("packages.lost", facts(packages={"fresh": fresh}))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict


def test_the_remedy_fits_the_installer_and_leads_to_home_only_where_home_lasts():
    python = judge_one("packages.lost", facts(packages={"fresh": Fresh((PANDAS, RUFF), 2, 1e9)}))
    assert "`/home/jovyan/env/bin/pip install pandas ruff`" in python.advice[0].text
    assert "`RUN pip install pandas ruff`" in python.advice[1].text
    debian = judge_one("packages.lost", facts(packages={"fresh": Fresh((Package("apt", "curl"),), 1, 1e9)}))
    assert [advice.by for advice in debian.advice] == ["image"]
    assert "`RUN apt-get install -y curl`" in debian.advice[0].text
    lost = judge_one("packages.lost", facts(packages={"fresh": Fresh((PANDAS,), 1, 1e9)}, mounts=mounted(ROOT)))
    assert [advice.by for advice in lost.advice] == ["image"]
    made = judge_one("packages.lost", facts(packages={"fresh": Fresh((Package("environment", "/opt/e"),), 1, 1e9)}))
    assert "`RUN python3 -m venv /opt/e`" in made.advice[0].text


def test_where_nothing_is_thrown_away_nothing_is_lost():
    fresh = {"packages": {"fresh": Fresh((PANDAS,), 1, 1e9)}}
    assert "this is not a container" in judge_one("packages.lost", facts(**fresh, **LAPTOP)).summary
    docker = LAPTOP["container"] | {"traces": ("/.dockerenv",)}
    assert (
        "no pod and no platform" in judge_one("packages.lost", facts(**fresh, **LAPTOP | {"container": docker})).summary
    )


@pytest.mark.parametrize(
    ("home", "status", "words"),
    [
        (InHome(), "pass", "nothing in /home/jovyan hides or breaks what the image brings"),
        (InHome((NEW,)), "pass", "1 package in /home/jovyan is newer than the image's, by its user's choice"),
        (InHome((NEW, NEW)), "pass", "2 packages in /home/jovyan are newer than the image's"),
        (InHome((OLD,)), "warn", f"pandas 1.5.0 in {SITE} hides 2.2.0 of the image"),
        (InHome((SERVER, OLD)), "warn", f"tornado 6.5 and 1 more in {SITE} hide the image's, which has 6.4"),
        (InHome((SERVER, OLD), user_site=False), "pass", "PYTHONNOUSERSITE is set"),
        (InHome(stranded=(Stranded("/h/3.9", "python3.9", tuple("abcde")),)), "warn", "a, b, c and 2 more in /h/3.9"),
        (InHome(broken=(Broken("kernel", "old", "/gone/python"),)), "warn", "the kernel old cannot start: /gone"),
        (InHome(broken=(Broken("environment", "/h/env", "/h/env/bin/python", "3.9", "3.11"),)), "warn",
         "/h/env is broken: it was made with Python 3.9, and /h/env/bin/python is Python 3.11 now"),
        (InHome((OLD,), broken=(Broken("kernel", "old", "/gone"),)), "warn", "(and 1 more)"),
        (Unknown("not connected", errno.ENOTCONN), "fail", "cannot be used"),
        (Unknown("did not answer within 3 s", errno.ETIMEDOUT), "fail", "did not answer"),
    ],
)  # fmt: skip
def test_packages_shadowed(home, status, words):
    verdict = judge_one("packages.shadowed", facts(packages={"home": home}))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict


def setting(name, value=None, empty=False, file=".jupyter/jupyter_server_config.py"):
    return Setting(file, f"ServerApp.{name}", value, empty)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (setting("token"), "ServerApp.token: a login page"),
        (setting("hashed_password"), ": a login page"),
        (setting("base_url", "/other"), "sets ServerApp.base_url to /other, not /notebook/team-a/demo"),
        (setting("port", "9999"), "sets ServerApp.port to 9999, not 8888"),
        (setting("ip", "127.0.0.1"), "the gateway cannot reach it"),
        (setting("allow_origin", "https://a"), "to https://a, not *"),
        (setting("allow_remote_access", "False"), "ServerApp.allow_remote_access to False"),
        (setting("certfile"), "speaks plain HTTP"),
        (setting("tornado_settings"), "replaces the headers"),
        (setting("token", empty=True), None),
        (setting("certfile", empty=True), None),
        (setting("base_url", "/notebook/team-a/demo/"), None),
        (setting("base_url", "os.environ['NB_PREFIX']"), None),
        (setting("port", "8888"), None),
        (setting("ip", "0.0.0.0"), None),
        (setting("allow_origin", "*"), None),
        (setting("allow_remote_access", "True"), None),
    ],
)
def test_a_setting_counts_where_it_differs_from_what_the_platform_needs(said, words):
    verdict = judge_one("packages.shadowed", facts(packages={"home": InHome(settings=(said,))}))
    assert verdict.status is (Status.WARN if words else Status.PASS), verdict
    if words:
        assert words in verdict.summary
        assert f"`mv /home/jovyan/{said.file} /home/jovyan/{said.file}.old`" in verdict.advice[0].text
    name = said.name.partition(".")[2]
    flagged = facts(packages={"home": InHome(settings=(said,)), "flags": (name,)})
    assert judge_one("packages.shadowed", flagged).status is Status.PASS
    nowhere = {"signals": {}, "nb_prefix": None}
    laptop = facts(packages={"home": InHome(settings=(said,))}, container=nowhere)
    assert judge_one("packages.shadowed", laptop).status is Status.PASS
