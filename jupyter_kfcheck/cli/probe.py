"""``kfcheck probe``: ask the local endpoint as a kubelet's exec probe does, and say why in the one line that it shows.

Imports only what costs nothing: a kubelet runs this every few seconds, and gives it 1 s by default.
"""

import argparse
import json
import os
import socket
import time

from jupyter_kfcheck.cli.common import FOUND, OK, Commands, write_stdout
from jupyter_kfcheck.state import documents, presence

WORDS = {"livez": "live", "readyz": "ready", "startupz": "started"}
SECONDS = 0.8
PORT = 8888
LINE_LIMIT = 1000


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("probe", help="ask the server here, as an exec probe does", allow_abbrev=False)
    parser.add_argument("which", nargs="?", choices=WORDS, default="readyz", help="what to ask (default readyz)")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Print the line; exit code 0 for yes, 1 for no."""
    good, line = probe(options.which)
    write_stdout(line + "\n")
    return OK if good else FOUND


def probe(which: str) -> tuple[bool, str]:
    """Whether the server is live, ready or started (``livez`` …), and the line that says so or says why not."""
    server = presence.find()
    url = server.url if server else f"http://127.0.0.1:{PORT}{os.environ.get('NB_PREFIX', '').rstrip('/')}/"
    word = WORDS[which]
    try:
        status = ask(f"{url}kfcheck/{which}", SECONDS)
    except TimeoutError:
        return False, f"not {word}: {url} did not answer within {SECONDS:g} s"
    except OSError as refused:
        return False, f"not {word}: {url} cannot be reached: {(refused.strerror or str(refused)).lower()}"
    if status == 200:
        return True, word
    if status != 503:
        return False, f"not {word}: {url}kfcheck/{which} answered {status}: jupyter-kfcheck may be disabled there"
    return False, f"not {word}: {_reason(server.ready_checks if server else [])}"


def ask(url: str, seconds: float) -> int:
    """The status code of a GET within ``seconds``. No redirect is followed, no certificate verified: it is us.

    Raises `OSError` (`TimeoutError` at the deadline) where there is no answer in HTTP.
    """
    scheme, _, rest = url.partition("://")
    authority, _, path = rest.partition("/")
    end = time.monotonic() + seconds
    request = f"GET /{path} HTTP/1.1\r\nHost: {_host(scheme, authority)}\r\nConnection: close\r\n\r\n".encode()
    with _connect(scheme, authority, seconds) as connection:
        connection.sendall(request)
        head = b""
        while b"\r\n" not in head and len(head) < 4096:
            connection.settimeout(max(end - time.monotonic(), 0.001))
            chunk = connection.recv(4096)
            if not chunk:
                break
            head += chunk
    version, _, rest_of_line = head.partition(b"\r\n")[0].partition(b" ")
    code = rest_of_line[:3]
    if not version.startswith(b"HTTP/") or not code.isdigit():
        raise OSError("what answers there does not speak HTTP")
    return int(code)


def _connect(scheme: str, authority: str, seconds: float) -> socket.socket:
    if scheme == "http+unix":
        from urllib.parse import unquote  # noqa: PLC0415 - 6 ms that only such a server pays

        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        connection.connect(unquote(authority))
        return connection
    host, _, port = authority.rpartition(":")
    connection = socket.create_connection((host.strip("[]"), int(port)), seconds)
    if scheme != "https":
        return connection
    import ssl  # noqa: PLC0415 - 20 ms that only such a server pays

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connection)


def _host(scheme: str, authority: str) -> str:
    return "localhost" if scheme == "http+unix" else authority


def _reason(ready_checks: list[str]) -> str:
    """Which of ``ready_checks`` the server's last report finds unwell, and the first one's cause and remedy."""
    document = documents.load(documents.REPORT)
    if document is None:
        return "the first report is not there yet"
    concerned = {*ready_checks, "kfcheck.run"}
    try:
        checks = json.loads(document)["checks"]
        unwell = [c for c in checks if c["status"] in ("fail", "error") and {c["id"], c["category"]} & concerned]
        return _sentence(unwell[0], len(unwell) - 1) if unwell else "its last report has meanwhile changed"
    except (ValueError, TypeError, KeyError, RecursionError):
        return "its last report cannot be read"


def _sentence(check: dict[str, str], more: int) -> str:
    verdict = "failed" if check["status"] == "fail" else "could not be judged"
    line = f"{check['id']} {verdict}: {check['summary']}"
    line += f" ({check['remedy_by']}: {check['remedy']})" if check["remedy"] else ""
    line += f" and {more} more" if more else ""
    # One line in a terminal, whatever a file's name holds.
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)[:LINE_LIMIT]
