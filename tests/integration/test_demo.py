"""The demo as somebody runs it: it alerts, it ends, and it leaves nothing running."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from harken.demo.run import DRAIN_S

FIRST_ALERT_S = 60.0
#: How long a busy machine may take for anything else.
PATIENCE_S = 60.0
DEMO = (sys.executable, "-m", "harken.cli", "demo")


def descendants(root: int) -> dict[int, str]:
    """Every process below this one, by id, with its start time, so that an id used anew is another process."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,lstart="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    found: dict[int, str] = {}
    level = {root}
    while level:
        below = {int(pid): start for pid, parent, start in rows if int(parent) in level and int(pid) not in found}
        found |= below
        level = set(below)
    return found


def still_running(processes: dict[int, str]) -> list[str]:
    """Those of them that are there, as what they are; zombies are not."""
    left = []
    for pid, start in processes.items():
        shown = subprocess.run(
            ["ps", "-p", str(pid), "-o", "stat=,lstart=,args="], capture_output=True, text=True, check=False
        )
        if start in shown.stdout and not shown.stdout.startswith("Z"):
            left.append(shown.stdout.strip())
    return left


def wait_for_nothing_running(processes: dict[int, str], within_s: float) -> None:
    deadline_s = monotonic() + within_s
    while still_running(processes) and monotonic() < deadline_s:
        sleep(0.1)
    assert still_running(processes) == []


@contextmanager
def demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo that keeps what it must keep in a folder of the test's."""
    process = subprocess.Popen(
        DEMO,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"TMPDIR": str(folder)},
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=PATIENCE_S)


def four_children(process: subprocess.Popen[str]) -> dict[int, str]:
    """Broker, store and two workers, once they are there."""
    deadline_s = monotonic() + PATIENCE_S
    while len(found := descendants(process.pid)) < 4:
        assert process.poll() is None
        assert monotonic() < deadline_s
        sleep(0.1)
    return found


def test_an_alert_comes_within_a_minute_and_sigint_leaves_nothing_behind(tmp_path: Path) -> None:
    started_s = monotonic()
    with demo(tmp_path) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if " ALERT " in line:
                break
        assert monotonic() - started_s < FIRST_ALERT_S
        assert re.search(r"ALERT 2010-\d\d-\d\dT\d\d:\d\d  \w+ raised  shopper-\d{5}  ", lines[-1])
        assert not any("\x1b" in line for line in lines)
        children = four_children(process)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
        assert "of them have really left" in rest
        assert still_running(children) == []
        assert list(tmp_path.iterdir()) == []


def test_a_second_sigint_ends_it_at_once(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it runs: from now on the first signal drains
        children = four_children(process)
        for worker in children:
            if any("worker" in shown for shown in still_running({worker: children[worker]})):
                os.kill(worker, signal.SIGSTOP)  # so that draining takes as long as it may
        asked_s = monotonic()
        while process.poll() is None and monotonic() - asked_s < DRAIN_S:
            process.send_signal(signal.SIGINT)
            sleep(0.3)  # two signals within one look at everything are one to the process
        rest, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 130
        assert monotonic() - asked_s < DRAIN_S
        assert "Traceback" not in rest
        assert still_running(children) == []
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_demo_that_is_killed_leaves_nothing_running(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        children = four_children(process)
        process.kill()
        wait_for_nothing_running(children, within_s=10)


def test_on_a_terminal_there_is_one_screen_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        DEMO,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=os.environ | {"TMPDIR": str(tmp_path), "TERM": "xterm", "COLUMNS": "140", "LINES": "45"},
        # It is the session's leader with this terminal as its own, so that Ctrl-C is the terminal's doing.
        preexec_fn=lambda: _take_terminal(terminal),  # noqa: PLW1509  # nothing here runs threads
    )
    try:
        os.close(terminal)
        shown = read_until(controller, b"riskiest customers")
        assert b"\x1b[?1049h" in shown  # the alternate screen
        children = descendants(process.pid)
        os.write(controller, b"\x03")
        shown += read_until(controller, b"really left", b"\x1b[?1049l")
        assert process.wait(PATIENCE_S) == 0
        assert still_running(children) == []
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        os.close(controller)


def _take_terminal(terminal: int) -> None:
    """What os.login_tty does (Python 3.11 has none)."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def read_until(controller: int, *words: bytes) -> bytes:
    shown = b""
    deadline_s = monotonic() + PATIENCE_S
    while not all(word in shown for word in words):
        assert monotonic() < deadline_s, shown[-2000:]
        if select.select([controller], [], [], 0.5)[0]:
            try:
                shown += os.read(controller, 65_536)
            except OSError:
                break  # Linux says so when the last one has closed the terminal
    return shown


def test_it_ends_by_itself_with_code_0() -> None:
    done = subprocess.run([*DEMO, "--seconds", "15"], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "events/s" in done.stdout
    assert "really left" in done.stdout.splitlines()[-1]
