"""Settings in ~/.jupyter that differ from what the platform needs."""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.checks.packages import remedies
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.packages.settings import Setting
from jupyter_kfcheck.model import Advice, known
from jupyter_kfcheck.platforms import LOGIN_FORBIDDEN, Platform

EVERYWHERE = ("0.0.0.0", "*", "", "::")  # noqa: S104 - what a setting says, nothing is bound
SECRETS = ("token", "password", "hashed_password")


def problems(settings: tuple[Setting, ...], facts: Facts, contract: Contract) -> list[tuple[str, list[Advice]]]:
    """A sentence and what to do for each setting that cuts the notebook off, and that no command line overrides."""
    row = scope.platform(facts, contract)
    if scope.no_platform(facts, contract) or row.name == "jupyterhub":  # the hub's own program sets these itself
        return []
    flags, home = known(facts.packages.flags) or (), common.name(facts)
    found = []
    for setting in settings:
        name = setting.name.rpartition(".")[2]
        why = None if name in flags else _why(name, setting, row, scope.prefix(facts, contract))
        if why:
            advice = [remedies.MOVE.fill(path=f"{home}/{setting.file}")]
            advice += [remedies.SET.fill(name=setting.name)] if name not in ("tornado_settings", "certfile") else []
            found.append((f"{home}/{setting.file} sets {setting.name}{why}", advice))
    return found


def _why(name: str, setting: Setting, row: Platform, prefix: str | None) -> str | None:
    value = setting.value or ""
    if "environ" in value:  # what the platform says itself
        return None
    if name in SECRETS:
        return ": a login page" if not setting.empty and row.login == LOGIN_FORBIDDEN else None
    if name == "certfile":
        return ": the gateway speaks plain HTTP to the notebook" if not setting.empty else None
    if name == "base_url":
        return f" to {value}, not {prefix}" if prefix and value.strip("/") != prefix.strip("/") else None
    if name == "port":
        return f" to {value}, not {row.port}" if value != str(row.port) else None
    if name == "ip":
        return f" to {value}: the gateway cannot reach it" if value not in EVERYWHERE else None
    if name == "allow_origin":
        return f" to {value}, not *" if row.browser and value != "*" else None
    if name == "allow_remote_access":
        return f" to {value}" if row.browser and value.lower() == "false" else None
    return ", which replaces the headers that let the dashboard frame the page"
