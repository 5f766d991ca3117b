"""What is expected of a notebook: what Kubeflow expects, and what an image or a pod says on top.

The noun alone; `sources` reads it.
"""

from typing import Any

from jupyter_kfcheck.model import Struct

FILE = "/etc/kfcheck.toml"
KINDS = ("jupyter", "codeserver", "rstudio")
LISTEN_PORT = 9889  # outside of the ports that Jupyter tries
MIB = 1 << 20


class Contract(Struct):
    """The expectations that checks judge by. Sizes in bytes, times in seconds, shares of 1."""

    user: str | None = None  # of these four None leaves it to the platform
    uid: int | None = None
    home: str | None = None
    port: int | None = None
    home_warn_bytes: int = 1024 * MIB
    home_warn_share: float = 0.05
    home_fail_bytes: int = MIB
    home_low_bytes: int = 100 * MIB
    skip: dict[str, str] = {}  # id or category -> reason
    severity: dict[str, str] = {}  # id -> warn | fail
    kind: str = "auto"
    platform: str = "auto"
    timeout: float = 10.0
    startup: str = "report"
    expect_gpu: str | None = None
    server_url: str | None = None  # as the server itself states it, see `address.FORMS`
    server_pid: int | None = None  # of the process that serves, where that one asks
    server_cafile: str | None = None  # what its certificate is verified by; without it, it is not
    listen: tuple[str, int] = ("127.0.0.1", LISTEN_PORT)  # where `kfcheck serve` serves
    token_file: str | None = None  # of `kfcheck serve`, as are the next two
    max_age: float = 300.0
    ready_checks: tuple[str, ...] = ()
    stated: bool = False  # a file states expectations: judge even outside of Kubeflow
    open_editor: bool = False  # may code-server be asked for more than its health? (`kfcheck image` alone)
    waited: bool = False  # has the IDE had its time to start, and the server its time to answer? (as above)
    patience: float = 1.0  # by which facts' deadlines are multiplied where nobody waits for an answer (as above)
    everything: bool = False  # ask a server what only other platforms ask, too? (`kfcheck facts`, for whoever judges)
    earlier: dict[str, Any] | None = None  # what earlier trials found (`run.trials`); None: every trial is made now
