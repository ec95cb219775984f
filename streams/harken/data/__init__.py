"""The sample that comes with harken: made up by the simulated shop (docs/simulated-shop.md), nobody's real data."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

SAMPLE: Final = "sample.jsonl.zst"


def sample_path() -> Path:
    """Where the sample lies, as JSON lines."""
    with as_file(files("harken.data").joinpath(SAMPLE)) as path:
        return path
