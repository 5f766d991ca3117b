"""``pod.py FOLDER WHEEL``: a notebook's pod to look at, without Kubernetes, for root on Linux.

Jupyter runs as UID 1000 and as first process in namespaces of its own: a root made for it, a volume on HOME, a
network in which it alone has port 8888. When this process ends, however it ends, the kernel takes all of it away.
``pod.py why-not`` exits 0, or says why there can be none.
"""

import asyncio
import fcntl
import hashlib
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.with_name("pod-root")
TOOLS = ("unshare", "nsenter", "setpriv", "pivot_root", "mkfs.ext4", "fallocate")
PREFIX = os.environ.get("NB_PREFIX") or "/notebook/kubeflow-user/demo"
ADDRESS, PORT = os.environ.get("IP") or "127.0.0.1", os.environ.get("PORT") or "8888"
WITH_US = ("setpriv", "--pdeathsig", "KILL")
MOUNTS = ("unshare", "--mount", "--propagation", "private")
POD = (*WITH_US, *MOUNTS, "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child")
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
SAID = """
This is a pod made for you to look at: its Jupyter runs as UID 1000, with a volume of its own, as under Kubeflow.
One fault is staged: the volume is nearly full. Open the address, click the warning at the left of the status bar, and
mend it as the panel says.
"""


def why_not() -> str:
    """Why there can be no pod here; empty if there can."""
    if not sys.platform.startswith("linux") or os.geteuid():
        return "a pod of its own needs Linux and root"
    path = f"{os.environ.get('PATH', os.defpath)}:/sbin:/usr/sbin"
    if missing := [tool for tool in TOOLS if not any(os.path.exists(f"{place}/{tool}") for place in path.split(":"))]:
        return f"a pod of its own needs {', '.join(missing)}"
    if not os.path.exists("/dev/loop-control"):
        return "a pod of its own needs loop devices"
    tried = subprocess.run([*POD, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, text=True, check=False)
    return f"a pod of its own needs the right to make one: {tried.stderr.strip()}" if tried.returncode else ""


def install(folder: Path, wheel: Path, environment: dict[str, str]) -> None:
    """Make the pod's Python environment, unless it holds this very wheel already."""
    told = f"{hashlib.sha256(wheel.read_bytes()).hexdigest()} {environment['PYTHON_HOME']}"
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == told:
        return
    say("Makes the pod's Python environment: a minute, this once.")
    stamp.unlink(missing_ok=True)
    subprocess.run([*MOUNTS, str(ROOT), str(folder), "install", str(wheel)], check=True, env=environment)
    stamp.write_text(told)


def run(folder: Path, wheel: Path) -> int:
    """Run the pod until Jupyter ends or this process is told to; the exit code."""
    for name in ("venv", "root"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    try:
        door = socket.create_server((ADDRESS, int(PORT)))
    except (OSError, ValueError, OverflowError) as problem:
        say(f"IP={ADDRESS} PORT={PORT}: {problem}: end what listens there, or choose another: PORT=8889 make run")
        return 1
    environment = {**os.environ, "PYTHON_HOME": sys.base_prefix, "NB_PREFIX": PREFIX}
    environment["PATH"] = f"{environment.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    install(folder, wheel, environment)
    with open(folder / "log", "wb") as log:
        pod = subprocess.Popen(
            [*POD, str(ROOT), str(folder), "start"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    relay = None
    try:
        first = first_process(pod)
        relay = subprocess.Popen(
            [
                *WITH_US,
                "nsenter",
                f"--net=/proc/{pod.pid}/ns/net",
                sys.executable,
                str(HERE),
                "relay",
                str(door.fileno()),
            ],
            pass_fds=[door.fileno()],
        )
        door.close()
        if not first or not answers(pod):
            say(f"Jupyter did not start:\n{(folder / 'log').read_text('utf-8', 'replace')}")
            return 1
        inside = ["nsenter", "-t", str(first), "-m", "-p", "-n", "-u", "-i", "-r", "-w"]
        user = ["setpriv", "--reuid=1000", "--regid=100", "--clear-groups"]
        variables = Path(f"/proc/{first}/environ").read_bytes().decode().rstrip("\0").split("\0")
        subprocess.run([*inside, *user, "env", "-i", *variables, "kfcheck", "run"], check=False)
        print(f"{SAID}{url()}  (no password; Ctrl-C ends it)", flush=True)
        return pod.wait()
    finally:
        for process in (pod, relay):
            if process:
                process.kill()
                process.wait()


def first_process(pod: "subprocess.Popen[bytes]") -> int | None:
    """The number, here, of the pod's first process; None if the pod has ended."""
    while pod.poll() is None:
        if children := Path(f"/proc/{pod.pid}/task/{pod.pid}/children").read_text().split():
            return int(children[0])
        time.sleep(0.05)
    return None


def url() -> str:
    """Where the notebook is."""
    return f"http://127.0.0.1:{PORT}{PREFIX}/"


def answers(pod: "subprocess.Popen[bytes]") -> bool:
    """Wait until Jupyter answers; False if the pod ends before."""
    while pod.poll() is None:
        try:
            urllib.request.urlopen(f"{url()}api", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return True
    return False


async def relay(door: socket.socket) -> None:
    """Pass what comes in at ``door`` on to port 8888 of the network in which this process is."""
    with socket.socket() as any_socket:  # a new network has a loopback that is down
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(1 << 16):
                target.write(data)
                await target.drain()
        except OSError:
            pass
        finally:
            target.close()

    async def visit(source: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", 8888)
        except OSError:  # Jupyter does not listen yet
            answer.close()
            return
        await asyncio.gather(copy(source, forth), copy(back, answer))

    server = await asyncio.start_server(visit, sock=door)
    await server.serve_forever()


def say(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """See the module's docstring."""
    if sys.argv[1] == "why-not":
        reason = why_not()
        print(reason)
        return bool(reason)
    if sys.argv[1] == "relay":
        asyncio.run(relay(socket.socket(fileno=int(sys.argv[2]))))
        return 0
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as SIGTERM does: the kernel ends what was started here
    return run(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())


if __name__ == "__main__":
    sys.exit(main())
