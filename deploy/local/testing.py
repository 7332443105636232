"""A throw-away stack for tests and benches: free ports, a temporary folder, nothing left at the end."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.home import Home
from deploy.local.ports import Ports
from deploy.local.stack import Stack

LEASH_GRACE_S = 60.0


@contextmanager
def throwaway_stack() -> Iterator[Stack]:
    """Kafka and MongoDB with the house's topics, for as long as the block runs.

    At the end, also after an exception, Ctrl-C or `kill -9` of this process, every process that was started
    through the stack has ended and the folder is gone. Blocks for about five seconds to start and one to end.
    """
    with leashed_home() as home, Stack(home, Ports.free()) as stack:
        yield stack


@contextmanager
def leashed_home() -> Iterator[Home]:
    """A temporary folder that goes, with every process on record in it, when block or process ends."""
    home = Home(Path(tempfile.mkdtemp(prefix="quancheng-")))
    home.make()
    command = [sys.executable, "-m", "deploy.local.leash", str(home.root)]
    leash = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield home
    finally:
        leash.communicate(timeout=LEASH_GRACE_S)
