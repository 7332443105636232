"""The folder where a local stack keeps its data, logs and process ids."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Home:
    """One stack's folder. Its sub-folders exist after `make`; deleting the folder forgets the stack."""

    root: Path

    @property
    def kafka(self) -> Path:
        return self.root / "kafka"

    @property
    def mongo(self) -> Path:
        return self.root / "mongo"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def pids(self) -> Path:
        return self.root / "pids"

    def make(self) -> None:
        """Creates what is missing, readable by its owner alone: claims are personal data."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.kafka, self.mongo, self.logs, self.pids):
            folder.mkdir(exist_ok=True)

    @staticmethod
    def from_environment() -> "Home":
        """The folder that `QUANCHENG_HOME` names, or `.quancheng` in the checkout."""
        given = os.environ.get("QUANCHENG_HOME", "").strip()
        return Home(Path(given).expanduser().resolve() if given else CHECKOUT / ".quancheng")
