"""Opening the files that are replayed: plain, gzip or Zstandard, by their name's ending."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

from harken.errors import HarkenError


class UnreadableFile(HarkenError):
    """A file that cannot be opened or is in no format that is known."""


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked. Raises UnreadableFile."""
    try:
        match path.suffix:
            case ".zst":
                with zstandard.open(path, "rb") as stream, io.BufferedReader(stream, 1 << 20) as buffered:
                    yield cast(IO[bytes], buffered)
            case ".gz":
                with gzip.open(path, "rb") as unpacked:
                    yield cast(IO[bytes], unpacked)
            case _:
                with path.open("rb") as plain:
                    yield plain
    except (OSError, EOFError, zstandard.ZstdError) as error:
        fault = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UnreadableFile(f"{path}: {fault}") from None


@contextmanager
def open_text(path: Path) -> Iterator[IO[str]]:
    """The file's text (UTF-8; other bytes become the replacement character), line ends left to the csv module."""
    with open_bytes(path) as stream, io.TextIOWrapper(stream, "utf-8", errors="replace", newline="") as text:
        yield text


def count_lines(path: Path) -> int:
    """How many lines the file has, for a progress bar."""
    with open_bytes(path) as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
