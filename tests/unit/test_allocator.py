"""Memory that a worker gave up is not handed back to the kernel."""

import subprocess
import sys

import pytest

#: Takes and gives up 20 MB, twice; prints how many page faults the second time cost.
PROGRAM = """
import resource, sys
from harken.allocator import keep_memory
kept = keep_memory()
def take() -> None:
    blocks = [bytearray(100_000) for _ in range(200)]
take()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
take()
print(int(kept), resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has these options")
def test_what_was_given_up_is_taken_again_without_a_page_fault() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout
    kept, faults = map(int, said.split())
    if not kept:
        pytest.skip("the C library has no mallopt")
    assert faults < 500  # of some 4,900 pages
