from errno import ETIMEDOUT

import pytest

from jupyter_kfcheck.facts.gpu.cuda import Cuda, Start
from jupyter_kfcheck.model import Status, Unknown
from tests.build import judge_one
from tests.checks.gpu.build import LIBRARIES, gpu, library, none

WELL = Start("answered", init=0, gpus_code=0, gpus=1)
COMPAT = LIBRARIES._replace(cuda=library("libcuda.so", "590.1", "/usr/local/cuda/compat"))


@pytest.mark.parametrize(
    ("start", "status", "words"),
    [
        (WELL, "pass", "CUDA starts and sees 1 GPU"),
        (WELL._replace(gpus=8), "pass", "CUDA starts and sees 8 GPUs"),
        (WELL._replace(gpus=0), "warn", "CUDA starts, and sees no GPU"),
        (Start("answered", init=35), "fail", "the driver is too old for this CUDA (error 35)"),
        (Start("answered", init=100), "fail", "it finds no GPU (error 100)"),
        (Start("answered", init=802), "fail", "no fabric manager"),
        (Start("answered", init=803), "fail", "of different versions"),
        (Start("answered", init=804), "fail", "forward compatibility"),
        (Start("answered", init=999), "fail", "the driver does not say why (error 999)"),
        (Start("crashed", "killed by SIGSEGV"), "fail", "its library crashes (killed by SIGSEGV)"),
        (Start("stuck", "in state D"), "fail", "it hangs in the driver"),
        (Start("slow"), "warn", "did not start within 2 s"),
        (Start("answered", load_error="no such file"), "error", "CUDA could not be asked: no such file"),
        (Unknown("did not answer within 3 s", ETIMEDOUT), "error", "did not answer"),
        (None, "skip", "no NVIDIA GPU is here"),
    ],
)
def test_gpu_cuda(start, status, words):
    verdict = judge_one("gpu.cuda", gpu()._replace(cuda=Cuda(start)))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    assert bool(verdict.advice) == (status in ("warn", "fail"))


def test_without_a_gpu_or_with_one_that_cannot_be_used_nothing_more_is_asked():
    assert judge_one("gpu.cuda", none()._replace(cuda=Cuda(WELL))).status is Status.SKIP
    lost = gpu(talk={"init": 999})._replace(cuda=Cuda(Start("answered", init=999)))
    assert judge_one("gpu.cuda", lost).status is Status.SKIP


def test_a_library_of_the_images_own_is_named_before_the_node():
    found = gpu(libraries=COMPAT)._replace(cuda=Cuda(Start("answered", init=803)))
    assert "`compat`" in judge_one("gpu.cuda", found).advice[0].text
