"""The kernel's list of listening sockets, against real ones."""

import os
import socket
import subprocess
import sys

import pytest

from jupyter_kfcheck.facts.server import listeners
from jupyter_kfcheck.host import sockdiag

HOLD = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


def find(port):
    (found,) = [each for each in sockdiag.listeners() if each.port == port]
    return found


@pytest.mark.parametrize(
    ("address", "family", "both", "families"),
    [
        ("127.0.0.1", socket.AF_INET, False, (4,)),
        ("0.0.0.0", socket.AF_INET, False, (4,)),
        ("::", socket.AF_INET6, True, (4, 6)),
        ("::", socket.AF_INET6, False, (6,)),
        ("::1", socket.AF_INET6, False, (6,)),
    ],
)
def test_a_listener_is_found_with_its_address_families_owner_and_process(address, family, both, families):
    with socket.create_server((address, 0), family=family, dualstack_ipv6=both) as server:
        found = find(server.getsockname()[1])
        assert (found.address, found.families, found.uid) == (address, families, os.geteuid())
        assert found.inode == os.fstat(server.fileno()).st_ino
        assert sockdiag.holder(found.inode, os.getpid()) == os.getpid()
    assert not [each for each in sockdiag.listeners() if each.inode == found.inode]


def test_what_is_connected_or_bound_is_no_listener():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert bound.getsockname()[1] not in [each.port for each in sockdiag.listeners()]


def test_a_port_of_another_process_is_held_by_that():
    with subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        port = int(other.stdout.readline())
        held = listeners.look(port, os.getpid()).holder
        other.stdin.close()
    assert (held.pid, held.uid) == (other.pid, os.geteuid())
    assert held.name.startswith("python")


def test_where_nobody_listens_there_is_no_holder():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert listeners.look(bound.getsockname()[1], None).holder is None
