"""Who holds the other end of a connection, against real sockets and processes."""

import os
import socket
import subprocess
import sys

import pytest

from jupyter_kfcheck.server.peer import is_ide

PROXY = """
import socket, sys
listener = socket.socket(); listener.bind(("{host}", 0)); listener.listen()
print(listener.getsockname()[1], flush=True)
to = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
sys.stdin.read()
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_proxy_is_the_ide_and_another_process_is_not(host):
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))
        ours.listen()
        port = ours.getsockname()[1]
        with subprocess.Popen(
            [sys.executable, "-c", PROXY.format(host=host), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as ide:
            ide_port = int(ide.stdout.readline())
            through, client = ours.accept()
            with through, socket.create_connection(("127.0.0.1", port)), ours.accept()[0] as direct:
                assert is_ide(client[:2], through.getsockname(), ide_port)
                assert not is_ide(direct.getpeername(), direct.getsockname(), ide_port)
                assert not is_ide(client[:2], through.getsockname(), ide_port + 1 if ide_port < 65535 else 1)
                assert os.getpid() != ide.pid
            ide.stdin.close()
