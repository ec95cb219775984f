"""A small file system of its own for a broker's log, that can be filled up and emptied again."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.services.child import ServiceFailed

SIZE_MIB: Final = 160
BALLAST: Final = "ballast"
PIECE: Final = 65_536


class SmallDisk:
    """What is mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leave no room for another byte."""
        with (self.folder / BALLAST).open("ab", buffering=0) as ballast:
            for size in (PIECE, 1):
                try:
                    while ballast.write(bytes(size)):
                        pass
                except OSError:
                    continue

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / BALLAST).unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount it; raises ServiceFailed where that is not allowed."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "harken-chaos", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServiceFailed(f"no file system can be mounted (as user {os.getuid()}): {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
