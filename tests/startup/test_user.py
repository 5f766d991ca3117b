"""Root becomes the notebook's user, with the groups that the user database gives it and no others."""

import json
import subprocess
import sys

import pytest

from tests.tools import need

PASSWD = "root:x:0:0::/root:/bin/sh\njovyan:x:1000:100::/home/jovyan:/bin/sh\n"
GROUP = "root:x:0:\nusers:x:100:\nscratch:x:2000:jovyan\nothers:x:3000:\n"
BECOME = """
import json, os, sys
from jupyter_kfcheck.startup import user
why = user.become(sys.argv[1])
print(json.dumps([why, os.getresuid(), os.getresgid(), sorted(os.getgroups())]))
"""
WITH_DATABASE = 'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group && exec "$@"'


@pytest.fixture
def become(tmp_path):
    """Calls `user.become` as root in a process that sees another user database; what came of it."""
    need("root", "unshare")
    (tmp_path / "passwd").write_text(PASSWD)
    (tmp_path / "group").write_text(GROUP)

    def run(name):
        inside = ["sh", "-c", WITH_DATABASE, str(tmp_path), sys.executable, "-c", BECOME, name]
        command = ["unshare", "--mount", "--propagation=private", *inside]
        done = subprocess.run(command, extra_groups=[0, 3000], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


def test_root_becomes_the_user_for_good_and_with_all_groups(become):
    assert become("jovyan") == [None, [1000] * 3, [100] * 3, [100, 2000]]


def test_without_such_a_user_root_stays_root_and_says_why(become):
    why, uids, _, groups = become("nobody-here")
    assert "no user 'nobody-here'" in why
    assert (uids, groups) == ([0] * 3, [0, 3000])
