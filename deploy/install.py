"""Install harken with the versions that constraints.txt pins, every archive checked against its hash.

usage: PYTHON deploy/install.py [--editable | --only-needs] [EXTRA ...]

Installs into the environment whose Python runs it, with nothing but that environment's pip. Three steps: the pinned
pip, since old ones cannot do the second; what harken, each EXTRA and the build need, in hash-checking mode, where
pip refuses whatever is not pinned; harken itself (not with --only-needs), without looking for a dependency again.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"


def pip_install(*arguments: str) -> None:
    """Run this environment's `pip install`; end with its exit code when it fails."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *arguments]
    done = subprocess.run(pip, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def pip_pin() -> str:
    """The lines of constraints.txt that pin pip itself."""
    found = re.search(r"^pip==.*?(?=^\S)", CONSTRAINTS.read_text(), re.MULTILINE | re.DOTALL)
    if found is None:
        sys.exit(f"{CONSTRAINTS} does not pin pip: make it again with `make constraints`")
    return found[0]


def requirements(extras: list[str]) -> list[str]:
    """What harken needs with these extras, and what builds it, as pyproject.toml names it."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())
    optional = table["project"]["optional-dependencies"]
    if unknown := [extra for extra in extras if extra not in optional]:
        sys.exit(f"no such extra: {', '.join(unknown)}; there are: {', '.join(optional)}")
    chosen = [name for extra in extras for name in optional[extra]]
    return [*table["dependency-groups"]["build"], *table["project"]["dependencies"], *chosen]


def main(arguments: list[str]) -> None:
    """Install; see the top of this file."""
    extras = [word for word in arguments if not word.startswith("--")]
    needed = requirements(extras)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pin:
        pin.write(pip_pin())
        pin.flush()
        pip_install("--require-hashes", "-r", pin.name)
    pip_install("--require-hashes", "-c", str(CONSTRAINTS), *needed)
    if "--only-needs" in arguments:
        return
    editable = ["--editable"] if "--editable" in arguments else []
    pip_install("--no-deps", "--no-build-isolation", *editable, str(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
