"""What the tests' images are made of."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests import codeserver as real
from tests.container.images import ARCH, PYTHON, Layer, digest, tree_digest
from tests.container.podman import store
from tests.tools import ROOT, run

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WITHOUT_JUPYTER = ("tornado", "psutil", "jinja2", "markupsafe", "prometheus_client")
INSTALL = "install --quiet --no-index --break-system-packages --root-user-action=ignore"

# pip download looks for another Python's wheels when asked to, but judges markers by its own.
PIP_FOR_THE_IMAGE = f"""
import sys
from pip._internal.cli.main import main
from pip._vendor.packaging import markers
here = markers.default_environment
there = dict(python_version="{PYTHON}", python_full_version="{PYTHON}.0")
markers.default_environment = lambda: {{**here(), **there}}
sys.exit(main())
"""


def notebook() -> list[Layer]:
    """What is below the project in an image: Kubeflow's user, and the project's dependencies from PyPI."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        dependencies = tomllib.load(file)["project"]["dependencies"]
    return [user(), pip("dependencies", *dependencies, "psutil")]  # psutil: for the bench, which asks who runs


def lab() -> list[Layer]:
    """JupyterLab, and the supervisor that starts it."""
    return [pip("jupyterlab", "jupyterlab>=4"), s6()]


def user() -> Layer:
    """jovyan as Kubeflow's base image makes it: UID 1000, GID 0, of group users, owner of an empty HOME."""
    return Layer(
        "user",
        """
        RUN useradd --no-create-home --no-user-group --shell /bin/bash --home-dir /home/jovyan \
                --uid 1000 --gid 0 --groups users jovyan \
            && install -d -o 1000 -g 100 -m 0775 /home/jovyan
        ENV HOME=/home/jovyan NB_USER=jovyan NB_UID=1000 NB_GID=0 NB_PREFIX=/ SHELL=/bin/bash LANG=C.UTF-8
        USER 1000:0
        WORKDIR /
        """,
    )


def pip(name: str, *requirements: str) -> Layer:
    """Distributions from PyPI, in the image's own Python (not in a virtual environment)."""

    def fill(folder: Path) -> None:
        # Downloaded here, where pip is set up for the network, and installed there without one.
        (folder / "requirements.txt").write_text("\n".join(["pip", *requirements]))
        _download(folder, ("--requirement", str(folder / "requirements.txt")))

    return Layer(
        name,
        f"""
        USER 0
        RUN --mount=type=bind,target=/wheels PYTHONPATH=$(echo /wheels/pip-*.whl) python3 -m pip \
            {INSTALL} --find-links=/wheels --requirement /wheels/requirements.txt
        USER 1000:0
        """,
        requirements,
        fill,
    )


def _download(folder: Path, what: Sequence[str]) -> None:
    """Wheels for the image's Python, with what they need, into `folder`."""
    tags = [f"manylinux_2_{minor}_{ARCH}" for minor in range(36, 4, -1)] + [f"manylinux2014_{ARCH}"]
    run(
        *(sys.executable, "-c", PIP_FOR_THE_IMAGE, "download", "--quiet", "--only-binary=:all:"),
        *("--python-version", PYTHON, *(f"--platform={tag}" for tag in tags)),
        *("--dest", str(folder), *what),
    )


def project() -> Layer:
    """This project's wheel, in the image's own Python and in a virtual environment at /opt/venv."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        name, content = wheel.name, wheel.read_bytes()

    def fill(folder: Path) -> None:
        (folder / name).write_bytes(content)

    packages = f"lib/python{PYTHON}"
    return Layer(
        "project",
        f"""
        USER 0
        RUN --mount=type=bind,target=/wheels pip {INSTALL} --no-deps /wheels/{name} \
            && python3 -m venv --without-pip /opt/venv \
            && echo /usr/local/{packages}/dist-packages >/opt/venv/{packages}/site-packages/rest.pth \
            && pip --python /opt/venv/bin/python3 {INSTALL} --no-deps --ignore-installed /wheels/{name}
        USER 1000:0
        """,
        (digest(content),),
        fill,
    )


def codeserver() -> list[Layer]:
    """A real code-server under the supervisor, and what the project needs beside it: no Jupyter is in there."""
    return [_codeserver(), user(), pip("without-jupyter", *WITHOUT_JUPYTER), s6("code-server")]


def rstudio() -> list[Layer]:
    """A stand-in for RStudio Server under the supervisor, and what the project needs beside it."""
    return [user(), pip("without-jupyter", *WITHOUT_JUPYTER), _rserver(), s6("rstudio")]


def _rserver() -> Layer:
    """The stand-in where RStudio's packages put the real one, with the database where Kubeflow's images have it."""
    program = ROOT / "tests/container/rserver"
    return Layer(
        "rserver",
        """
        USER 0
        COPY rserver /usr/lib/rstudio-server/bin/rserver
        RUN install -d /etc/rstudio /var/lib/rstudio-server \
            && printf 'provider=sqlite\\ndirectory=/tmp/rstudio_db\\n' >/etc/rstudio/database.conf
        USER 1000:0
        """,
        (program.read_text("utf-8"),),
        lambda folder: Path(shutil.copy(program, folder)).chmod(0o755),
    )


def wheels(*requirements: str) -> Layer:
    """What an example installs from PyPI, in a folder where the image's pip finds it without one."""

    def fill(folder: Path) -> None:
        _download(folder, requirements)

    containerfile = "USER 0\nCOPY . /wheels/\nENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels\nUSER 1000:0\n"
    return Layer("wheels", containerfile, requirements, fill)


def _codeserver() -> Layer:
    """Where code-server's own packages put it. It is big and seldom changes, so it comes first in an image."""

    def fill(folder: Path) -> None:
        shutil.copytree(real.installed(store().folder), folder / "code-server", symlinks=True, copy_function=os.link)

    return Layer(
        "codeserver",
        "COPY code-server/ /usr/lib/code-server/\n"
        "RUN printf '#!/bin/sh\\nexec /usr/lib/code-server/lib/node /usr/lib/code-server \"$@\"\\n'"
        " >/usr/bin/code-server && chmod 755 /usr/bin/code-server\n",
        (real.VERSION, real.NODE),
        fill,
    )


def s6(service: str = "jupyterlab") -> Layer:
    """The stand-in for s6-overlay with this service, laid out and set as in Kubeflow's images."""
    here = ROOT / "tests/container/s6"

    def fill(folder: Path) -> None:
        shutil.copytree(here, folder, dirs_exist_ok=True)
        for other in (folder / "etc/services.d").iterdir():
            if other.name != service:
                shutil.rmtree(other)

    return Layer(
        "s6",
        """
        USER 0
        COPY init /init
        COPY with-contenv /command/with-contenv
        COPY --chown=1000:0 etc/ /etc/
        RUN mkdir -p /package/admin/s6-overlay-3.2.3.0 && cd /usr/bin && ln s6-svstat s6-svdt s6-svc /command/ \
            && install -d -o 1000 -g 0 -m 0775 /tmp_home/jovyan && chmod 0775 /run \
            && install -o 1000 -g 0 /etc/skel/.bashrc /tmp_home/jovyan/
        ENV HOME_TMP=/tmp_home/jovyan S6_BEHAVIOUR_IF_STAGE2_FAILS=2 S6_CMD_WAIT_FOR_SERVICES_MAXTIME=300000
        USER 1000:0
        ENTRYPOINT ["/init"]
        """,
        (tree_digest(here), service),
        fill,
    )


def startup() -> Layer:
    """The project's s6 scripts, put there by its own command."""
    return Layer("startup", "USER 0\nRUN kfcheck s6 install\nUSER 1000:0\n")


def build_wheel(folder: Path) -> Path:
    """The project's wheel, built into `folder` from the working tree with the panel as it lies there."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "HATCH_BUILD_NO_HOOKS": "true"},
    )
    (wheel,) = folder.glob("*.whl")
    return wheel
