"""livez of `kfcheck serve` against a bare tornado that answers the same bytes, side by side, and its memory."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.load import burst
from tests.standalone.test_serve import serving

BARE = """
import asyncio
from tornado import web
class Handler(web.RequestHandler):
    def get(self):
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(b"ok\\n")
    def compute_etag(self): return None
async def main():
    server = web.Application([("/livez", Handler)], log_function=lambda h: None).listen(0, "127.0.0.1")
    print(next(iter(server._sockets.values())).getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
ROUNDS, REQUESTS = 7, 3000
LEAST, MOST = 0.8, 30.0


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True) as bare,
        serving(Path(folder, "state")) as served,
    ):
        port = int(bare.stdout.readline())
        status = Path(f"/proc/{served.process.pid}/status").read_text()
        memory = int(status.partition("VmRSS:")[2].split()[0]) / 1024
        shares = []
        for _ in range(ROUNDS):
            ours = burst(served.port, "/kfcheck/livez", REQUESTS)
            theirs = burst(port, "/livez", REQUESTS)
            assert ours.refused == theirs.refused == 0
            shares.append(ours.rate / theirs.rate)
        bare.kill()
    print(
        f"livez: {median(shares):.2f} times a bare tornado (at least {LEAST}); memory {memory:.1f} MB (at most {MOST})"
    )
    sys.exit(median(shares) < LEAST or memory > MOST)


if __name__ == "__main__":
    main()
