"""``python -m jupyter_kfcheck``, which is what the command runs, with ``-I``."""

import sys

from jupyter_kfcheck.cli import main

sys.exit(main(sys.argv[1:]))
