"""The command line as a shell sees it: codes, one clear line, and quick help."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from harken.cli.commands import COMMANDS, GROUPS
from harken.cli.replay import Form
from harken.replay.formats import NAMES
from harken.schema import SCHEMAS
from harken.settings import PREFIX

HEAVY = ("faust", "river", "numpy", "scipy", "kafka", "confluent_kafka", "redis", "pydantic_settings")


def harken(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harken.cli", *arguments],
        env=clean(os.environ) | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith(PREFIX)}


def test_help_lists_every_command() -> None:
    done = harken("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name, _ in COMMANDS)
    assert all(name in done.stdout for name, *_ in GROUPS)


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_has_help_of_its_own(name: str) -> None:
    assert harken(name, "--help").returncode == 0


def test_help_loads_nothing_heavy() -> None:
    look = f"import harken.cli, sys; harken.cli.build(); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_a_bad_setting_is_one_line_and_code_2() -> None:
    done = harken("worker", HARKEN_PARTITIONS="none")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("harken: HARKEN_PARTITIONS is 'none'")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("replay",), "name files to replay, or --sample"),
        (("replay", "missing.csv"), "missing.csv: No such file or directory"),
        (("replay", "--sample", "--speed", "fast"), "say max, realtime or a number"),
        (("schema", "dance"), "no schema 'dance'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_code_2(arguments: tuple[str, ...], says: str) -> None:
    done = harken(*arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


@pytest.mark.parametrize(
    "arguments", [("replay", "--sample"), ("worker",), ("topics", "check"), ("topics", "create"), ("alerts",)]
)
def test_a_broker_that_does_not_answer_is_one_line_and_code_2(arguments: tuple[str, ...]) -> None:
    done = harken(*arguments, HARKEN_KAFKA="127.0.0.1:1", HARKEN_BROKER_TIMEOUT_S="2")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "127.0.0.1:1" in done.stderr


def test_a_store_that_does_not_answer_is_one_line_and_code_2() -> None:
    done = harken("customer", "ada", HARKEN_REDIS="redis://127.0.0.1:1/0")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_schema_without_a_name_lists_all_and_with_one_prints_it() -> None:
    names = harken("schema").stdout.split()
    assert names == [name for name, _ in SCHEMAS]
    assert json.loads(harken("schema", "click").stdout)["title"] == "click"


def test_the_formats_of_the_command_are_those_of_the_readers() -> None:
    assert tuple(form.value for form in Form) == NAMES
