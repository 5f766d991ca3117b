import errno

import pytest

from jupyter_kfcheck.facts.rstudio import Folder
from jupyter_kfcheck.model import Status, Unknown
from tests.build import facts, judge_one

FINE = (
    Folder("database", "/tmp/rstudio_db", "/tmp", None, (0, 0), 0o1777),
    Folder("data", "/tmp/rstudio-server", "/tmp", None, (0, 0), 0o1777),
)


def closed(what, path, tried=None, number=errno.EACCES):
    return Folder(what, path, tried or path, number, (0, 0), 0o755)


def judged(*folders, **more):
    return judge_one("runtime.state", facts(runtime={"state": folders}, **more))


def test_what_can_be_written_is_named():
    verdict = judged(*FINE)
    summary = "RStudio can write its database in /tmp/rstudio_db and its keys and sockets in /tmp/rstudio-server"
    assert (verdict.status, verdict.summary) == (Status.PASS, summary)
    assert verdict.evidence["database"]["tried"] == "/tmp"


@pytest.mark.parametrize(
    ("folders", "summary", "remedies"),
    [
        (
            (closed("database", "/var/lib/rstudio-server"), FINE[1]),
            "RStudio cannot write its database in /var/lib/rstudio-server: permission denied",
            ["directory=/tmp/rstudio_db", "chgrp -R 0 /var/lib/rstudio-server"],
        ),
        (
            (FINE[0], closed("data", "/var/run/rstudio-server", "/run", errno.EROFS)),
            "RStudio cannot write its keys and sockets in /var/run/rstudio-server (/run): read-only file system",
            ["`--server-data-dir=/tmp/rstudio-server`", "chgrp -R 0 /run"],
        ),
        (
            (closed("database", "/tmp/db", "/tmp/db/rstudio.sqlite"), closed("data", "/tmp/data")),
            "RStudio cannot write its database in /tmp/db (/tmp/db/rstudio.sqlite): permission denied, and 1 more",
            ["chgrp -R 0 /tmp/db/rstudio.sqlite", "chgrp -R 0 /tmp/data"],
        ),
    ],
)
def test_what_cannot_be_written_fails_with_another_place_to_put_it(folders, summary, remedies):
    verdict = judged(*folders)
    assert (verdict.status, verdict.summary) == (Status.FAIL, summary)
    assert len(verdict.advice) == len(remedies)
    assert all(part in advice.text for part, advice in zip(remedies, verdict.advice, strict=True))


def test_elsewhere_it_is_skipped_with_the_reason():
    verdict = judge_one("runtime.state", facts(runtime={"state": None}))
    assert (verdict.status, verdict.summary) == (Status.SKIP, "this image runs no RStudio")
    rstudio = facts(runtime={"state": None}, server={"place": None}, container={"services": ("rstudio",)})
    assert judge_one("runtime.state", rstudio).summary == "where RStudio writes was not looked at"
    assert judge_one("runtime.state", facts(runtime={"state": Unknown("hangs")})).status is Status.ERROR
