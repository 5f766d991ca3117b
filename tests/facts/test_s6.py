import pytest

from jupyter_kfcheck.facts.s6 import scripts
from jupyter_kfcheck.facts.s6.init import overlay
from jupyter_kfcheck.facts.s6.scripts import Script, describe
from jupyter_kfcheck.facts.s6.services import Service, parse
from jupyter_kfcheck.model import Unknown

SCRIPT = Script("/etc/cont-init.d/x", None, 0, 0, 0o755)


def described(text):
    return describe(SCRIPT, text, ["/bin", "/usr/bin"])


@pytest.mark.parametrize(
    ("line", "interpreter", "exists", "program", "found"),
    [
        ("#!/bin/sh", "/bin/sh", True, None, True),
        ("#! /bin/sh -e", "/bin/sh", True, None, True),
        ("#!/nonexistent/sh", "/nonexistent/sh", False, None, True),
        ("#!/usr/bin/env sh", "/usr/bin/env", True, "sh", True),
        ("#!/usr/bin/env -S LANG=C sh -e", "/usr/bin/env", True, "sh", True),
        ("#!/usr/bin/env nonesuch", "/usr/bin/env", True, "nonesuch", False),
        ("#!/command/with-contenv nonesuch", "/command/with-contenv", False, "nonesuch", False),
        ("#!/command/with-contenv /bin/sh", "/command/with-contenv", False, "/bin/sh", True),
        ("#!", None, True, None, True),
        ("echo hello", None, True, None, True),
        ("", None, True, None, True),
    ],
)
def test_the_first_line_of_a_script(line, interpreter, exists, program, found):
    script = described(line + "\necho hello\n")
    assert (script.interpreter, script.interpreter_exists) == (interpreter, exists)
    assert (script.program, script.program_exists) == (program, found)


def test_what_else_a_script_shows():
    assert described("#!/bin/sh\r\necho\r\n").carriage_return
    assert not described("#!/bin/sh\nprintf 'a\r\n'\n").carriage_return
    assert described("#!/bin/sh\ns6-svc -d /var/run/s6/services/x\n").v2_place
    assert described("\x7fELF\x02\x01").binary


@pytest.mark.parametrize(
    ("body", "absent"),
    [
        ("nonesuch --all", "nonesuch"),
        ("cd /\nexec nonesuch serve \\\n  --port=8888\n", "nonesuch"),
        ("A=1 nonesuch", "nonesuch"),
        ("set -e\nnonesuch\ntrue", "nonesuch"),
        ("/opt/nonesuch/run", "/opt/nonesuch/run"),
        # what may be meant, or is not certain to end the script
        ("nonesuch\ntrue", None),
        ("nonesuch || true", None),
        ("set -e\nif nonesuch; then\n  nonesuch\nfi\ntrue", None),
        ("set -e\nfor x in 1 2; do nonesuch; done\nnonesuch &\ntrue", None),
        ("nonesuch() { true; }\nnonesuch", None),
        ("PATH=/opt/x:$PATH\nnonesuch", None),
        ("source /opt/env\nnonesuch", None),
        ("cat <<EOF\nnonesuch\nEOF", None),
        ("$COMMAND", None),
        ("echo 'one\nnonesuch'", None),
        ("exec sh -c true\nnonesuch", None),
        ("exit 0\nnonesuch", None),
        ("[ -d /x ] && nonesuch", None),
        ("export A=1", None),
        ("", None),
    ],
)
def test_a_command_that_is_not_there_is_told_where_it_is_certain_to_end_the_script(body, absent):
    for first in ("#!/bin/sh", "#!/command/with-contenv bash", "#!/usr/bin/env bash"):
        assert described(f"{first}\n{body}\n").absent == absent
    assert described(f"#!/usr/bin/python3\n{body}\n").absent is None
    assert described(f"#!/bin/sh -e\n{body}\ntrue\n").absent == (
        None if "|| " in body or body == "" else described(f"#!/bin/sh\nset -e\n{body}\ntrue\n").absent
    )


@pytest.mark.parametrize(
    ("text", "program", "exists"),
    [
        ("/bin/sh -c true\n", "/bin/sh", True),
        ("#!/command/execlineb -P\n\n/etc/s6-overlay/scripts/absent\n", "/etc/s6-overlay/scripts/absent", False),
        ("foreground { echo } true\n", None, True),
        ("", None, True),
    ],
)
def test_the_command_line_of_a_oneshot(text, program, exists):
    script = describe(SCRIPT._replace(command=True), text, [])
    assert (script.program, script.program_exists) == (program, exists)


def test_a_service_without_a_run_is_seen_and_a_finish_is_not_missed(tmp_path, monkeypatch):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    (tmp_path / "one/run").write_text("#!/bin/sh\n")
    (tmp_path / "README").write_text("no service\n")
    for name in ("INIT", "NATIVE"):
        monkeypatch.setattr(scripts, name, str(tmp_path / "absent"))
    monkeypatch.setattr(scripts, "SERVICE", str(tmp_path))
    found = {script.path.removeprefix(f"{tmp_path}/"): script.missing for script in scripts.look()}
    assert found == {"one/run": False, "two/run": True}


# What s6-svstat and s6-svdt of s6 2.15 and 2.10 really said.
DEATHS = """\
@400000006b05b1b8063a66b7 exitcode 0
@400000006b05b1c217e93391 exitcode 3
@400000006b05b1c31a36bdf8 signal SIGKILL
"""


def test_a_service_that_ended_thrice():
    service = parse("flap", "false true true 2\n", DEATHS)
    assert service == Service("flap", False, True, True, 2, (13.3, 3.0, 2.0), "signal SIGKILL")


def test_a_service_that_never_ended():
    assert parse("x", "true true true 11\n", "") == Service("x", True, True, True, 11, (), None)


@pytest.mark.parametrize("answer", ["", "true true\n", "true true true NA\n"])
def test_an_answer_of_another_shape_is_unknown(answer):
    assert isinstance(parse("x", answer, ""), Unknown)


@pytest.mark.parametrize(
    ("folders", "version"),
    [
        ([], None),
        (["package/admin/s6-2.15.1.0"], None),
        (["package/admin/s6-overlay-3.1.6.2", "package/admin/s6-overlay-helpers-0.1.2.2"], "3.1.6.2"),
        (["package/admin/s6-overlay-3.9.0.0", "package/admin/s6-overlay-3.10.0.0"], "3.10.0.0"),
        (["etc/s6/init/init-stage1"], "v2"),
    ],
)
def test_which_s6_overlay_is_installed(tmp_path, folders, version):
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    assert overlay(str(tmp_path)) == version
