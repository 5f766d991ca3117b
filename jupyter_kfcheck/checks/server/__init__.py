"""The server as Kubeflow's gateway, culler and dashboard meet it. One module for each check."""

from jupyter_kfcheck.checks.server import port  # noqa: I001 - the order of import is the order of the report
from jupyter_kfcheck.checks.server import prefix
from jupyter_kfcheck.checks.server import cors
from jupyter_kfcheck.checks.server import frame
from jupyter_kfcheck.checks.server import websocket
from jupyter_kfcheck.checks.server import auth
from jupyter_kfcheck.checks.server import culling

__all__ = ["auth", "cors", "culling", "frame", "port", "prefix", "websocket"]
