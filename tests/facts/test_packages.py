"""Packages, kernels and settings by the names of real files: what is new, what hides what, what is broken."""

import json
import os
import sys
import time
import venv

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import container, packages, pythons
from jupyter_kfcheck.facts.packages import distributions, environments, fresh, settings, shadows
from jupyter_kfcheck.facts.packages.environments import Broken
from jupyter_kfcheck.facts.packages.fresh import Package
from jupyter_kfcheck.facts.pythons import Python
from jupyter_kfcheck.model import Unknown


def install(folder, *names):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).mkdir()
    return str(folder)


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("ruamel.yaml-0.18.1.dist-info", ("ruamel-yaml", "0.18.1")),
        ("jupyter_server-2.14.2.dist-info", ("jupyter-server", "2.14.2")),
        ("Pillow-10.0.0-py3.11.egg-info", ("pillow", "10.0.0")),
        ("torch-2.5.1+cu124.dist-info", ("torch", "2.5.1+cu124")),
        ("~ip-23.0.dist-info", None),
        ("torch", None),
        ("x-info", None),
    ],
)
def test_a_distribution_by_the_name_of_its_metadata(entry, found):
    assert distributions.named(entry) == found


def test_versions_are_compared_by_their_numbers():
    assert distributions.older("1.9", "1.10")
    assert not distributions.older("2.0.post1", "2.0")
    assert not distributions.older("weird", "weird")


def test_what_is_newer_than_the_ide_is_fresh(tmp_path, monkeypatch):
    site, meta = tmp_path / "lib/python3.11/site-packages", tmp_path / "conda-meta"
    install(site, "old-1.0.dist-info", "old")
    install(meta)
    since = time.time()
    time.sleep(0.05)
    install(site, "new_one-2.0.dist-info", "new_one")
    (meta / "cuda-nvcc-12.4-h1.json").touch()
    install(tmp_path / "envs", "mine")
    monkeypatch.setattr(fresh, "_since", lambda _contract: since)
    monkeypatch.setattr(fresh.trees, "same_layer", lambda *_: True)
    python = Python(f"{tmp_path}/bin/python", str(tmp_path), (str(site),))
    assert set(fresh.look(Contract(), (python,)).packages) == {
        Package("pip", "new-one", "2.0"),
        Package("conda", "cuda-nvcc", "12.4"),
        Package("environment", f"{tmp_path}/envs/mine"),
    }
    monkeypatch.setattr(fresh.trees, "same_layer", lambda *_: False)  # on a volume it lasts
    assert fresh.look(Contract(), (python,)).total == 0


def test_what_is_fresh_counts_from_the_start_of_the_ide():
    began = container.started_at(os.getpid())
    assert abs(began - time.time()) < 3600
    assert fresh._since(Contract(server_pid=os.getpid())) <= began
    assert fresh._since(Contract(server_pid=0)) == pytest.approx(container.started_at() + fresh.OWN_DOING, abs=1)


def python(tmp_path, *names):
    return Python("/usr/bin/python3", "/usr", (install(tmp_path / "image/lib/python3.11/site-packages", *names),))


def test_packages_in_home_hide_others_of_the_image_and_those_of_another_python_are_stranded(tmp_path):
    image = python(tmp_path, "pandas-2.2.0.dist-info", "numpy-2.0.dist-info", "both-1.dist-info", "ruff-1.0.dist-info")
    home = tmp_path / "home"
    mine = home / ".local/lib/python3.11/site-packages"
    install(mine, "pandas-1.5.dist-info", "numpy-2.0.dist-info", "own-1.0.dist-info")
    install(home / ".local/lib/python3.9/site-packages", "both-1.dist-info", "own-1.0.dist-info", "lost-1.dist-info")
    install(home / ".local/lib/python3.8/site-packages", "both-1.dist-info")
    (hidden,) = shadows.hidden(pythons.of_home(str(home), (image,)))
    assert hidden == ("pandas", "1.5", "2.2.0", str(mine))
    (stranded,) = shadows.stranded(str(home), (image,))
    assert (stranded.version, stranded.names) == ("python3.9", ("lost",))


def kernel(home, name, program):
    folder = home / environments.KERNELS / name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps({"argv": [program, "-m", "ipykernel"]}))


def test_kernels_and_environments_whose_python_is_gone_or_another(tmp_path):
    home = tmp_path / "home"
    venv.create(home / "good", symlinks=True)
    venv.create(home / "old", symlinks=True)
    (home / f"old/lib/python3.{sys.version_info.minor}").rename(home / "old/lib/python3.7")
    venv.create(home / "gone", symlinks=True)
    (home / "gone/bin/python").unlink()
    (home / "gone/bin/python").symlink_to("/opt/nowhere/bin/python3")
    kernel(home, "ok", str(home / "good/bin/python"))
    kernel(home, "lost", str(home / "away/bin/python"))
    kernel(home, "relative", "python3")
    (home / environments.KERNELS / "damaged").mkdir()
    (home / environments.KERNELS / "damaged/kernel.json").write_text("[" * 100_000)
    here = f"3.{sys.version_info.minor}"
    assert set(environments.broken(str(home))) == {
        Broken("kernel", "lost", f"{home}/away/bin/python"),
        Broken("environment", f"{home}/gone", f"{home}/gone/bin/python"),
        Broken("environment", f"{home}/old", f"{home}/old/bin/python", "3.7", here),
    }


PYTHON = """
c.ServerApp.base_url = '/other'
# c.ServerApp.port = 1
  c.NotebookApp.token = "s3cret"
c.ServerApp.password = ''
c.ServerApp.tornado_settings = {'headers': {'Content-Security-Policy': "frame-ancestors 'none'"}}
c.ServerApp.root_dir = '/'
"""


def test_settings_are_named_and_secrets_are_not_told(tmp_path):
    folder = tmp_path / ".jupyter"
    folder.mkdir()
    (folder / "jupyter_server_config.py").write_text(PYTHON)
    said = {"ServerApp": {"port": 9999, "root_dir": "/"}, "PasswordIdentityProvider": {"hashed_password": "argon2:x"}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(said))
    (folder / "jupyter_lab_config.json").write_text("{")
    (folder / "jupyter_config.json").write_text("[]")
    found = settings.found(str(tmp_path))
    assert {(s.name, s.value, s.empty) for s in found} == {
        ("ServerApp.base_url", "/other", False),
        ("NotebookApp.token", None, False),
        ("ServerApp.password", None, True),
        ("ServerApp.tornado_settings", None, False),
        ("ServerApp.port", "9999", False),
        ("PasswordIdentityProvider.hashed_password", None, False),
    }
    assert "s3cret" not in str(found)
    (folder / "jupyter_server_config.py").write_text("c.ServerApp.tornado_settings = {'compress_response': True}")
    assert "tornado_settings" not in str(settings.found(str(tmp_path)))


def test_the_whole_family_on_this_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    parts = dict(packages.gather(Contract(server_pid=os.getpid())))
    assert parts["home"] == packages.InHome()
    assert not isinstance(parts["fresh"], Unknown)
    monkeypatch.delenv("HOME")
    assert isinstance(dict(packages.gather(Contract()))["home"], Unknown)
