"""The directories that RStudio needs, as real files and folders have them."""

import errno
import os

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import rstudio, runtime, server, stated


@pytest.fixture
def etc(tmp_path, monkeypatch):
    monkeypatch.setattr(stated, "RSTUDIO", str(tmp_path))
    monkeypatch.setattr(stated.scripts, "SERVICE", str(tmp_path / "services.d"))
    return tmp_path


@pytest.mark.usefixtures("etc")
def test_the_defaults_are_looked_at_where_they_would_be_made():
    database, data = rstudio.folders(None)
    assert (database.path, data.path) == ("/var/lib/rstudio-server", "/var/run/rstudio-server")
    assert database.tried in ("/var/lib", "/var/lib/rstudio-server")


def test_configured_ones_and_a_database_file_that_is_there(etc):
    (etc / "db").mkdir()
    (etc / "database.conf").write_text(f"provider=sqlite\n# directory=/no\ndirectory={etc}/db\n")
    (etc / "rserver.conf").write_text(f"server-data-dir={etc}/new/data\n")
    database, data = rstudio.folders(None)
    assert (database.path, database.tried, database.errno) == (f"{etc}/db", f"{etc}/db", None)
    assert (data.path, data.tried, data.errno) == (f"{etc}/new/data", str(etc), None)
    (etc / "db/rstudio.sqlite").touch()
    assert rstudio.folders(None)[0].tried == f"{etc}/db/rstudio.sqlite"


def test_a_database_on_a_server_and_relative_paths_are_not_looked_at(etc):
    (etc / "database.conf").write_text("provider = postgresql\nhost=db\n")
    (etc / "rserver.conf").write_text("server-data-dir=data\n")
    assert rstudio.folders(None) == ()


@pytest.mark.root
def test_whoever_may_not_write_there_is_told_the_errno(etc):
    (etc / "db").mkdir(mode=0o755)
    (etc / "database.conf").write_text(f"directory={etc}/db\n")
    for folder in (etc, *etc.parents[:-1]):
        folder.chmod(folder.stat().st_mode | 0o055)
    read, write = os.pipe()
    if not (child := os.fork()):
        os.setuid(1000)
        os.write(write, str([folder.errno for folder in rstudio.folders(None)][:1]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 100).decode() == str([errno.EACCES])


@pytest.mark.parametrize("kind", ["jupyter", "codeserver", "rstudio"])
def test_every_kind_of_image_hands_over_whether_there_is_something_to_know(kind):
    """What a family does not yield would be an error of the check that is about it."""
    contract = Contract(kind=kind, port=1)
    assert ("state", None) in list(runtime.gather(contract)) or kind == "rstudio"
    assert {"rooted", "stated"} <= {part for part, _ in server.gather(contract)}
