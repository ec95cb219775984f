"""What a worker imports before it does anything is what a restart waits for."""

import subprocess
import sys


def test_a_worker_of_lanes_does_not_wait_for_what_only_learners_need() -> None:
    #  In a process of its own: in this one others have imported it.
    asked = "import sys, harken.worker; print([name for name in ('river', 'scipy.stats') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
