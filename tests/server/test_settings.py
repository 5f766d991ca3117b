"""A typing error never keeps a notebook from starting: it is logged, and the default holds."""

import pytest

from tests.server.children import Child

WRONG = """
c.KFCheck.max_age = "soon"
c.KFCheck.timeout = -3
c.KFCheck.ready_checks = ["home.writeable", "user.uid", 7]
c.KFCheck.skip = 7
c.KFCheck.maxage = 5
"""


def test_every_mistake_is_logged_and_the_server_starts(start, tmp_path):
    child = Child(tmp_path, "print(sys.argv[1:3], sys.argv[8:], file=sys.stderr)")
    server = start(config=child.config + WRONG)
    server.until("kfcheck/startupz")
    log = server.log()
    for message in (
        "KFCheck.max_age: 'soon': must be a number of seconds from 1 to 86400; using the default, 300",
        "KFCheck.timeout: -3: must be a number of seconds from 0.1 to 86400; using the default, 10",
        (
            "KFCheck.ready_checks: ['home.writeable', 'user.uid', 7]: must be a list of check ids "
            "or categories; using an empty list"
        ),
        "KFCheck.skip: 7: must be a list of check ids or categories; using an empty list",
        "Config option `maxage` not recognized by `KFCheck`.  Did you mean `max_age`?",
        "['--timeout', '10'] []",
    ):
        assert message in log
    assert "Traceback" not in log


def test_an_unknown_name_is_dropped_and_the_nearest_is_offered(start, tmp_path):
    child = Child(tmp_path, "print(sys.argv[1:3], sys.argv[8:], file=sys.stderr)")
    names = "c.KFCheck.skip = ['home.writeable', 'home.space', 'user']\n"
    server = start(config=child.config + names)
    server.until("kfcheck/startupz")
    assert "there is no such check or category (did you mean 'home.writable'?)" in server.log()
    assert "['--timeout', '10'] ['--skip', 'home.space', 'user']" in server.log()


def test_settings_from_the_command_line(start, tmp_path):
    child = Child(tmp_path, "print(sys.argv[1:3], sys.argv[8:], file=sys.stderr)")
    server = start("--KFCheck.timeout=abc", "--KFCheck.max_age=17", "--KFCheck.skip=user", config=child.config)
    server.until("kfcheck/startupz")
    assert (
        "KFCheck.timeout: 'abc': must be a number of seconds from 0.1 to 86400; using the default, 10" in server.log()
    )
    assert "['--timeout', '10'] ['--skip', 'user']" in server.log()


def test_the_environment_goes_over_jupyters_configuration_and_that_over_the_images_file(start, tmp_path):
    child = Child(tmp_path, "print(sys.argv[1:3], sys.argv[8:], file=sys.stderr)")
    file = tmp_path / "kfcheck.toml"
    file.write_text("[endpoint]\nmax_age = 50\nready_checks = ['home.writable']\n[limits]\ntimeout = 9\n")
    stated = f"from jupyter_kfcheck.server import stated\nstated.FILE = {str(file)!r}\n"
    configured = "c.KFCheck.max_age = 40\nc.KFCheck.timeout = 8\n"
    server = start(config=child.config + stated + configured, env={"KFCHECK_TIMEOUT": "7"})
    server.until("kfcheck/startupz")
    assert "['--timeout', '7'] ['--ready-checks', 'home.writable']" in server.log()
    assert server.ask("kfcheck").headers["Kfcheck-Max-Age"] == "40"


@pytest.mark.parametrize("name", ["KFCHECK_TIMEOUT", "KFCHECK_TIMEOOT"])
def test_a_wrong_environment_costs_no_report(start, name):
    server = start(env={name: "abc"})
    server.until("kfcheck/startupz")
    checks = [check["id"] for check in server.ask("kfcheck").json()["checks"]]
    assert "home.writable" in checks
    assert f"environment: {name}" in server.log()


def test_skipped_checks_are_left_out(start):
    server = start(config="c.KFCheck.skip = ['home']\n")
    server.until("kfcheck/startupz")
    categories = {c["category"] for c in server.ask("kfcheck").json()["checks"] if c["status"] != "skip"}
    assert "user" in categories
    assert "home" not in categories
