"""Asking a program that is known to answer at once."""

from jupyter_kfcheck.model import Unknown


def ask(command: list[str], seconds: float) -> str | Unknown:
    """What ``command`` writes to stdout, or why it failed. It is an absolute path and fixed arguments."""
    import subprocess  # noqa: PLC0415 - 6 ms that the start-up check need not pay

    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, no text of a user in it but a service's name
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Unknown(f"{command[0]} did not answer within {seconds:g} s")
    except OSError as problem:
        return Unknown(f"{command[0]}: {problem.strerror}", problem.errno)
    if done.returncode:
        return Unknown(done.stderr.decode(errors="replace").strip() or f"{command[0]} ended with {done.returncode}")
    return done.stdout.decode(errors="replace")
