"""Images with one fault each, above a JupyterLab image that has none."""

from pathlib import Path

from tests.container.images import Layer
from tests.tools import ROOT

HEALTHY = (ROOT / "tests/container/s6/etc/services.d/jupyterlab/run").read_text("utf-8")
RUN = "etc/services.d/jupyterlab/run"
FIRST = "etc/cont-init.d/00-first"
KERNEL = "usr/local/share/jupyter/kernels/python3/kernel.json"
SETTINGS = "etc/jupyter/jupyter_server_config.py"
BASH = "#!/command/with-contenv bash\n"
SERVER = '''
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    """Sends browsers from / to app/, calling itself as it was called."""
    def do_GET(self):
        at_home = self.path.partition("?")[0].endswith("/app")
        self.send_response(200 if at_home else 302)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/html")
        if not at_home:
            self.send_header("Location", "http://" + self.headers["Host"] + os.environ["NB_PREFIX"] + "/app")
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")
http.server.ThreadingHTTPServer(("0.0.0.0", 8888), Handler).serve_forever()
'''
HEALTHY_SERVER = SERVER.replace("200 if at_home else 302", "200").replace("if not at_home", "if False")
FREE_PIP = "USER 0\nRUN rm /usr/lib/python3*/EXTERNALLY-MANAGED\nUSER 1000:0\n"
OWN_PIP = FREE_PIP.replace("\nUSER 1000", " && chown 1000 /usr/local/lib/python3*/dist-packages\nUSER 1000")
PYTHON_SERVES = 'ENTRYPOINT ["python3", "/opt/server.py"]\n'
PERL = r"""
use IO::Socket::INET;
$SIG{PIPE} = "IGNORE";
my $all = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8888, Listen => 9, ReuseAddr => 1) or die $!;
while (my $one = $all->accept) {
    my ($method, $path) = split / /, <$one> || "- -";
    while (my $line = <$one>) { last if $line =~ /^\r?\n$/ }
    my $found = index($path, $ENV{NB_PREFIX}) == 0 ? "200 OK" : "404 Not Found";
    print $one "HTTP/1.1 $found\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>hello</html>";
    close $one;
}
"""
NO_PYTHON = "USER 0\nRUN rm -rf /usr/bin/python3* /usr/lib/python3*\nUSER 1000:0\n"
SERVES = 'ENTRYPOINT ["perl", "/opt/server.pl"]\n'


def layer(name: str, containerfile: str = "", **files: str) -> Layer:
    """Files of the image, each executable, and more lines of a Dockerfile."""
    files = {path.replace("__", "/"): text for path, text in files.items()}

    def fill(folder: Path) -> None:
        for path, text in files.items():
            target = folder / "root" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            target.chmod(0o755)

    copy = "USER 0\nCOPY root/ /\nUSER 1000:0\n" if files else ""
    return Layer(f"fault-{name}", copy + containerfile, tuple(f"{path} {text}" for path, text in files.items()), fill)


def run(name: str, was: str, now: str) -> Layer:
    """JupyterLab with other flags."""
    assert was in HEALTHY
    return layer(name, **{RUN: HEALTHY.replace(was, now)})


def first(name: str, script: str) -> Layer:
    """A script that s6 runs before the service."""
    return layer(name, **{FIRST: script})


FAULTS = {
    fault.name.removeprefix("fault-"): fault
    for fault in (
        run("prefix", 'base_url="$NB_PREFIX"', "base_url=/"),
        layer("root", "USER 0\n"),
        layer("name", "USER jovyan\n"),
        layer("baked", "RUN mkdir /home/jovyan/project && echo 1 >/home/jovyan/project/data.csv\n"),
        run("loopback", "--ip=0.0.0.0", "--ip=127.0.0.1"),
        run("cors", "--ServerApp.allow_origin='*'", ""),
        run("token", "--ServerApp.token=''", "--ServerApp.token=secret"),
        layer("frame", **{SETTINGS: 'c.ServerApp.tornado_settings = {"headers": {"X-Frame-Options": "DENY"}}\n'}),
        first("empty", f'{BASH}echo "reads $HOME/settings.json"\ncp "$HOME/settings.json" /tmp/\n'),
        first("script", "#!/usr/bin/with-contenv bash\necho never\n"),
        first("uid", f'{BASH}[ "$(id -u)" = 1000 ] || {{ echo "only for UID 1000"; exit 1; }}\n'),
        first("network", f"{BASH}echo downloads\nread -r line </dev/udp/192.0.2.1/9 & sleep 0.1; kill $! || exit 1\n"),
        layer("silent", **{RUN: f"{BASH}echo waits for a licence\nexec sleep 600\n"}),
        layer("kernel", **{KERNEL: '{"argv": ["false"], "display_name": "Python 3", "language": "python"}\n'}),
        run("ipv6", "--ip=0.0.0.0", "--ip='::'"),
        layer("plain", f"{NO_PYTHON}{SERVES}", **{"opt/server.pl": PERL}),
        layer("plain-crash", f'{NO_PYTHON}ENTRYPOINT ["sh", "-c", "echo no licence; exit 7"]\n'),
        layer(
            "old-python",
            f"{NO_PYTHON}{SERVES}",
            **{"opt/server.pl": PERL, "usr/local/bin/python3": "#!/bin/sh\nexit 1\n"},
        ),
        layer("redirect", PYTHON_SERVES, **{"opt/server.py": SERVER}),
        layer(
            "busy", PYTHON_SERVES, **{"opt/server.py": HEALTHY_SERVER.replace("send_response(200", "send_response(503")}
        ),
        layer("no-user", f"USER nobody-of-here\n{PYTHON_SERVES}", **{"opt/server.py": HEALTHY_SERVER}),
        layer("no-shell", f"USER 0\nRUN rm -f /bin/sh /usr/bin/sh\nUSER 1000:0\n{SERVES}"),
        layer("pip-home", FREE_PIP + PYTHON_SERVES, **{"opt/server.py": HEALTHY_SERVER}),
        layer("pip-root", OWN_PIP + PYTHON_SERVES, **{"opt/server.py": HEALTHY_SERVER}),
    )
}
WITHOUT_JUPYTER = (
    "redirect",
    "busy",
    "no-user",
    "no-shell",
    "pip-home",
    "pip-root",
    "plain",
    "plain-crash",
    "old-python",
)
