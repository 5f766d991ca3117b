"""The bench makes containers like the notebook controller's."""

import pytest

from tests.container.bench import HOME, PREFIX
from tests.faults.volumes import ext4


def test_the_container_is_kubeflows_user_in_a_kubelets_pod(bench, tmp_path):
    pod = bench.pod()
    with ext4(tmp_path / "pvc") as pvc, bench.run(home=pvc, pod=pod) as notebook:
        shown = notebook.ask("sh", "-c", "id; echo $HOME $NB_PREFIX; cat /proc/self/mountinfo").stdout
    lines = shown.splitlines()
    assert lines[0] == "uid=1000(jovyan) gid=0(root) groups=0(root),100(users)"
    assert lines[1] == f"{HOME} {PREFIX}"
    assert any(f"/pods/{pod.uid}/etc-hosts /etc/hosts " in line for line in lines)
    assert any(f" / {HOME} " in line and " - ext4 /dev/loop" in line for line in lines)


@pytest.mark.parametrize(
    ("python", "folder"), [("/usr/bin/python3", "/usr/local/lib"), ("/opt/venv/bin/python3", "/opt/venv/lib")]
)
def test_the_project_is_installed_outside_and_inside_a_virtual_environment(bench, python, folder):
    with bench.run() as notebook:
        where = notebook.ask(python, "-I", "-c", "import jupyter_kfcheck as it; print(it.__file__)").stdout
    assert where.startswith(folder)


def test_nothing_is_left_of_a_container(bench):
    with bench.run() as notebook:
        assert notebook.ask("true").returncode == 0
    assert bench.podman("ps", "--all", "--quiet", f"--filter=id={notebook.id}") == ""


def test_exit_code_and_log_of_a_container_that_ends_by_itself(bench):
    with bench.run("sh", "-c", "echo said; exit 7") as notebook:
        assert notebook.wait() == 7
        assert notebook.logs() == "said\n"
