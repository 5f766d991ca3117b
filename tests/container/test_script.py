"""The start-up script by itself: what it gives to kfcheck of the environment that s6 keeps from scripts."""

import pytest

from tests.container.bench import Mount

PLACE = "/run/s6/container_environment"
SHOW = r"""#!/bin/sh
odd=$(tr '\0' '\n' </proc/$$/environ | grep -c '^odd.name-1=x=y')  # a shell does not pass such a name on
echo "$# $1 [$HOME] [$NB_PREFIX] [$LINES_OF_TEXT] [$odd]"
"""


@pytest.fixture
def script(bench, tmp_path):
    """Runs 00-kfcheck as s6 does, without an environment, after `fill`; returns what its kfcheck shows."""
    show = tmp_path / "kfcheck"
    show.write_text(SHOW)
    show.chmod(0o755)

    def run(fill, *args, environ=()):
        with bench.run(mounts=[Mount(show, "/usr/local/bin/kfcheck")]) as container:
            container.root("sh", "-c", f"mkdir -p {PLACE} && cd {PLACE} && {fill}")
            container.root("mkdir", "-p", "/etc/cont-init.d")
            container.podman("cp", "s6/cont-init.d/00-kfcheck", f"{container.id}:/etc/cont-init.d/")
            done = container.ask("env", "-i", *environ, "/etc/cont-init.d/00-kfcheck", *args)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/jovyan", "NB_PREFIX": "/notebook/a b"}


@pytest.mark.parametrize("end", ["\\n", ""], ids=["v3", "v2"])
def test_the_environment_of_the_container_reaches_kfcheck(script, end):
    files = ENVIRONMENT | {"LINES_OF_TEXT": "one\\ntwo\\n", "odd.name-1": "x=y", "-n": "", "UID": "7"}
    fill = "; ".join(f"printf -- '{value}{end}' >./{name}" for name, value in files.items())
    shown = script(fill)
    assert shown.startswith("1 startup [/home/jovyan] [/notebook/a b] [one\ntwo")
    assert shown.endswith("[1]\n")


def test_the_service_runs_in_the_same_environment(script):
    fill = "; ".join(f"printf '{value}' >{name}" for name, value in ENVIRONMENT.items())
    assert script(fill, "watch").startswith("1 watch [/home/jovyan] [/notebook/a b]")


def test_where_s6_has_kept_the_environment_it_is_taken_as_it_is(script):
    kept = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
    assert script(f"rmdir {PLACE}", environ=kept).startswith("1 startup [/home/jovyan] [/notebook/a b]")
