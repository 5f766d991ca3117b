"""What in HOME hides or breaks what the image brings?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import Check, Verdict, passed, warned
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.checks.packages import configured, remedies
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.packages import InHome
from jupyter_kfcheck.facts.packages.distributions import older
from jupyter_kfcheck.facts.packages.environments import Broken
from jupyter_kfcheck.facts.packages.shadows import Hidden
from jupyter_kfcheck.model import Advice, Unknown

SERVER = {
    "jupyter-server", "jupyterlab", "jupyterlab-server", "jupyter-core", "jupyter-client", "notebook", "tornado",
    "traitlets", "ipykernel", "ipython", "pyzmq", "jinja2", "markupsafe", "prometheus-client", "jupyter-kfcheck",
}  # fmt: skip
"""What the IDE itself is made of: another version in HOME may keep it from starting."""
Problem = tuple[str, list[Advice]]


def shadowed(found: InHome, facts: Facts, contract: Contract) -> Verdict:
    """Which packages, kernels and settings in HOME hide or break what the image brings?

    HOME outlives the image. What an earlier pod left there, `pip install --user` above all, comes before what a newer
    image brings: the wrong version of a library in the kernel, an ImportError after a change of image, a server that
    does not start "only with that volume". A kernel whose Python is gone dies at once ("kernel died before replying to
    kernel_info"), and a `token` or `base_url` in ~/.jupyter cuts the notebook off from its gateway.

    How it is judged: by the names of files and folders; nothing is imported. A warning is a package in ~/.local that
    hides another version of what the IDE is made of, or is older than the image's; packages of a Python that the image
    no longer has, where no other brings them; a kernel or an environment in HOME whose Python is gone or another one;
    and a setting in ~/.jupyter that differs from what the platform needs, unless the command that starts the server
    sets it. A newer package than the image's is its user's choice, and is only told.

    Evidence: `hidden` (name: version in HOME, hides the image's), `stranded`, `broken` (kernels and environments),
    `settings` (file and name; no value that may be a secret).
    """
    problems = [
        *configured.problems(found.settings, facts, contract),
        *map(_broken, found.broken),
        *(_hidden(found.hidden) if found.user_site else ()),
        *(_stranded(found) if found.user_site else ()),
    ]
    evidence: dict[str, Any] = {
        "hidden": {h.name: f"{h.version}, hides {h.hides}" for h in found.hidden},
        "stranded": {s.folder: list(s.names) for s in found.stranded},
        "broken": {b.name: b.program for b in found.broken},
        "settings": [f"{s.file}: {s.name}" for s in found.settings],
    }
    home = common.name(facts)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        advice = list(dict.fromkeys(advice for _, given in problems for advice in given))
        return warned(f"{problems[0][0]}{more}", *advice, **evidence)
    if found.hidden and not found.user_site:
        return passed(f"packages in {home} hide none of the image's: PYTHONNOUSERSITE is set", **evidence)
    if found.hidden:
        one = len(found.hidden) == 1
        count = f"1 package in {home} is" if one else f"{len(found.hidden)} packages in {home} are"
        return passed(f"{count} newer than the image's, by {'its' if one else 'their'} user's choice", **evidence)
    return passed(f"nothing in {home} hides or breaks what the image brings", **evidence)


def _hidden(hidden: tuple[Hidden, ...]) -> list[Problem]:
    bad = [h for h in hidden if h.name in SERVER] + [
        h for h in hidden if h.name not in SERVER and older(h.version, h.hides)
    ]
    if not bad:
        return []
    first, names = bad[0], tuple(h.name for h in bad[: remedies.SHOWN])
    more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
    hide = f"hide the image's, which has {first.hides}" if more else f"hides {first.hides} of the image"
    summary = f"{first.name} {first.version}{more} in {first.folder} {hide}"
    return [(summary, [remedies.REMOVE.fill(names=names), remedies.NO_USER_SITE.fill()])]


def _stranded(found: InHome) -> list[Problem]:
    return [
        (
            f"{_listed(s.names)} in {s.folder} cannot be found any more: the image has no {s.version}",
            [remedies.AGAIN.fill(names=s.names[: remedies.SHOWN]), remedies.DELETE.fill(folder=s.folder)],
        )
        for s in found.stranded
    ]


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {words.many(len(names) - 3)} more" if len(names) > 3 else "")


def _broken(broken: Broken) -> Problem:
    why = f"{broken.program} is gone" if broken.found is None else (
        f"it was made with Python {broken.wanted}, and {broken.program} is Python {broken.found} now"
    )  # fmt: skip
    if broken.kind == "kernel":
        return f"the kernel {broken.name} cannot start: {why}", [remedies.KERNEL.fill(name=broken.name)]
    return f"the environment {broken.name} is broken: {why}", [remedies.VENV.fill(path=broken.name)]


def _unknown(fact: Unknown, facts: Facts, _contract: Contract) -> Verdict:
    return common.not_read(fact, facts, "home.path", "home.writable")


CHECK = Check(
    id="packages.shadowed",
    title="what HOME hides",
    judge=shadowed,
    reads=(
        "packages.home",
        "packages.flags",
        "home.directory",
        "home.env",
        "mounts.table",
        *scope.PLATFORM_READS,
    ),
    remedies=(*remedies.SHADOWED, *common.HUNG, *common.LOST),
    requires=(grounds.HOME,),
    unknown=_unknown,
)
