"""What in HOME stands in a program's way, made for real one after another in one notebook: who can mend it, and how."""

import subprocess

import pytest

from tests.container.bench import HOME, Container, Mount
from tests.container.reports import expect, find, reported
from tests.tools import need

OURS = "install -d -o 1000 -g 100"
LAB = ".jupyter/lab"
SHARE = ".local .local/share .local/share/jupyter"
CHOWN, MOVE, YOURS = "`chown -R 1000:100 {path}`", "`mv {path} {path}.old`", "`chmod u+rwx {path}`"
ROOTS = {
    f"{LAB}/user-settings/@jupyterlab/apputils-extension": (
        f"{OURS} .jupyter {LAB} {LAB}/user-settings {LAB}/user-settings/@jupyterlab; install -d PATH"
    ),
    f"{LAB}/workspaces/default-37a8.jupyterlab-workspace": (
        f"{OURS} .jupyter {LAB} {LAB}/workspaces; touch PATH"
    ),
    ".local/share/Trash": f"{OURS} .local .local/share; install -d -m 700 PATH",
    ".local/lib/python3.11": f"{OURS} .local .local/lib; install -d PATH PATH/site-packages",
    ".local/bin": f"{OURS} .local; install -d PATH",
    ".npm/_cacache": f"{OURS} .npm; install -d PATH",
    ".ipython/profile_default/history.sqlite": (
        f"{OURS} .ipython .ipython/profile_default; touch PATH; chmod 600 PATH"
    ),
    ".local/share/jupyter/kernels": f"{OURS} {SHARE}; install -d -m 700 PATH",
}  # fmt: skip
"""Path -> how root leaves it there."""


@pytest.fixture(scope="module")
def volume(tmp_path_factory):
    from tests.faults import volumes  # noqa: PLC0415 - only where root stages volumes

    need("root", "mkfs.ext4", "/dev/loop-control")
    with volumes.ext4(tmp_path_factory.mktemp("below") / "pvc") as pvc:
        yield pvc


@pytest.fixture(scope="module")
def notebook(bench, volume):
    """One container for all of them: each test leaves HOME empty."""
    with bench.run(home=volume, pod=bench.pod()) as running:
        yield running


@pytest.fixture(autouse=True)
def _empty(volume):
    yield
    subprocess.run(["chattr", "-i", "-a", str(volume), *map(str, volume.glob(".*"))], check=False)
    stage(volume, "find . -mindepth 1 -not -name lost+found -delete; chown 0:100 .; chmod 2775 .")


def stage(volume, commands):
    subprocess.run(["sh", "-ec", f"cd {volume}; {commands}"], check=True)


def mended(notebook: Container) -> bool:
    return find(reported(notebook), "home.writable")["status"] == "pass"


@pytest.mark.parametrize("path", ROOTS)
def test_what_root_left_is_named_until_it_is_moved_or_given_away(notebook, volume, path):
    stage(volume, ROOTS[path].replace("PATH", path))
    where = f"{HOME}/{path}"
    verb = "listed" if path.endswith("kernels") else "written"
    says = f"{where} cannot be {verb}, though HOME can: permission denied"
    document = reported(notebook)
    for remedy, by in ((MOVE, "user"), (CHOWN, "platform")):
        text = remedy.format(path=where)
        expect(document, "home.writable", "fail", says, remedy=text, by=by, errno="EACCES", path=where)
    done = notebook.ask("sh", "-c", MOVE.format(path=where).strip("`"))
    assert done.returncode == 0, done.stderr
    assert mended(notebook)
    if path == ".npm/_cacache":  # the other remedy is the same for all of them
        stage(volume, f"{ROOTS[path].replace('PATH', path)}; chown -R 1000:100 {path}")
        assert mended(notebook)


@pytest.mark.parametrize(("path", "target"), [(".local", "/data/gone"), (".jupyter", ".jupyter")])
def test_a_link_that_leads_nowhere_is_the_users_to_remove(notebook, volume, path, target):
    stage(volume, f"ln -s {target} {path}; chown -h 1000:100 {path}")
    says = f"{HOME}/{path} is a link to {target}, which is not there"
    text = f"`rm {HOME}/{path}`"
    expect(reported(notebook), "home.writable", "fail", says, remedy=text, by="user", path=f"{HOME}/{path}")
    assert notebook.ask("sh", "-c", text.strip("`")).returncode == 0
    assert mended(notebook)


@pytest.mark.parametrize("path", ["", "/.config"])
def test_what_its_owner_has_closed_its_owner_opens(notebook, volume, path):
    stage(volume, f"{OURS} .config; chown 1000:100 .{path}; chmod 555 .{path}")
    where = f"{HOME}{path}"
    document = reported(notebook)
    text = YOURS.format(path=where)
    expect(document, "home.writable", "fail", f"{where} cannot be written", remedy=text, by="user", errno="EACCES")
    assert "chown" not in str(find(document, "home.writable")["remedies"])
    assert notebook.ask("sh", "-c", text.strip("`")).returncode == 0
    assert mended(notebook)


@pytest.mark.parametrize("path", ["", "/.jupyter"])
def test_a_flag_that_forbids_changes_is_told_from_a_mode(notebook, volume, path):
    need("chattr")
    stage(volume, f"{OURS} .jupyter; chattr +i .{path}")
    where = f"{HOME}{path}"
    text = f"`chattr -i -a {where}`"
    says = f"{where} cannot be written"
    expect(reported(notebook), "home.writable", "fail", says, remedy=text, by="platform", errno="EPERM")
    stage(volume, f"chattr -i -a .{path}")
    assert mended(notebook)


def test_a_volume_below_home_that_is_full_is_the_one_to_be_emptied(bench, volume, tmp_path):
    from tests.faults import mounts  # noqa: PLC0415 - only where root mounts

    with mounts.tmpfs(tmp_path / "local", size="64k", owner=(1000, 100)) as small:
        (small / "ballast").write_bytes(bytes(63 << 10))
        stage(volume, f"{OURS} .local")
        with bench.run(home=volume, pod=bench.pod(), mounts=[Mount(small, f"{HOME}/.local")]) as running:
            document = reported(running)
            where = f"{HOME}/.local"
            expect(document, "home.writable", "fail", f"{where} cannot be written, though HOME can: no space left",
                   remedy=f"`du -xh --max-depth=2 {where} |", by="user", errno="ENOSPC")  # fmt: skip
            assert find(document, "home.writable")["remedies"][1]["text"] == f"Grow the volume on {where}."
            assert find(document, "home.space")["status"] == "pass"
            (small / "ballast").unlink()
            assert mended(running)


def test_what_is_odd_and_in_nobodys_way_is_quiet(notebook, volume):
    stage(volume, "ln -s /dev/null .bash_history; ln -s /nowhere .vimrc; touch .profile; install -d .config-of-root; "
          f"{OURS} {SHARE} .local/lib; install -d .local/share/jupyter/kernels .local/lib/other .local/share/fonts; "
          f"{OURS} .jupyter {LAB} {LAB}/workspaces; touch {LAB}/workspaces/notes.txt")  # fmt: skip
    document = reported(notebook)
    assert {check["status"] for check in document["checks"] if check["id"].startswith("home.")} <= {"pass", "skip"}
