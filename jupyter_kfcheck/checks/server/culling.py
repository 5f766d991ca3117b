"""Can the culler tell an idle notebook from one in use?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import (
    IMAGE,
    RUNNING,
    Check,
    Ground,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    unsure,
    warned,
)
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.grounds import FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import Advice, Unknown, known

SHIM = Remedy(
    "Another server, which has no kernels",
    IMAGE,
    "Have a proxy in the image answer `GET {path}` with what `kfcheck activity --as kernels` prints.",
)


def culling(kernels: Answer, facts: Facts, contract: Contract) -> Verdict:
    """Can the platform read the notebook's activity without credentials?

    Where culling is on, the platform asks the server without credentials, calling it by its Service's name. Kubeflow
    v1 and Open Data Hub ask `api/kernels` below the prefix, Open Data Hub `api/terminals` as well. On any other answer
    than 200 they take the notebook as unused since its start and stop it after the idle time, whatever runs in it: "I
    was in the notebook and it still closed". Kubeflow v2 asks `api/status`. On a wrong answer it never pauses the
    workspace, which costs money, not work. JupyterHub asks nobody: its server reports activity itself.

    How it is judged: by those same requests. Only the image's half can be seen from inside: an Istio
    AuthorizationPolicy must let the controller through as well. Where this passes and the controller's log still
    shows 403, that policy is missing. code-server and RStudio have no such API: there Kubeflow v1 goes by the start
    alone. Open Data Hub's images have a proxy that answers for them, which is asked.

    Evidence: `request`, `at`, `status`.
    """
    row = scope.platform(facts, contract)
    asked = {"api/kernels": kernels, "api/terminals": facts.server.terminals, "api/status": facts.server.entrance}
    answers = {path: answer for path in row.activity if (answer := known(asked[path]))}
    wrong = next((answer for path, answer in answers.items() if not _fine(path, answer)), None)
    if not answers:
        return unsure(f"kfcheck did not send the activity request that {row.title} sends")
    if wrong is None:
        return passed(f"{row.title} can read its activity", **common.exchange(next(iter(answers.values()))))
    if wrong.status is None:
        return common.unanswered(wrong)
    because: tuple[str, ...]
    if scope.kind(facts, contract) != common.JUPYTER:
        remedy, because = SHIM, ()
    elif wrong.status != 404 and common.wants_credentials(facts):
        remedy, because = flags.NO_LOGIN[common.JUPYTER], ("server.auth",)
    elif wrong.status in (401, 403):
        remedy, because = flags.ANY_HOST, ("server.websocket",) if common.minds_host(facts) else ()
    else:
        remedy, because = flags.BASE_URL, ("server.prefix",)
    evidence = common.exchange(wrong)
    evidence["detail"] = common.told(wrong) + (", but the answer is no list" if wrong.status == 200 else "")
    means = "will stop it as idle" if row.stops else "will never pause it"
    summary = f"{row.title} cannot read its activity and {means}: HTTP {wrong.status}"
    advice = _sources(facts, remedy, remedy.fill(variable=row.prefix, path=wrong.path))
    return (failed if row.stops else warned)(summary, *advice, because=because, **evidence)


def _sources(facts: Facts, remedy: Remedy, ours: Advice) -> list[Advice]:
    if remedy is flags.NO_LOGIN[common.JUPYTER]:
        return flags.login(facts, ours)
    name = {flags.ANY_HOST: "allow_remote_access", flags.BASE_URL: "base_url"}.get(remedy)
    return flags.advice(facts, ours, name) if name else [ours]


def _fine(path: str, answer: Answer) -> bool:
    return answer.status == 200 and (answer.content == "list" or path == "api/status")


def _asks(facts: Facts, contract: Contract) -> Verdict | None:
    row = scope.platform(facts, contract)
    return None if row.activity else skipped(f"{row.title} does not ask the notebook about its activity")


def _has_kernels(facts: Facts, contract: Contract) -> Verdict | None:
    kernels, kind = facts.server.kernels, scope.kind(facts, contract)
    if isinstance(kernels, Unknown) or kernels is not None:
        return None
    if kind == common.JUPYTER:
        return skipped("this Jupyter was not asked what a platform asks, for it runs on none")
    if kind in (common.CODESERVER, common.RSTUDIO):
        return skipped(f"{common.NAMES[kind]} has no activity API: Kubeflow v1 uses the start time only")
    return skipped("this server is not Jupyter, so kfcheck did not ask for its kernels")


CHECK = Check(
    id="server.culling",
    title="activity for the culler",
    judge=culling,
    reads=(
        "server.kernels",
        "server.terminals",
        "server.entrance",
        "server.upgrades",
        "server.stated",
        *flags.READS,
        *scope.KIND_READS,
        *scope.PLATFORM_READS,
    ),
    remedies=(flags.NO_LOGIN[common.JUPYTER], flags.ANY_HOST, flags.BASE_URL, SHIM, *flags.LOGIN_REMEDIES),
    requires=(
        grounds.PLATFORM,
        Ground("a platform that asks for activity", scope.PLATFORM_READS, _asks),
        FOUND,
        Ground("a Jupyter Server", ("server.kernels", *scope.KIND_READS), _has_kernels),
    ),
    phases=(RUNNING,),
)
