"""Who may import whom: the direction of the data is kept by this table, not by good will."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import jupyter_kfcheck

PACKAGE = Path(jupyter_kfcheck.__file__).parent
OURS = "jupyter_kfcheck"
MACHINE = {"os", "subprocess", "socket", "time", "psutil", "ctypes", "pwd", "grp", "multiprocessing", "tornado"}
GROUND = ("model", "codec", "contract", "address", "platforms", "kinds", "_version")
ROOMS = (
    "host",
    "facts",
    "checks",
    "render",
    "run",
    "child",
    "server",
    "state",
    "startup",
    "help",
    "image",
    "probe",
    "watch",
    "cli",
)

# room or file -> what it never imports, itself or by a submodule: the walls of the house
FORBIDDEN = (
    {part: {f"{OURS}.{room}" for room in ROOMS} for part in GROUND}
    | {"model": {OURS}}
    | {
        "host": {f"{OURS}.{room}" for room in ROOMS if room != "host"},
        "facts": {f"{OURS}.{room}" for room in ROOMS if room not in ("facts", "host")} | (MACHINE - {"time"}),
        "checks": {f"{OURS}.{room}" for room in ROOMS if room not in ("checks", "facts")} | MACHINE,
        "render": {f"{OURS}.{room}" for room in ROOMS if room not in ("render", "help")} | {"print"},
        "child": {f"{OURS}.{room}" for room in ROOMS if room != "child"},
        "help": {f"{OURS}.{room}" for room in ("run", "checks", "facts", "host", "server", "cli", "image")},
        "state": {f"{OURS}.{room}" for room in ("run", "checks", "facts", "host", "server", "cli", "image")},
        "server": {f"{OURS}.{room}" for room in ("run", "checks", "facts", "host", "startup", "cli", "image")},
        "run": {f"{OURS}.{room}" for room in ("render", "child", "server", "startup", "cli", "image")},
        "probe": {f"{OURS}.{room}" for room in ROOMS if room not in ("probe", "state", "facts")},
        "watch": {f"{OURS}.{room}" for room in ROOMS if room not in ("watch", "probe", "host")},
        "cli": {"jupyter_server", "tornado"},
        "server.endpoints": {"tornado", "jupyter_server"},
        "server.plain": {"jupyter_server"},
        "server.standalone": {"jupyter_server"},
    }
)


@cache
def modules() -> dict[str, set[str]]:
    """Each module's dotted name below the package -> the absolute names that it imports, anywhere in it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        imported = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{name}: relative import"
                imported |= {f"{node.module}.{alias.name}" for alias in node.names}
        found[name] = imported
    return found


def _touches(imported: str, forbidden: str) -> bool:
    return imported == forbidden or imported.startswith(forbidden + ".")


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_imports_only_what_lies_below_it(layer):
    wrong = [
        f"{name} imports {imported}"
        for name, imports in modules().items()
        if name == layer or name.startswith(layer + ".")
        for imported in imports
        for forbidden in FORBIDDEN[layer]
        if _touches(imported, forbidden) and imported not in ALLOWED.get(name, ())
    ]
    assert not wrong


ALLOWED = {"checks.words": {"os.strerror"}}  # the C library's table of texts


def test_the_table_sees_what_is_imported():
    imports = modules()
    assert f"{OURS}.host.files" in imports["facts.home"]
    assert f"{OURS}.checks.check.Check" in imports["checks.user.name"]


def test_there_is_no_circle():
    names = set(modules())
    graph = {name: {_module(i, names) for i in imports} & names - {name} for name, imports in modules().items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join([*above[above.index(name) :], name])
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_rooms_import_in_no_circle():
    rooms = {name.partition(".")[0] for name in modules() if name}
    graph = {
        room: {
            imported.removeprefix(f"{OURS}.").partition(".")[0]
            for name, imports in modules().items()
            if name.partition(".")[0] == room
            for imported in imports
            if imported.startswith(f"{OURS}.")
        }
        & rooms - {room}
        for room in rooms
    }
    graph["__init__"] = set()  # it imports the extension inside of a function, for Jupyter Server alone
    while leaves := {room for room, below in graph.items() if not below & set(graph)}:
        graph = {room: below for room, below in graph.items() if room not in leaves}
    assert not graph, f"these rooms import each other: {graph}"


def test_the_root_of_the_package_stays_small():
    assert len(list(PACKAGE.glob("*.py"))) < 11


def _module(imported: str, names: set[str]) -> str:
    """The module of ours that an imported name is in: the longest that fits."""
    name = imported.removeprefix(f"{OURS}.")
    while name not in names and "." in name:
        name = name.rpartition(".")[0]
    return name


def test_no_file_is_long():
    long = {p.name: n for p in PACKAGE.rglob("*.py") if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert not long


def test_the_command_loads_neither_server_nor_tornado():
    code = "import sys; sys.argv=['kfcheck','list']; import jupyter_kfcheck.__main__"
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=False)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "jupyter_kfcheck.cli" in loaded
    assert not {name for name in loaded if name.split(".")[0] in ("tornado", "jupyter_server", "traitlets", "psutil")}
