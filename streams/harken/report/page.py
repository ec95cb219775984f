"""What `harken report --out DIR` writes: report.md, report.json and, where matplotlib is installed, pictures."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harken.backtest.report import write_pages
from harken.backtest.tables import markdown
from harken.report.tables import report_tables


def write_report(result: Mapping[str, Any], folder: Path, say: Callable[[str], None]) -> None:
    """Write all of it; `say` is told one line where something is left out."""
    write_pages(result, folder, "report.json", page, say)


def page(result: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """The page, with these pictures (titles by file name)."""
    return "\n".join((
        "# Report",
        "",
        f"{headline(result)} All figures are in report.json.",
        "",
        *markdown(report_tables(result)),
        *(f"![{title}]({name})\n" for name, title in pictures.items()),
    ))  # fmt: skip


def headline(result: Mapping[str, Any]) -> str:
    """Whose report it is, and of when."""
    churn = result["churn"]
    model = f"{churn['labels']:,} churn labels, {churn['model']} scores" if churn["model"] else "nothing learned yet"
    return (
        f"harken {result['harken']}, instance {result['instance']}: {result['customers']:,} customers, {model}, events "
        f"up to {result['reached'] or '-'}."
    )
