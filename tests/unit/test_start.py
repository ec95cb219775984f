"""What a worker imports before it does anything is what a restart waits for."""

import subprocess
import sys
from importlib import import_module


def test_a_worker_of_lanes_does_not_wait_for_what_only_learners_need() -> None:
    #  In a process of its own: in this one others have imported it.
    asked = "import sys, harken.worker; print([name for name in ('river', 'scipy') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_what_is_imported_later_is_there() -> None:
    from harken.worker import NEEDED_SOON  # noqa: PLC0415  # a worker's imports are what is tested above

    assert import_module(NEEDED_SOON)
