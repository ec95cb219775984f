"""A child process that never outlives its parent: `python -m harken.demo.child PARENT_PID COMMAND...`.

On Linux the kernel ends it with its parent, however that ends (prctl(2), PR_SET_PDEATHSIG, kept across exec). Elsewhere
only the parent's own clearing up does.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Tie this process to its parent, then become the command."""
    parent, command = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # The parent ended before it could be watched.
        sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
