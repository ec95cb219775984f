"""Linear algebra keeps to one core, and is told so before it is there."""

import subprocess
import sys

from harken.cores import VARIABLES, keep_to_one_core


def test_what_somebody_set_stays() -> None:
    environ = {VARIABLES[0]: "4"}
    keep_to_one_core(environ)
    assert environ == {VARIABLES[0]: "4", **dict.fromkeys(VARIABLES[1:], "1")}


def test_the_command_line_says_so_before_numpy_is_there() -> None:
    script = (
        "import os, sys, harken.cli\n"
        "assert 'numpy' not in sys.modules\n"
        "try: harken.cli.main(['features'])\n"
        "finally: print('\\n', 'numpy' in sys.modules, os.environ[sys.argv[1]])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, VARIABLES[0]], env={}, capture_output=True, text=True, check=False
    )
    assert ran.stdout.splitlines()[-1].split() == ["True", "1"], ran.stderr
