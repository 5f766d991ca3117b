"""What the facts mean. Pure: nothing in here touches the machine. A file a check, named as its id."""

from jupyter_kfcheck.checks.gpu import cuda, driver, framework, visible
from jupyter_kfcheck.checks.home import locks, modes, path, persistent, seed, space, writable
from jupyter_kfcheck.checks.packages import lost, required, shadowed
from jupyter_kfcheck.checks.platform import activity
from jupyter_kfcheck.checks.runtime import dir as runtime_dir
from jupyter_kfcheck.checks.runtime import memory, shm, sidecar, state
from jupyter_kfcheck.checks.s6 import init, scripts, services
from jupyter_kfcheck.checks.server import (
    auth,
    cors,
    culling,
    frame,
    kernel,
    port,
    prefix,
    redirect,
    start,
    websocket,
    xsrf,
)
from jupyter_kfcheck.checks.user import name, uid
from jupyter_kfcheck.checks.volumes import data

CHECKS = (
    name.CHECK,
    uid.CHECK,
    path.CHECK,
    writable.CHECK,
    persistent.CHECK,
    space.CHECK,
    seed.CHECK,
    locks.CHECK,
    modes.CHECK,
    data.CHECK,
    port.CHECK,
    prefix.CHECK,
    cors.CHECK,
    frame.CHECK,
    websocket.CHECK,
    auth.CHECK,
    culling.CHECK,
    xsrf.CHECK,
    start.CHECK,
    redirect.CHECK,
    kernel.CHECK,
    activity.CHECK,
    visible.CHECK,
    driver.CHECK,
    framework.CHECK,
    cuda.CHECK,
    init.CHECK,
    scripts.CHECK,
    services.CHECK,
    runtime_dir.CHECK,
    shm.CHECK,
    memory.CHECK,
    sidecar.CHECK,
    state.CHECK,
    required.CHECK,
    lost.CHECK,
    shadowed.CHECK,
)
"""All checks, in the order of every report."""

BY_ID = {check.id: check for check in CHECKS}
CATEGORIES = list(dict.fromkeys(check.category for check in CHECKS))
NAMES = [*BY_ID, *CATEGORIES]
"""What ``--only``, ``--skip`` and the configuration may name."""
