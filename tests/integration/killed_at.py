"""Runs a program and kills it -9 just before one of its lines: `killed_at.py LINE PROGRAM ARGUMENTS...`."""

import os
import runpy
import signal
import sys
from types import CodeType, FrameType
from typing import Any


def lines_of(program: str, functions: set[str]) -> list[int]:
    """The numbers of all lines that these functions of a program (and what is defined in them) can run."""
    with open(program, encoding="utf-8") as file:
        waiting: list[tuple[CodeType, bool]] = [(compile(file.read(), program, "exec"), False)]
    found: set[int] = set()
    while waiting:
        code, wanted = waiting.pop()
        inside = wanted or code.co_name in functions
        found |= {line for _, _, line in code.co_lines() if inside and line and line > code.co_firstlineno}
        waiting += [(each, inside) for each in code.co_consts if isinstance(each, CodeType)]
    return sorted(found)


def main() -> None:
    """Run it."""
    line, program = int(sys.argv[1]), sys.argv[2]

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != program:
            return None
        if event == "line" and frame.f_lineno == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch

    sys.argv = sys.argv[2:]
    sys.settrace(watch)
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
