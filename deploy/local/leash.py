"""`python -m deploy.local.leash FOLDER` ends a throw-away stack when whoever started it is gone.

It holds one end of a pipe. The pipe closes when the starter closes it, and also when the starter is killed.
"""

import shutil
import sys
from pathlib import Path

from deploy.local.home import Home
from deploy.local.ports import Ports
from deploy.local.stack import Stack


def main(folder: Path) -> None:
    """Waits for the end of standard input, then ends every process on record in `folder` and removes it."""
    sys.stdin.read()
    Stack(Home(folder), Ports()).stop()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
