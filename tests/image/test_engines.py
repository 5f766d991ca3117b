"""Mistakes, engines that are not there or die, interruptions: a clear sentence, the exit code, nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.image.conftest import COMMAND
from tests.image.test_faults import result
from tests.tools import need


def fake(folder, name, script):
    """A program for PATH, and that PATH: what an engine of another version or state would answer."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)
    return str(folder)


def ask(path, *args):
    return subprocess.run([*COMMAND, *args], check=False, capture_output=True, text=True, env={"PATH": path})


def test_without_an_engine_it_says_what_to_install(tmp_path):
    done = ask(str(tmp_path), "localhost/any")
    assert done.returncode == 2
    assert "podman is not installed" in done.stderr
    assert "docker is not installed" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("name", "version", "says"),
    [
        ("podman", {"Client": {"Version": "3.4.4"}}, "podman 3.4.4 is too old: kfcheck needs podman 4.0 or newer"),
        (
            "docker",
            {"Server": {"Version": "18.09.1", "ApiVersion": "1.39"}},
            "docker 18.09.1 is too old: kfcheck needs its API 1.40 or newer",
        ),
    ],
)
def test_an_engine_that_is_too_old_says_so(tmp_path, name, version, says):
    path = fake(tmp_path / "bin", name, f"echo '{json.dumps(version)}'")
    done = ask(path, "localhost/any", "--engine", name)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_daemon_that_is_not_there_says_so(tmp_path):
    path = fake(tmp_path / "bin", "docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1")
    done = ask(path, "localhost/any", "--engine", "docker")
    assert (done.returncode, "docker does not answer: Cannot connect" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (json.dumps({"Client": {"APIVersion": "5.4.0", "Version": "5.4.0"}}), "use --engine podman"),
        ("Docker version 28", "docker tells no version that can be read: Docker version 28"),
        ("[]", "docker tells no version that can be read"),
    ],
)
def test_what_is_no_docker_is_named(tmp_path, version, says):
    done = ask(fake(tmp_path / "bin", "docker", f"echo '{version}'"), "localhost/any", "--engine", "docker")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert says in done.stderr


def test_an_image_without_a_shell_is_told_what_it_needs(kfcheck, built):
    done = kfcheck.ask(built("no-shell"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a shell (`sh`)" in done.stderr


@pytest.mark.parametrize("name", ["localhost/kfcheck-test/none:1", "UPPER CASE", "--help me"])
def test_no_such_image_is_a_mistake_of_the_caller(kfcheck, name):
    done = kfcheck.ask("--format=json", "--", name) if name.startswith("-") else kfcheck.ask(name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"podman has no image {name!r}" in done.stderr
    assert ("`podman pull" in done.stderr) == name.startswith("localhost")
    assert "Traceback" not in done.stderr


def test_an_unknown_platform_or_run_is_refused(kfcheck):
    for args in (("--platform", "jupyterhub"), ("--only-runs", "third"), ("--skip", "server.kernels")):
        done = kfcheck.ask("localhost/any", *args)
        assert done.returncode == 2, args
    assert "did you mean 'server.kernel'?" in done.stderr


def started(kfcheck, image, *args, **env):
    """The command, once a container of the image runs by it."""
    process = kfcheck.start(image, *args, **env)
    end = time.monotonic() + 300
    while not any(kfcheck.podman.ask("top", name, "comm").stdout.count("sleep") for name in kfcheck.left(process.pid)):
        assert time.monotonic() < end
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_takes_away_what_it_started(kfcheck, built, number):
    with started(kfcheck, built("silent")) as process:
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number, said
    assert kfcheck.left(process.pid) == []


def test_what_a_killed_run_leaves_behind_is_taken_away_by_the_next(kfcheck, built):
    with started(kfcheck, built("silent")) as process:
        process.kill()
    assert len(kfcheck.left(process.pid)) >= 3  # a container and two volumes
    with started(kfcheck, built("silent")) as living:  # whose own are left alone
        kfcheck.ask("localhost/kfcheck-test/none:1")
        assert kfcheck.left(process.pid) == []
        assert kfcheck.left(living.pid)
        living.terminate()
        living.communicate(timeout=60)


def test_docker_speaks_to_podmans_service(kfcheck, built, tmp_path, podman):
    need("docker")
    image = built("pip-home")
    with Service(podman, tmp_path / "engine.sock") as host:
        code, document = kfcheck(image, "--engine", "docker", "--only-runs", "first", "second", DOCKER_HOST=host)
    assert document["engine"].startswith("docker ")
    assert (code, document["fits"]["kubeflow-v1"]) == (0, {"ok": True, "because": []})
    assert result(document, "second", "packages.lost")["evidence"]["kept"]


def test_an_engine_that_dies_in_between_ends_the_run_with_3(kfcheck, built, tmp_path, podman):
    need("docker")
    image = built("silent")
    with (
        Service(podman, tmp_path / "engine.sock") as host,
        started(kfcheck, image, "--engine", "docker", DOCKER_HOST=host) as process,
    ):
        end_service(host)
        out, said = process.communicate(timeout=120)
    left = kfcheck.left(process.pid)
    for name in left:  # its containers outlive podman's service, and nobody could take them away
        podman.ask("rm", "--force", "--time=0", name)
        podman.ask("volume", "rm", "--force", name)
    assert (process.returncode, out) == (3, "")
    assert "docker" in said
    assert "Traceback" not in said
    assert not left or "could not be taken away, try: `docker rm --force" in said


SERVICES = {}


class Service:
    """podman's own service, which speaks docker's API, on a socket."""

    def __init__(self, podman, socket):
        self.host = f"unix://{socket}"
        self.process = subprocess.Popen(
            [*podman.prefix, "system", "service", "--time=0", self.host], env=podman.env, start_new_session=True
        )
        SERVICES[self.host] = self.process
        self.socket = socket

    def __enter__(self):
        end = time.monotonic() + 30
        while not self.socket.exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        return self.host

    def __exit__(self, *_):
        end_service(self.host)


def end_service(host):
    process = SERVICES[host]
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    sys.stdout.flush()
