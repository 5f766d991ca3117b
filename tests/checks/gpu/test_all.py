"""What holds for all three checks, whatever the facts say."""

import re
from errno import EACCES, EIO, ENXIO, EPERM, ETIMEDOUT

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.facts.gpu import INJECTED, Gpu, Kernel, Libraries, Talk
from jupyter_kfcheck.facts.gpu.environment import VARIABLES
from jupyter_kfcheck.facts.gpu.talk import CONTROL, UVM, Device
from jupyter_kfcheck.facts.gpu.toolkits import Toolkit
from jupyter_kfcheck.model import Status, Unknown
from tests.build import CONTRACT, facts, judge_one
from tests.checks.gpu import test_driver, test_framework, test_vendors, test_visible
from tests.checks.gpu.build import A100, DRIVER, NODES, TORCH, UUID, expecting, library, node

TABLES = {"gpu.visible": test_visible, "gpu.driver": test_driver, "gpu.framework": test_framework}
IDS = list(TABLES)
CODES = st.sampled_from([None, 0, 3, 4, 9, 12, 13, 15, 16, 17, 18, 999, -7])
VERSIONS = st.sampled_from([None, "", DRIVER, "535.129.03", "no", "13.0", "12.4.1", "99999999999999999999", "9.x"])
VALUES = st.sampled_from(
    ["", "all", "none", "void", "0", "0,7", "-1", UUID, "MIG-1,GPU-", INJECTED, "cuda>=13.0", "13.0", ","]
)
UNKNOWN = st.sampled_from([Unknown("late", ETIMEDOUT), Unknown("crashed")])
PATHS = ["/dev/nvidia0", "/dev/nvidia1", CONTROL, UVM]
OTHERS = [node("/dev/kfd", "amd"), node("/dev/dri/renderD128", "amd"), node("/dev/accel/accel0", "gaudi"),
          node("/dev/dri/renderD129", "intel"), node("/dev/vfio/0", "tpu"), node("/dev/neuron0", "neuron"),
          node("/dev/dxg", "wsl")]  # fmt: skip
MANY = st.lists(st.sampled_from([*NODES, node("/dev/nvidia1"), *OTHERS]), unique_by=lambda n: n.path).map(tuple)
FOLDERS = st.sampled_from(["/usr/lib", "/x/stubs", "/x/compat"])
LIBRARY = st.none() | st.builds(library, st.just("libcuda.so"), VERSIONS, FOLDERS)
ERRNOS = st.sampled_from([0, 0, EPERM, EACCES, ENXIO, EIO, 9999])
DEVICES = st.lists(
    st.builds(
        Device, st.integers(0, 3), st.sampled_from([0, 0, 4, 15, 16, 999]), st.none() | st.just("GPU"),
        st.sampled_from([None, UUID, "MIG-1"]), st.none(), VERSIONS, st.sampled_from([None, 0, 100]),
        st.sampled_from([None, 0, 1]), st.sampled_from([None, 0, 1, 2, 9]), st.booleans(),
        st.just(()) | st.just(("MIG-1",)),
    ), max_size=3,
).map(tuple)  # fmt: skip
TALK = st.builds(
    Talk, st.sampled_from(["answered", "answered", "slow", "stuck", "crashed", "?"]), st.none() | st.just("problem"),
    st.dictionaries(st.sampled_from([*PATHS, *(n.path for n in OTHERS)]), ERRNOS),
    st.sampled_from([None, "/usr/lib/libnvidia-ml.so.1", f"/usr/lib/libnvidia-ml.so.{DRIVER}"]),
    st.none() | st.just("no"),
    CODES, VERSIONS, CODES, st.sampled_from([None, 0, 12040, 13000]), CODES, st.sampled_from([None, 0, 1, 3, 100]),
    DEVICES,
)  # fmt: skip
BUILDS = st.lists(
    st.builds(
        TORCH._replace, name=st.sampled_from(["torch", "jax"]), version=VERSIONS, cuda=VERSIONS,
        build=st.sampled_from([None, "cpu", "cuda", "rocm", "xpu", "tpu", "?"]), in_home=st.booleans(),
        archs=st.sampled_from([(), ("sm_80",), ("compute_90",), ("odd",)]),
        runtimes=st.sampled_from([(), ("12",), ("13",)]),
    ), max_size=3,
).map(tuple)  # fmt: skip
GPUS = st.builds(
    Gpu,
    st.dictionaries(st.sampled_from(VARIABLES), VALUES) | UNKNOWN,
    MANY,
    st.none() | st.just(("x",)) | UNKNOWN,
    st.sampled_from([(), ("/usr/local/cuda",)]),
    st.just(()) | st.builds(lambda v: (Toolkit("t", v or ""),), VERSIONS),
    BUILDS,
    UNKNOWN
    | st.builds(lambda v, n: Kernel(v, open_module=False, pci_count=n), VERSIONS, st.sampled_from([None, 0, 1])),
    st.none()
    | UNKNOWN
    | st.builds(Libraries, LIBRARY, LIBRARY, st.sampled_from([(), ("/opt/conda/lib/libcuda.so.1",)])),
    st.none() | UNKNOWN | TALK,
    st.sampled_from([None, 0, EACCES]) | UNKNOWN,
    BUILDS | UNKNOWN,
)
CONTRACTS = st.sampled_from([CONTRACT, CONTRACT, *map(expecting, ("nvidia:2", "1", "none", "amd", "gaudi:3"))])


def usable(gpu: Gpu) -> bool:
    """Whether programs can use any accelerator in these facts, read as generously as they allow."""
    talk = gpu.talk
    if not isinstance(talk, Talk):
        return False
    other = any(talk.errnos.get(n.path) == 0 for n in gpu.nodes if n.vendor not in ("nvidia", "wsl"))
    libraries = gpu.libraries if isinstance(gpu.libraries, Libraries) else None
    answered = talk.ended == "answered" and talk.errnos.get(CONTROL) == 0 == talk.errnos.get(UVM) and talk.init == 0
    return other or bool(answered and libraries and libraries.cuda and any(d.code == 0 for d in talk.devices))


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(GPUS, CONTRACTS)
def test_no_evidence_raises_or_passes_with_nothing_usable(gpu, contract):
    found = facts(gpu=gpu._asdict())
    verdicts = [judge_one(id_, found, contract) for id_ in IDS]
    seen = verdicts[0]
    if seen.status is Status.PASS:
        assert usable(gpu)
    if seen.status in (Status.FAIL, Status.ERROR):
        assert Status.PASS not in {verdict.status for verdict in verdicts}
    for verdict in verdicts:
        assert verdict.summary
        assert "kfcheck itself failed" not in verdict.summary
        assert bool(verdict.advice) == (verdict.status in (Status.WARN, Status.FAIL))
        assert not any(re.search(r"\{\w+\}", advice.text) for advice in verdict.advice), "every word is filled in"


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS[2:]), st.integers(1, 200), CONTRACTS)
def test_a_node_that_does_not_open_never_passes(path, errno, contract):
    errnos = {CONTROL: 0, UVM: 0, path: errno}
    found = test_visible.gpu(talk={"errnos": errnos, "devices": (A100,)})
    assert judge_one("gpu.visible", found, contract).status is Status.FAIL


@pytest.mark.parametrize("id_", IDS)
def test_every_remedy_is_reached_by_a_row_of_a_table_and_no_other(id_):
    rows = [(row[0], CONTRACT) for row in TABLES[id_].ROWS]
    if id_ == "gpu.visible":
        rows += [(row[0], expecting(row[1]) if row[1] else CONTRACT) for row in test_vendors.ROWS]
    given = {(advice.by, advice.text) for found, contract in rows for advice in judge_one(id_, found, contract).advice}
    listed = [(remedy.by, pattern(remedy.text)) for remedy in BY_ID[id_].remedies]
    assert [text for by, text in listed if not any(by == who and re.fullmatch(text, said) for who, said in given)] == []
    assert [said for who, said in given if not any(by == who and re.fullmatch(text, said) for by, text in listed)] == []


def pattern(text):
    """What a verdict may make of a remedy's text."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))
