"""The house: schemas <- agents <- streams, and what each layer must never reach for (architecture.md, section 1)."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("schemas", "agents", "streams")

#: What agents may import besides each other, schemas, river and numpy: all of it computes, none of it reaches outside.
PURE = {
    *("abc", "array", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions"),
    *("functools", "hashlib", "heapq", "html", "itertools", "json", "math", "numbers", "operator", "random", "re"),
    *("statistics", "string", "struct", "types", "typing", "unicodedata", "weakref", "zlib"),
    "ast",  # reads a text; it runs nothing
    "zoneinfo",  # a table of rules, as the calendar is; which zone is asked for is an argument
}
AGENTS_MAY = PURE | {"harken", "msgspec", "numpy", "orjson", "river", "scipy"}
#: What schemas may: to describe a type they read its docstring, and a message names the version that wrote it.
SCHEMAS_MAY = PURE | {"harken", "msgspec", "orjson", "inspect", "importlib"}

#: Of modules that may not be imported, what knows nothing of the outside.
ALONE = {"sys.intern"}
OUTSIDE = {"open", "input", "print", "exec", "eval", "__import__", "breakpoint"}
CLOCK = {"now", "today", "utcnow"}
SEEDED = {"Random", "default_rng", "Generator", "SeedSequence", "PCG64"}


def modules(layer: str) -> dict[str, Path]:
    """Every module of a layer by its import name."""
    root = ROOT / layer
    found = {}
    for path in sorted((root / "harken").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def reaches(source: str, may_import: set[str]) -> Iterator[str]:
    """What of the outside a source reaches for: other imports, files, the clock, randomness without a seed."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.split(".")[0] not in may_import)
            case ast.ImportFrom(module=str(module), names=names):
                if {f"{module}.{name.name}" for name in names} <= ALONE:
                    continue
                if module.split(".")[0] not in may_import:
                    yield module
                elif module in ("random", "numpy.random"):
                    yield from (f"{module}.{name.name}" for name in names if name.name not in SEEDED)
            case ast.Call(func=ast.Name(id=name)) if name in OUTSIDE:
                yield name
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[], keywords=[]) if name in SEEDED:
                yield f"{name}() without a seed"
            case ast.Attribute(value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime"), attr=attr):
                if attr in CLOCK:
                    yield f"datetime.{attr}"
            case ast.Attribute(value=ast.Name(id="random") | ast.Attribute(attr="random"), attr=attr):
                if attr not in SEEDED:
                    yield f"random.{attr}"


def run_python(code: str, *path: Path) -> str:
    """What a fresh interpreter prints that finds harken on `path` only; the installed packages it has all."""
    packages = sysconfig.get_path("purelib")
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([*map(str, path), packages])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


IMPORTED = """
import importlib
for name in {names!r}:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        continue
    print(name)
"""


def test_no_layer_hides_its_siblings() -> None:
    assert not [layer for layer in LAYERS if (ROOT / layer / "harken" / "__init__.py").exists()]


def test_every_module_lives_in_one_layer_only() -> None:
    homes: dict[str, str] = {}
    for layer in LAYERS:
        for name in modules(layer):
            assert homes.setdefault(name, layer) == layer, f"{name} is in {homes[name]} and {layer}"


@pytest.mark.parametrize("count", [1, 2])
def test_a_layer_imports_without_those_above_it(count: int) -> None:
    names = [name for layer in LAYERS[:count] for name in modules(layer)]
    assert run_python(IMPORTED.format(names=names), *(ROOT / layer for layer in LAYERS[:count])).split() == names


@pytest.mark.parametrize("count", [1, 2])
def test_a_layer_above_does_not_import_without_its_folder(count: int) -> None:
    above = [name for layer in LAYERS[count:] for name in modules(layer)]
    assert above
    assert run_python(IMPORTED.format(names=above), *(ROOT / layer for layer in LAYERS[:count])).split() == []


def test_importing_all_agents_loads_no_faust_kafka_or_redis() -> None:
    names = [name for layer in LAYERS[:2] for name in modules(layer)]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    loaded = set(run_python(code, ROOT / "schemas", ROOT / "agents").split())
    assert not loaded & {"faust", "mode", "aiokafka", "kafka", "confluent_kafka", "redis"}


@pytest.mark.parametrize(("layer", "may"), [("schemas", SCHEMAS_MAY), ("agents", AGENTS_MAY)])
def test_a_pure_layer_reaches_for_nothing_outside(layer: str, may: set[str]) -> None:
    found = {name: list(reaches(path.read_text(), may)) for name, path in modules(layer).items()}
    assert found
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import redis",
        "from faust.types import TP",
        "from sys import argv, intern",
        "import asyncio",
        "from time import time",
        "import os.path",
        "from datetime import datetime\nat = datetime.now()",
        "import datetime\nat = datetime.datetime.utcnow()",
        "import random\nx = random.random()",
        "from random import shuffle",
        "import random\nr = random.Random()",
        "import numpy as np\nr = np.random.default_rng()",
        "import numpy as np\nx = np.random.rand(3)",
        "text = open('x').read()",
    ],
)
def test_the_check_of_pure_layers_sees(source: str) -> None:
    assert list(reaches(source, AGENTS_MAY))


@pytest.mark.parametrize("layer", ["schemas", "agents"])
@pytest.mark.parametrize("source", ["import redis", "import asyncio", "import time", "import os", "import faust"])
def test_ruff_refuses_in_pure_layers(layer: str, source: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251"]
    command += ["--stdin-filename", f"{layer}/harken/new.py", "-"]
    done = subprocess.run(
        command, input=f"{source}\n", cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "TID251" in done.stdout


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    # Put together here, so that this file does not name them either.
    patterns = ["/home/" + "[a-z]+/", "/Users" + "/[a-z]+/", "pypi" + r"\.org/simple"]
    patterns += ["files" + r"\.pythonhosted", "repo[0-9]*" + r"\.maven", "registry" + r"\.npmjs", "deb" + r"\.debian"]
    found = subprocess.run(
        ["git", "grep", "-nIE", "|".join(patterns)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (found.returncode, found.stdout) == (1, "")


@pytest.mark.timeout(900)  # it installs everything once more, on whatever network there is
def test_the_wheel_installs_into_an_empty_environment_and_helps(tmp_path: Path) -> None:
    def run(*command: str | Path) -> str:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=tmp_path,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            capture_output=True,
            text=True,
            timeout=800,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT)
    (wheel,) = tmp_path.glob("harken-*.whl")
    # The same versions as everywhere, without the hashes: pip checks no hash of a file that lies here.
    pins = tmp_path / "pins.txt"
    pins.write_text("\n".join(re.findall(r"^\S+==[^\\\n]+", (ROOT / "constraints.txt").read_text(), re.MULTILINE)))
    venv.create(tmp_path / "empty", with_pip=True)
    bin_ = tmp_path / "empty" / "bin"
    run(bin_ / "python", "-m", "pip", "install", "-q", "-c", pins, wheel)
    assert "worker" in run(bin_ / "harken", "--help")
    everything = [name for layer in LAYERS for name in modules(layer) if not name.endswith("__main__")]
    run(bin_ / "python", "-c", f"import importlib\nfor name in {everything!r}: importlib.import_module(name)")
