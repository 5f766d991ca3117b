"""Is there a login page inside Kubeflow, which has let the user in already?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import IMAGE, RUNNING, Check, Remedy, Verdict, failed, passed
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.flags import NO_LOGIN
from jupyter_kfcheck.checks.server.grounds import ASKED, FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.platforms import LOGIN_FREE, LOGIN_REQUIRED

SINGLEUSER = Remedy(
    "No login under JupyterHub",
    IMAGE,
    "Start the server with `jupyterhub-singleuser`, without flags that empty its token and password.",
)


def auth(entrance: Answer, facts: Facts, contract: Contract) -> Verdict:
    """Does the server let in whom the platform sends, and nobody else?

    Kubeflow has authenticated the user before a request reaches the notebook. With a token or password in the image
    the user meets a login page and has no token to give; the culler meets it too (server.culling). JupyterHub is the
    other way round: its single-user server itself sends visitors to the hub's login, and without it lets everybody in.

    How it is judged: by what a visitor without credentials gets. Jupyter: `api/status` must be 200. code-server:
    `/login` leads elsewhere when there is no login. `kfcheck image` alone asks that, for it counts as its user's
    activity: elsewhere its `--auth` tells, on the command line or in its config.yaml. Others: the first page, redirects
    followed, is no login page.

    What asks for a login may be a flag, a file in HOME (`jupyter server password` writes one), the image or a variable
    (JUPYTER_TOKEN): the remedies name it.

    Evidence: `request`, `at`, `status`, `location`; `told` (code-server's settings); `set_by` (where Jupyter's token or
    password is set).
    """
    told = common.told_by_flags(facts)
    evidence = common.exchange(entrance) | told
    wants = common.wants_credentials(facts)
    if wants is None:
        return common.unanswered(entrance)
    started = f": it was started {'with' if not wants else 'without'} `--auth none`" if told else ""
    login = scope.platform(facts, contract).login
    if not wants:
        if login == LOGIN_REQUIRED:
            return failed("lets everybody in, without a login at the hub", SINGLEUSER.fill(), **evidence)
        return passed(f"asks for no token or password{started}", **evidence)
    if login == LOGIN_REQUIRED:
        return passed("asks for a login, as JupyterHub needs it", **evidence)
    if login == LOGIN_FREE:
        return passed("asks for credentials of its own", **evidence)
    kind = scope.kind(facts, contract)
    advice = [NO_LOGIN[kind].fill()]
    if told:
        return failed(f"asks for a password of its own{started}", *advice, **evidence)
    if kind == common.JUPYTER:
        advice = flags.login(facts, advice[0])
        evidence |= flags.evidence(facts, *flags.LOGIN)
    shown = entrance.path if entrance.status == 200 else f"HTTP {entrance.status}"
    evidence["detail"] = common.told(entrance)
    return failed(f"asks for credentials of its own: {shown}", *advice, **evidence)


CHECK = Check(
    id="server.auth",
    title="no login of its own",
    judge=auth,
    reads=("server.entrance", "server.stated", *flags.READS, *scope.KIND_READS, *scope.PLATFORM_READS),
    remedies=(*NO_LOGIN.values(), SINGLEUSER, *flags.LOGIN_REMEDIES),
    requires=(grounds.PLATFORM, FOUND, ASKED),
    phases=(RUNNING,),
)
