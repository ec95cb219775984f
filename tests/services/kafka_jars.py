"""Apache Kafka's own jars, from Maven, kept in this user's cache."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.services.child import ServiceFailed

KAFKA_VERSION = "4.1.1"
FETCH_TIMEOUT_S = 600.0


def kafka_jars(version: str = KAFKA_VERSION) -> Path:
    """The folder with the jars of that Kafka, fetched the first time (43 MB); two processes may ask at once.

    Raises
    ------
    ServiceFailed : when there is no `java` or `mvn`, or Maven could not get them.
    """
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing:
        raise ServiceFailed(f"no {' and no '.join(missing)} on the path")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "harken"
    jars = cache / f"kafka-{version}"
    if jars.is_dir():
        return jars
    cache.mkdir(parents=True, exist_ok=True)
    fetched = Path(tempfile.mkdtemp(dir=cache, prefix=f".kafka-{version}-"))
    try:
        _fetch(fetched, version)
        os.rename(fetched, jars)  # whole or not at all
    except OSError:
        if not jars.is_dir():  # else another process was first, and has the same
            raise
    finally:
        shutil.rmtree(fetched, ignore_errors=True)
    return jars


def _fetch(folder: Path, version: str) -> None:
    pom = Path(__file__).with_name("kafka-pom.xml")
    command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"]
    arguments = [f"-Dkafka.version={version}", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(
            command + arguments,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCH_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ServiceFailed(f"Maven had not fetched Kafka's jars after {FETCH_TIMEOUT_S:g} s") from late
    if done.returncode:
        raise ServiceFailed(f"Maven could not fetch Kafka's jars: {done.stdout[-1500:]}{done.stderr[-500:]}")
