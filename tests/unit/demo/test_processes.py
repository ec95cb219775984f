"""Child processes of the demo."""

import sys
from pathlib import Path

import pytest

from harken.demo.processes import Child, ChildEnded, wait_until


def python(code: str, folder: Path) -> Child:
    return Child("child", [sys.executable, "-c", code], folder)


def test_a_child_that_ended_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = python("print('first'); print('no room'); raise SystemExit(3)", tmp_path)
    with pytest.raises(ChildEnded, match=r"child ended with code 3: first \| no room"):
        wait_until(lambda: False, child, 30)


def test_a_child_that_does_not_answer_in_time_is_told(tmp_path: Path) -> None:
    child = python("import time; time.sleep(60)", tmp_path)
    try:
        with pytest.raises(ChildEnded, match=r"did not answer within 0.2 s"):
            wait_until(lambda: False, child, 0.2)
    finally:
        child.kill()


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = python(deaf, tmp_path)
    wait_until(lambda: child.last_words() == "deaf", child, 30)
    child.stop(0.2)
    with pytest.raises(ChildEnded, match="code -9"):
        child.check()


def test_stopping_what_is_gone_is_no_error(tmp_path: Path) -> None:
    child = python("pass", tmp_path)
    with pytest.raises(ChildEnded):
        wait_until(lambda: False, child, 30)
    child.ask_to_stop()
    child.stop(1)
    child.kill()
