"""The IDEs that are told apart, and by which names. No import at all: the exec probe starts with this."""

NAMES = {"jupyter": "Jupyter", "codeserver": "code-server", "rstudio": "RStudio", "unknown": "this server"}
"""Kind -> the IDE as people call it."""
PROGRAMS = {
    "jupyter-lab": "jupyter",
    "jupyter-notebook": "jupyter",
    "code-server": "codeserver",
    "rserver": "rstudio",
}
"""Program -> the kind that it serves."""
PROGRAM_DIRS = ("/opt/conda/bin", "/usr/local/bin", "/usr/bin", "/usr/lib/rstudio-server/bin")
"""Where images have those programs."""
SERVICES = {"jupyterlab": "jupyter", "jupyter": "jupyter", "code-server": "codeserver", "rstudio": "rstudio"}
"""Name of an s6 service -> the kind that it serves."""
SERVICE_DIRS = ("/run/service", "/etc/services.d")


def by_name(*found: "list[str] | tuple[str, ...]") -> str:
    """The kind that the s6 services, then the programs found speak of, where they speak of one alone."""
    for names, table in zip(found, (SERVICES, PROGRAMS), strict=True):
        kinds = {table[name] for name in names if name in table}
        if len(kinds) == 1:
            return kinds.pop()
    return "unknown"
