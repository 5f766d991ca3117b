import os

import pytest

from jupyter_kfcheck.checks import NAMES
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.contract.sources import load


def file(tmp_path, text):
    path = tmp_path / "kfcheck.toml"
    path.write_text(text)
    return str(path)


def read(tmp_path, text="", environ=None):
    return load(environ or {}, NAMES, file(tmp_path, text))


def test_without_a_word_the_contract_is_kubeflows():
    contract, problems = load({}, NAMES, "/nonexistent/kfcheck.toml")
    assert not problems
    assert (contract.user, contract.uid, contract.home, contract.port) == (None, None, None, None), "the platform's"
    assert not contract.stated


def test_an_image_states_what_it_means(tmp_path):
    contract, problems = read(
        tmp_path,
        """
        [expect]
        user = "ds"
        uid = 1001
        home = "/data"
        [limits]
        home_warn_bytes = 5
        home_warn_share = 0
        [endpoint]
        max_age = 60
        ready_checks = ["home.writable", "gpu"]
        [skip]
        "home.persistent" = "scratch by design"
        [severity]
        "user.name" = "fail"
        """,
    )
    assert not problems
    assert (contract.user, contract.uid, contract.home) == ("ds", 1001, "/data")
    assert (contract.home_warn_bytes, contract.home_warn_share) == (5, 0)
    assert (contract.max_age, contract.ready_checks) == (60.0, ("home.writable", "gpu"))
    assert contract.skip == {"home.persistent": "scratch by design"}
    assert contract.severity == {"user.name": "fail"}
    assert contract.stated


def test_the_environment_wins_over_the_file(tmp_path):
    contract, problems = read(
        tmp_path, "[limits]\ntimeout = 5\n", {"KFCHECK_TIMEOUT": "2.5", "KFCHECK_SKIP": "user, home.space"}
    )
    assert not problems
    assert contract.timeout == 2.5
    assert set(contract.skip) == {"user", "home.space"}


def test_all_mistakes_are_named_at_once_and_the_rest_holds(tmp_path):
    contract, problems = read(
        tmp_path, '[expect]\nuid = "x"\nusr = "y"\n[skip]\n"home.spce" = "why"\n[limits]\nhome_fail_bytes = 7\n'
    )
    assert len(problems) == 3
    assert "uid = 'x': must be a UID" in problems[0]
    assert "usr is not known (did you mean 'user'?)" in problems[1]
    assert "'home.spce' (did you mean 'home.space'?)" in problems[2]
    assert contract.uid is None
    assert contract.home_fail_bytes == 7


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KFCHECK_TIMEOUT", "abc", "must be a number of seconds"),
        ("KFCHECK_TIMEOUT", "nan", "must be more than 0"),
        ("KFCHECK_TIMEOUT", "-1", "must be more than 0"),
        ("KFCHECK_KIND", "juypter", "did you mean 'jupyter'?"),
        ("KFCHECK_SKIP", "usr", "no check or category 'usr' (did you mean 'user'?)"),
        ("KFCHECK_EXPECT_GPU", "nvidia:x", "must be a number"),
        ("KFCHECK_STATE_DIR", "here", "must be an absolute path"),
        ("KFCHECK_STARTUP", "yes", "must be one of report, enforce, off"),
        ("KFCHECK_TIMOUT", "1", "is not known (did you mean 'KFCHECK_TIMEOUT'?)"),
    ],
)
def test_a_wrong_variable_is_named_with_what_it_should_be(tmp_path, name, value, words):
    contract, problems = read(tmp_path, "", {name: value})
    assert contract == Contract()
    assert len(problems) == 1
    assert name in problems[0]
    assert words in problems[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[skip]\nhome.persistent = 'scratch'",
            'home.persistent: the name has a dot, so it needs quotes: "home.persistent"',
        ),
        ("[severity]\nuser.name = 'fail'", 'needs quotes: "user.name" = "warn"'),
        ("[expect]\nuid = 5e9", "must be a UID: a whole number from 0 to 4294967294"),
        (f"[limits]\ntimeout = 1{'0' * 400}", "must be a number of seconds"),
        (f"[limits]\ntimeout = 0x{'f' * 6000}", "a number with too many digits: must be a number of seconds"),
        ("[expect]\nport = 0", "must be a port: a whole number from 1 to 65535"),
        ("[limits]\nhome_warn_share = 5", "must be a share: a number from 0 to 1"),
        ("[limits]\nhome_fail_bytes = -1", "must be a size: a whole number of bytes, 0 or more"),
        ("[endpoint]\nmax_age = 0", "must be more than 0 and at most 86400 seconds"),
        ("[endpoint]\nready_checks = 'home'", "must be a list of check ids or categories, such as"),
        ("[endpoint]\nready_checks = ['home.writeable']", "there is no check or category 'home.writeable'"),
        ("[skp]", "[skp] is not a known table (did you mean 'skip'?)"),
    ],
)
def test_a_mistake_in_the_file_says_how_it_should_be(tmp_path, text, words):
    contract, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert words in problems[0]
    assert contract._replace(stated=False) == Contract()


@pytest.mark.parametrize(
    "text",
    [
        "[expect",
        "a = \xff",
        "expect = 3",
        '"\\u0000" = 1',
        "[limits]\ntimeout = true",
        "a = " + "9" * 5000,
        "a = " + "[" * 9999,
    ],
)
def test_a_damaged_file_is_a_named_mistake(tmp_path, text):
    path = tmp_path / "kfcheck.toml"
    path.write_bytes(text.encode("latin-1"))
    contract, problems = load({}, NAMES, str(path))
    assert contract == Contract()
    assert len(problems) == 1
    assert problems[0].startswith(str(path))


def test_a_directory_in_the_files_place_is_named(tmp_path):
    _, problems = load({}, NAMES, str(tmp_path))
    assert problems == [f"{tmp_path}: must be a regular file"]


def test_a_fifo_or_a_huge_file_in_its_place_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with open(tmp_path / "huge", "wb") as huge:
        huge.truncate(1 << 30)
    _, problems = load({}, NAMES, str(tmp_path / "fifo"))
    assert problems == [f"{tmp_path}/fifo: must be a regular file"]
    _, problems = load({}, NAMES, str(tmp_path / "huge"))
    assert problems == [f"{tmp_path}/huge: must not be larger than 256 KiB"]


def test_what_the_kubelet_sets_for_a_service_called_kfcheck_is_not_ours():
    service = {
        "KFCHECK_SERVICE_HOST": "10.0.0.1",
        "KFCHECK_SERVICE_PORT": "80",
        "KFCHECK_SERVICE_PORT_HTTP_UI": "80",
        "KFCHECK_PORT": "tcp://10.0.0.1:80",
        "KFCHECK_PORT_80_TCP": "tcp://10.0.0.1:80",
        "KFCHECK_PORT_80_TCP_PROTO": "tcp",
        "KFCHECK_PORT_53_UDP_ADDR": "10.0.0.1",
        "KFCHECK_DEMO_SERVICE_HOST": "10.0.0.2",
        "KFCHECK_DEMO_PORT_9_SCTP_PORT": "9",
    }
    assert load(service, []) == (Contract(), [])
    assert len(load(service | {"KFCHECK_SKP": "x", "KFCHECK_PORT_80": "x", "KFCHECK_": "x"}, [])[1]) == 3


@pytest.mark.parametrize("name", ["kubeflow-v1", "kubeflow-v2", "opendatahub", "jupyterhub", "none", "auto"])
def test_a_platform_can_be_stated_in_the_image_and_in_the_pod(tmp_path, name):
    assert read(tmp_path, f'[expect]\nplatform = "{name}"\n')[0].platform == name
    assert load({"KFCHECK_PLATFORM": name}, [])[0].platform == name
    assert "must be one of" in load({"KFCHECK_PLATFORM": "kubeflow"}, [])[1][0]
