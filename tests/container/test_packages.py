"""packages.* in real containers: pip and dpkg really install, HOME really outlives the image."""

import json

import pytest

from tests.container import wheels
from tests.container.bench import HOME, Mount
from tests.container.reports import expect, find

WHEELS = "/wheels"
PIP = ("python3", "-m", "pip", "--quiet", "--disable-pip-version-check")
INSTALL = (*PIP, "install", "--no-index", f"--find-links={WHEELS}", "--break-system-packages")
DEB = r"""
mkdir -p /tmp/deb/DEBIAN
printf 'Package: kft\nVersion: 1\nArchitecture: all\nMaintainer: t <t@t>\n' > /tmp/deb/DEBIAN/control
echo 'Description: t' >> /tmp/deb/DEBIAN/control
dpkg-deb --build /tmp/deb /tmp/kft.deb && dpkg -i /tmp/kft.deb
"""


@pytest.fixture
def wheelhouse(tmp_path):
    for name, version in (("kft-data", "2.0"), ("kft-data", "1.0"), ("tornado", "9.9"), ("kft-own", "1.0")):
        wheels.make(tmp_path / "wheels", name, version)
    return Mount(tmp_path / "wheels", WHEELS, read_only=True)


def asked(notebook, *more, **options):
    _, document = notebook.kfcheck("--only", "packages", *more, **options)
    return document


def ran(notebook, *command):
    done = notebook.ask(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def serving(notebook):
    """A process that stands for the IDE, started later than the container: its PID."""
    ran(notebook, "sh", "-c", "sleep 600 > /dev/null 2>&1 & echo $! > /tmp/ide; sleep 0.1")
    return notebook.ask("cat", "/tmp/ide").stdout.strip()


def test_what_pip_and_dpkg_put_into_the_container_is_lost_until_it_is_in_home(bench, pod, pvc, wheelhouse):
    with bench.run(home=pvc, pod=pod, mounts=[wheelhouse]) as notebook:
        pid = ("--server-pid", serving(notebook))
        assert find(asked(notebook, *pid), "packages.lost")["status"] == "pass"
        notebook.root(*INSTALL, "--root-user-action=ignore", "kft-data")
        notebook.root("sh", "-c", DEB)
        document = asked(notebook, *pid)
        expect(
            document, "packages.lost", "warn", "kft-data, kft will be gone with the container", by="user",
            remedy=f"`{HOME}/env/bin/pip install kft-data`", total=2, packages=["pip kft-data 2.0", "apt kft"],
        )  # fmt: skip
    with bench.run(home=pvc, pod=bench.pod(), mounts=[wheelhouse]) as notebook:  # stopped and started: they are gone
        pid = ("--server-pid", serving(notebook))
        assert notebook.ask("python3", "-c", "import kft_data").returncode == 1
        assert find(asked(notebook, *pid), "packages.lost")["status"] == "pass"
        ran(notebook, "python3", "-m", "venv", "--system-site-packages", "--without-pip", f"{HOME}/env")  # the remedy
        ran(notebook, *INSTALL, f"--prefix={HOME}/env", "kft-data")
        assert find(asked(notebook, *pid), "packages.lost")["status"] == "pass"
    with bench.run(home=pvc, pod=bench.pod()) as notebook:
        ran(notebook, f"{HOME}/env/bin/python3", "-c", "import kft_data")


def test_packages_in_home_that_hide_the_images_are_named_until_they_are_removed(bench, pod, pvc, wheelhouse):
    with bench.run(home=pvc, pod=pod, mounts=[wheelhouse]) as notebook:
        assert find(asked(notebook), "packages.shadowed")["status"] == "pass"
        ran(notebook, *INSTALL, "--user", "--no-deps", "--ignore-installed", "tornado")
        site = f"{HOME}/.local/lib/python3.11/site-packages"
        expect(
            asked(notebook), "packages.shadowed", "warn", f"tornado 9.9 in {site} hides", by="user",
            remedy="`python3 -m pip uninstall --yes tornado`",
        )  # fmt: skip
        image = find(asked(notebook, env={"PYTHONNOUSERSITE": "1"}), "packages.shadowed")  # the image's own remedy
        assert image["status"] == "pass"
        ran(notebook, *PIP, "uninstall", "--yes", "--break-system-packages", "tornado")
        assert find(asked(notebook), "packages.shadowed")["status"] == "pass"


def test_packages_of_a_python_that_the_image_no_longer_has_are_named_until_installed_again(bench, pod, pvc, wheelhouse):
    with bench.run(home=pvc, pod=pod, mounts=[wheelhouse]) as notebook:
        ran(notebook, *INSTALL, "--user", "kft-own")
        ran(
            notebook, "mv", f"{HOME}/.local/lib/python3.11", f"{HOME}/.local/lib/python3.9"
        )  # as an older image left it
        expect(
            asked(notebook), "packages.shadowed", "warn", "kft-own in", by="user",
            remedy="`python3 -m pip install --user kft-own`",
        )  # fmt: skip
        ran(notebook, *INSTALL, "--user", "kft-own")
        assert find(asked(notebook), "packages.shadowed")["status"] == "pass"


def test_a_kernel_and_an_environment_without_their_python_are_named_until_made_anew(bench, pod, pvc):
    spec = json.dumps({"argv": [f"{HOME}/away/bin/python", "-m", "ipykernel"], "display_name": "away"})
    folder = f"{HOME}/.local/share/jupyter/kernels/away"
    with bench.run(home=pvc, pod=pod) as notebook:
        ran(notebook, "sh", "-c", f"mkdir -p {folder}; echo '{spec}' > {folder}/kernel.json")
        expect(
            asked(notebook), "packages.shadowed", "warn", f"the kernel away cannot start: {HOME}/away/bin/python",
            remedy="`jupyter kernelspec remove -f away`", by="user",
        )  # fmt: skip
        ran(notebook, "jupyter", "kernelspec", "remove", "-f", "away")
        ran(notebook, "python3", "-m", "venv", "--without-pip", f"{HOME}/env")
        assert find(asked(notebook), "packages.shadowed")["status"] == "pass"
        ran(notebook, "ln", "-sf", "/opt/conda/bin/python3", f"{HOME}/env/bin/python3")  # of another image
        expect(
            asked(notebook), "packages.shadowed", "warn", f"the environment {HOME}/env is broken", by="user",
            remedy=f"`python3 -m venv --clear {HOME}/env`",
        )  # fmt: skip
        ran(notebook, "python3", "-m", "venv", "--without-pip", "--clear", f"{HOME}/env")
        assert find(asked(notebook), "packages.shadowed")["status"] == "pass"


def test_a_setting_that_cuts_the_notebook_off_is_named_until_its_file_is_moved(bench, pod, pvc):
    file = f"{HOME}/.jupyter/jupyter_server_config.py"
    with bench.run(home=pvc, pod=pod) as notebook:
        ran(notebook, "sh", "-c", f"mkdir {HOME}/.jupyter; echo \"c.ServerApp.base_url = '/mine'\" > {file}")
        document = asked(notebook)
        expect(
            document, "packages.shadowed", "warn", f"{file} sets ServerApp.base_url to /mine, not",
            remedy=f"`mv {file} {file}.old`", by="user",
        )  # fmt: skip
        ran(notebook, "sh", "-c", find(document, "packages.shadowed")["remedy"].split("`")[1])
        assert find(asked(notebook), "packages.shadowed")["status"] == "pass"


def test_root_looks_into_home_as_its_owner(bench, pod, pvc):
    """A link of the user's to what only root may read tells the report nothing."""
    with bench.run(home=pvc, pod=pod, env={"HOME": HOME}) as notebook:
        notebook.root("chown", "1000:100", HOME)
        notebook.root("sh", "-c", 'mkdir -m 700 /srv/secret; echo "c.ServerApp.port = 4242" > /srv/secret/c')
        ran(
            notebook,
            "sh",
            "-c",
            f"mkdir {HOME}/.jupyter; ln -s /srv/secret/c {HOME}/.jupyter/jupyter_server_config.py",
        )
        said = find(asked(notebook, user="0:0"), "packages.shadowed")
    assert said["status"] == "pass", said
    assert said["evidence"]["settings"] == []
