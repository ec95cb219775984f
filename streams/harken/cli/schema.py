"""`harken schema`: the JSON Schema of everything that goes over a wire."""

from typing import Annotated

import typer


def schema(
    name: Annotated[str | None, typer.Argument(help="Which one; without it, all names.", show_default=False)] = None,
) -> None:
    """Print the JSON Schema (2020-12) of one wire format, or the names of all."""
    import orjson  # noqa: PLC0415  # quick help

    from harken.schema import SCHEMAS, json_schema  # noqa: PLC0415  # quick help

    if name is None:
        print("\n".join(known for known, _ in SCHEMAS))
    else:
        print(orjson.dumps(json_schema(name), option=orjson.OPT_INDENT_2).decode())
