"""What in HOME Jupyter, IPython, code-server, RStudio, pip, npm and the shells write into or over, by name."""

from collections.abc import Iterator

from jupyter_kfcheck.host import disk

# Folders that Jupyter, the shells and conda write to; parents before children. In these a file is really made.
NEEDED = (
    ".local",
    ".local/share",
    ".local/share/jupyter",
    ".jupyter",
    ".ipython",
    ".cache",
    ".config",
    ".conda",
)
# What they write into or over, one and two levels further down: a folder ends with a slash. The kernel is asked; a
# trial that writes would cost a sync for each.
REWRITTEN = (
    ".local/bin/",
    ".local/lib/",
    ".local/share/Trash/",
    ".local/share/Trash/files/",
    ".local/share/Trash/info/",
    ".local/share/jupyter/notebook_secret",
    ".local/share/jupyter/nbsignatures.db",
    ".local/share/jupyter/file_id_manager.db",
    ".local/share/jupyter/jupyter_cookie_secret",
    ".local/share/jupyter/runtime/",
    ".local/share/jupyter/runtime/jupyter_cookie_secret",
    ".jupyter/migrated",
    ".jupyter/lab/",
    ".jupyter/lab/user-settings/",
    ".jupyter/lab/user-settings/@jupyterlab/",
    ".jupyter/lab/workspaces/",
    ".ipython/profile_default/",
    ".ipython/profile_default/history.sqlite",
    ".ipython/profile_default/db/",
    ".ipython/profile_default/log/",
    ".ipython/profile_default/pid/",
    ".ipython/profile_default/security/",
    ".config/code-server/",
    ".config/code-server/config.yaml",
    ".local/share/code-server/",
    ".local/share/code-server/User/",
    ".local/share/code-server/User/settings.json",
    ".local/share/code-server/extensions/",
    ".local/share/code-server/logs/",
    ".local/share/code-server/heartbeat",
    ".config/rstudio/",
    ".config/rstudio/rstudio-prefs.json",
    ".local/share/rstudio/",
    ".local/share/rstudio/sessions/",
    ".rstudio/",
    ".npm/",
    ".npm/_cacache/",
    ".bash_history",
    ".zsh_history",
    ".python_history",
)
READ = (".local/share/jupyter/kernels",)
"""Folders that Jupyter lists: one that cannot be listed leaves it without any kernel."""
LIMIT = 50  # names that are looked at of each folder below
ASIDE = ".old"  # as our remedy moves out of the way what cannot be written
PACKAGES, WORKSPACES, SETTINGS = ".local/lib", ".jupyter/lab/workspaces", ".jupyter/lab/user-settings/@jupyterlab"


def listed(home: int) -> Iterator[str]:
    """What they rewrite under names that differ, in the open directory ``home``: a folder ends with a slash."""
    for name in disk.names(home, PACKAGES, LIMIT):
        if name.startswith("python") and name[-1].isdigit():
            yield f"{PACKAGES}/{name}/"
            yield f"{PACKAGES}/{name}/site-packages/"
    for name in disk.names(home, WORKSPACES, LIMIT):
        if name.endswith(".jupyterlab-workspace"):
            yield f"{WORKSPACES}/{name}"
    for name in disk.names(home, SETTINGS, LIMIT):
        if name.endswith(ASIDE):
            continue
        yield f"{SETTINGS}/{name}/"
        for file in disk.names(home, f"{SETTINGS}/{name}", LIMIT):
            if file.endswith(".jupyterlab-settings"):
                yield f"{SETTINGS}/{name}/{file}"
