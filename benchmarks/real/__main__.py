"""`make real`: UCI Online Retail and the e-shop clicks through a real Kafka and Redis; writes docs/results/uci.md.

    python -m benchmarks.real [--data DIR] [--only uci|eshop]

The data come from `--data`, `HARKEN_DATA` or `../shared/data`. Exits 1 where a goal is missed or a document is wrong.
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks.own_services import own_services
from benchmarks.real.report import Report, write
from benchmarks.real.run import Run, Services
from benchmarks.real.scenarios import eshop, restarts, uci

RESULTS = Path("docs/results/uci.md")


def main() -> int:
    """Run everything, print and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("HARKEN_DATA", "../shared/data")))
    parser.add_argument("--only", choices=["uci", "restarts", "eshop"], help="one part; nothing is written then")
    options = parser.parse_args()
    files = {name: options.data / name for name in ("uci_online_retail.csv.zst", "eshop2008.csv.zst")}
    missing = [str(path) for path in files.values() if not path.exists()]
    if missing:
        print(f"no real data: {', '.join(missing)} not found; set HARKEN_DATA to the folder that has them")
        return 0
    report = Report()
    with own_services("real") as (kafka, redis, root):
        services = Services(kafka.bootstrap, redis.url)
        _run(report, services, root, files["uci_online_retail.csv.zst"], files["eshop2008.csv.zst"], options.only)
    print(report.text())
    if options.only is None:
        write(report, RESULTS)
    return 0 if report.passed() else 1


def _run(report: Report, services: Services, root: Path, uci_path: Path, eshop_path: Path, only: str | None) -> None:
    def make(name: str, database: int, step_s: float) -> Run:
        return Run(services, name, database, root, step_s)

    if only in (None, "uci", "restarts"):
        undisturbed = uci(report, make, uci_path)
        if only != "uci":
            restarts(report, make, uci_path, undisturbed)
    if only in (None, "eshop"):
        eshop(report, make, eshop_path)


if __name__ == "__main__":
    sys.exit(main())
