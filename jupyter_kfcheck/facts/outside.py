"""What only whoever starts the container can see: how the start went, and what `kfcheck image` asked of it after."""

from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import Struct, Unknown

NOT_STARTED = Unknown("the container was not started by `kfcheck image`")


class Probed(Struct):
    """The answer to the path that the platform's own probe asks: ``seconds`` it took, of ``limit`` allowed."""

    path: str
    status: int | None
    seconds: float
    limit: float


class Start(Struct):
    """How the start went. Times in seconds.

    ``port`` is where an answer was waited for; ``answered``: from the container's start to the first HTTP answer
    there, None where none came within ``waited``. ``exit_code`` is set where the container has ended. ``log`` are
    its last lines, ``errors`` those that speak of an error. ``problem`` is what the engine said where it could not
    start the container. ``network`` is False where the container had none. ``gateway`` is the status (502 to 504) that
    was all that came within ``waited``.
    """

    port: int
    answered: float | None
    waited: float
    network: bool = True
    exit_code: int | None = None
    log: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    problem: str | None = None
    probed: Probed | None = None
    gateway: int | None = None


class Kernel(Struct):
    """A cell that was run: ``result`` as the kernel ``name`` gave it, or ``problem``.

    ``frameworks``: each one that is installed, with its version; ``broken``: those that cannot be imported, with the
    last line of the traceback. ``login`` where the server let nobody in without credentials.
    """

    name: str | None = None
    result: str | None = None
    problem: str | None = None
    frameworks: dict[str, str] = {}
    broken: dict[str, str] = {}
    login: bool = False


class Outside(Struct):
    """``redirect``: what the first page answers a foreign Host. None where it was not asked."""

    start: Start | Unknown = NOT_STARTED
    redirect: Answer | Unknown | None = NOT_STARTED
    kernel: Kernel | Unknown | None = NOT_STARTED
