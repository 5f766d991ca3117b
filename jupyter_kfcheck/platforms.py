"""What each platform asks of a notebook image: a row a platform, read in the platforms' own sources in 2026."""

from collections.abc import Mapping

from jupyter_kfcheck.model import Struct

AUTO = "auto"
USER = "jovyan"  # whom Jupyter's images have in common
SIGNALS = ("NB_PREFIX", "NOTEBOOK_ARGS", "JUPYTERHUB_API_URL", "JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_SERVICE_URL")
"""The environment variables that tell platforms apart. Of the second and third only that they are set is kept."""
LOGIN_REQUIRED, LOGIN_FORBIDDEN, LOGIN_FREE = "required", "forbidden", "free"
PORT = 8888


class Platform(Struct):
    """One platform's requirements; None where it asks for nothing.

    ``group_0``: any UID is fine with group 0. ``root``: whether root may run the IDE. ``prefix`` names the variable
    with the path to serve below. ``browser``: whether pages reach the server through the platform's own gateway, with
    a Host and an Origin that are not the server's. ``activity`` are the paths that it asks for activity, below the
    prefix; ``stops`` whether a wrong answer stops the notebook. ``answers`` is the path that its own probe asks, with
    the seconds it gives it. ``pod_exec``: whether it can run an activity script in the container. ``needs`` is the
    distribution that must be in the image. ``mounts``, ``volume`` and ``rewrite`` say in its own fields where the
    volume for HOME is mounted, how the user gets one, and how the admin has the path rewritten to ``/``.
    """

    name: str
    title: str
    user: str | None = None
    uid: int | None = None
    group_0: bool = False
    root: bool = False
    home: str | None = None
    port: int = PORT
    prefix: str | None = "NB_PREFIX"
    login: str = LOGIN_FORBIDDEN
    cors: bool = False
    browser: bool = True
    framed: bool = False
    activity: tuple[str, ...] = ()
    stops: bool = False
    answers: tuple[str, float] | None = None
    pod_exec: bool = False
    needs: str | None = None
    mounts: str | None = None
    volume: str = "create the notebook anew with a volume mounted on {home}"
    rewrite: str = "by the gateway of the platform"


KUBEFLOW_V1 = Platform(
    "kubeflow-v1",
    "Kubeflow v1",
    user="jovyan",
    uid=1000,
    group_0=True,
    home="/home/jovyan",
    cors=True,
    framed=True,
    activity=("api/kernels",),
    stops=True,
    volume="create the notebook anew with a workspace volume mounted on {home}",
    rewrite="annotate the Notebook with `notebooks.kubeflow.org/http-rewrite-uri: /`",
)
KUBEFLOW_V2 = Platform(
    "kubeflow-v2",
    "Kubeflow v2",
    activity=("api/status",),
    pod_exec=True,
    mounts="`volumeMounts.home: {home}` in the WorkspaceKind",
    volume="create the workspace anew with a home volume; the workspace kind's `volumeMounts.home` must be {home}",
    rewrite="set `httpProxy.removePathPrefix: true` for this port in the WorkspaceKind",
)
OPENDATAHUB = Platform(
    "opendatahub",
    "Open Data Hub",
    group_0=True,
    home="/opt/app-root/src",
    activity=("api/kernels", "api/terminals"),
    stops=True,
    answers=("api", 1.0),
    volume="create the workbench anew with a persistent storage on {home}",
    rewrite="Open Data Hub does not, so let a proxy in the image do it",
)
JUPYTERHUB = Platform(
    "jupyterhub",
    "JupyterHub",
    root=True,
    prefix="JUPYTERHUB_SERVICE_PREFIX",
    login=LOGIN_REQUIRED,
    browser=False,
    needs="jupyterhub",
    mounts="`singleuser.storage.homeMountPath: {home}` in the values of the JupyterHub chart",
    volume="ask for a volume on {home} (`singleuser.storage` in the JupyterHub chart)",
    rewrite="JupyterHub does not, so let a proxy in the image do it, such as jupyter-server-proxy",
)
NONE = Platform("none", "no platform", root=True, prefix=None, login=LOGIN_FREE, browser=False)

PLATFORMS = {row.name: row for row in (KUBEFLOW_V1, KUBEFLOW_V2, OPENDATAHUB, JUPYTERHUB, NONE)}


def recognise(signals: Mapping[str, str], home: str | None, *, s6: bool) -> Platform:
    """The platform that these signals of the environment, HOME and an image with s6 speak of; the first that fits."""
    prefix = signals.get("NB_PREFIX", "")
    below = bool(prefix.strip("/"))
    if "JUPYTERHUB_API_URL" in signals:
        return JUPYTERHUB
    if ("NOTEBOOK_ARGS" in signals and "NB_PREFIX" in signals) or (below and f"{home}/".startswith("/opt/app-root/")):
        return OPENDATAHUB
    if prefix.startswith("/workspace/connect/"):
        return KUBEFLOW_V2
    if below or (s6 and "NB_PREFIX" in signals):
        return KUBEFLOW_V1
    return NONE


def port(stated: int | None, hub_url: str | None) -> int:
    """The port to serve on: as stated, as JupyterHub's JUPYTERHUB_SERVICE_URL names it, else 8888."""
    if stated:
        return stated
    number = (hub_url or "").rpartition("://")[2].partition("/")[0].rpartition(":")[2]
    return int(number) if number.isdecimal() and 0 < int(number) < 65536 else PORT
