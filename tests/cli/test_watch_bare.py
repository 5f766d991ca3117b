"""`kfcheck watch` where the command is installed alone, without what serving takes: it keeps its words in the log."""

import os
import subprocess
import sys

from tests.tools import ROOT

ALONE = f"import sys; sys.path.append({str(ROOT)!r}); import jupyter_kfcheck.__main__"


def test_it_says_what_is_missing_and_reports_to_the_log(tmp_path):
    env = os.environ | {"KFCHECK_KIND": "codeserver", "KFCHECK_STATE_DIR": str(tmp_path / "state")}
    command = [sys.executable, "-I", "-S", "-c", ALONE, "watch", "--within", "0.1"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            said = process.stderr.readline()
            told = process.stdout.readline()
            assert process.poll() is None, "and it goes on"
        finally:
            process.kill()
    missing = "does not serve the report, for tornado, jinja2, prometheus_client cannot be imported"
    assert said == f"kfcheck: {missing}; the log is told all the same\n"
    assert told.startswith("kfcheck: ")
