"""What `--report DIR` writes: backtest.json, report.md and, where matplotlib is installed, pictures."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from harken.backtest.tables import markdown, tables

NO_PICTURES = "no pictures: matplotlib is not installed (pip install 'harken[report]')"


def write_report(result: Mapping[str, Any], folder: Path, say: Callable[[str], None]) -> None:
    """Write the report.

    Parameters
    ----------
    result : all figures; two backtests of the same files write the same bytes of it.
    folder : made where it is missing.
    say : told one line where something is left out.
    """
    write_pages(result, folder, "backtest.json", page, say)


def write_pages(
    result: Mapping[str, Any],
    folder: Path,
    name: str,
    page: Callable[[Mapping[str, Any], Mapping[str, str]], str],
    say: Callable[[str], None],
) -> None:
    """Write the figures under this name, the pictures that there is something for, and `report.md`, made by `page`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(as_json(result))
    drawn: Mapping[str, str] = {}
    if find_spec("matplotlib") is None:
        say(NO_PICTURES)
    else:
        from harken.backtest.pictures import draw  # noqa: PLC0415  # an extra

        drawn = draw(result, folder)
    (folder / "report.md").write_text(page(result, drawn))


def as_json(result: Mapping[str, Any]) -> bytes:
    """The result's bytes."""
    return orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def page(result: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """The page, with these pictures (titles by file name)."""
    settings = ", ".join(f"{name} {value}" for name, value in result["settings"].items())
    files = [f"- `{one['name']}`, {one['bytes']:,} bytes, SHA-256 `{one['sha256'][:16]}`" for one in result["files"]]
    return "\n".join((
        "# Backtest",
        "",
        f"harken {result['harken']}; {settings}. All figures are in backtest.json.",
        "",
        *files,
        "",
        *markdown(tables(result)),
        *(f"![{title}]({name})\n" for name, title in pictures.items()),
    ))  # fmt: skip
