"""docs/results/latency.md, .json and .png."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.latency.figures import QUANTILES, Course, figures, heads, misses, rows

#: Line of each quantile in the picture.
STYLES: Final = {"p50": ":", "p99": "-", "p99.9": "--"}


def write(courses: Sequence[Course], where: Mapping[str, Any], terms: str, folder: Path) -> None:
    """The figures as JSON, a picture and a page; `terms` says how it was measured, in a sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {**where, "courses": [figures(course) for course in courses], "misses": misses(courses)}
    (folder / "latency.json").write_text(json.dumps(kept, indent=2) + "\n")
    draw(courses, folder / "latency.png")
    (folder / "latency.md").write_text(page(courses, where, terms))


def draw(courses: Sequence[Course], picture: Path) -> None:
    """Quantiles against the rate, both on logarithmic scales, a colour for each target."""
    import matplotlib  # noqa: PLC0415 - only for the picture, and it takes a second

    matplotlib.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415 - as above

    figure, axes = pyplot.subplots(figsize=(9, 5.5))
    names = list(dict.fromkeys(course.target.name for course in courses if not course.void))
    for number, name in enumerate(names):
        of_it = [course for course in courses if course.target.name == name and not course.void]
        for quantile, style in STYLES.items():
            label = f"{of_it[0].target.title}" if quantile == "p99" else None
            axes.plot([course.rate for course in of_it], [course.ms(quantile) for course in of_it],
                      style, color=f"C{number}", marker=".", label=label)  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="events a second", ylabel="milliseconds")
    axes.set_title("From event due to answer readable: p50 dotted, p99 solid, p99.9 dashed")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(picture, dpi=120, bbox_inches="tight")
    pyplot.close(figure)


def page(courses: Sequence[Course], where: Mapping[str, Any], terms: str) -> str:
    """The page."""
    versions = ", ".join(f"{name} {number}" for name, number in where["versions"].items())
    lines = [heads(), ["---"] * (3 + len(QUANTILES)), *rows(courses)]
    missed = misses(courses)
    return "\n".join([
        "# From event to alert",
        "",
        f"Measured {where['day']} at commit {where['commit']} on {where['cores']} cores (load average at the end "
        f"{where['load_average'][0]}) by `make latency ARGS=--keep`, which wrote this page.",
        "",
        "An event is due at a time that is fixed beforehand, whatever has become of those before it, and its latency "
        "counts from then: a system that stalls is not asked less (no coordinated omission). It ends when a consumer "
        "outside has the answer: for harken's whole pipeline the alert `detractor` of a bad word of somebody new, one "
        "in twenty events of a shop; for all others, and harken's bare runtime, a count for each event. Sender, "
        "listener, Kafka, Redis and the one that is measured share the machine.",
        "",
        terms,
        "",
        *(f"| {' | '.join(cell.replace('|', ' ') for cell in line)} |" for line in lines),
        "",
        "![Latency against rate](latency.png)",
        "",
        *(f"Missed: {miss}." for miss in missed),
        *([""] if missed else []),
        f"Versions: {versions}.",
        "",
    ])  # fmt: skip
