"""``python -m jupyter_kfcheck``, which is what the command runs, with ``-I``.

A start-up check is short, and every container waits for it: collecting garbage and tearing the
interpreter down would be a sixth of its time.
"""

import gc
import os
import signal
import sys

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C during the imports is no reason for a traceback
gc.set_threshold(100_000)

from jupyter_kfcheck.cli import main  # noqa: E402 - after the threshold, which its imports would pass many times

code = main(sys.argv[1:])
if sys.stdout is not None:
    sys.stdout.flush()
os._exit(code)
