"""The Python of a contender: ours, or an environment of its own that is made when it is first asked for."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.engines.roster import Contender

PINS: Final = Path(__file__).parent / "pins"
#: Inside our own environment, so that `make clean` takes them along.
HOME: Final = Path(sys.prefix) / "engines"
INSTALLS_WITHIN_S: Final = 900.0
VERSION: Final = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"


class NotInstalled(Exception):
    """A contender's library is not to be had here; the text is one line."""


def python_of(contender: Contender) -> str:
    """Its interpreter. Raises NotInstalled."""
    if not contender.apart:
        return sys.executable
    pins = PINS / f"{contender.name}.txt"
    made_of = hashlib.sha256(pins.read_bytes()).hexdigest()
    home = HOME / contender.name
    python, mark = home / "bin" / "python", home / "made-of"
    if mark.exists() and mark.read_text() == made_of:
        return str(python)
    _run([sys.executable, "-m", "venv", "--clear", str(home)])
    _run([str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-r", str(pins)])
    mark.write_text(made_of)
    return str(python)


def version_of(contender: Contender, python: str) -> str:
    """The version of its library. Raises NotInstalled."""
    return _run([python, "-c", VERSION, contender.package]).strip()


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLS_WITHIN_S, check=False)
    except subprocess.TimeoutExpired:
        raise NotInstalled("installing it took too long") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise NotInstalled(lines[-1])
    return done.stdout
