"""`harken dead-letters`: what was refused, why, and what to do with it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from harken.dead_letters.deeds import Done
    from harken.dead_letters.place import Wanted

Letters = Annotated[list[str] | None, typer.Argument(help="Letters as partition:offset.", show_default=False)]
Reasons = Annotated[
    list[str] | None, typer.Option("--reason", help="Of this reason; may be said again.", show_default=False)
]
Topic = Annotated[str, typer.Option(help="Whose source was this topic.", show_default=False)]
Since = Annotated[str, typer.Option(help="Refused since: 30m, 2h, 7d ago, or a date.", show_default=False)]
Until = Annotated[str, typer.Option(help="Refused before.", show_default=False)]
Every = Annotated[bool, typer.Option("--all", help="All that nothing was done with yet.")]


def list_letters(
    reason: Reasons = None,
    topic: Topic = "",
    since: Since = "",
    until: Until = "",
    marked: Annotated[bool, typer.Option("--marked", help="Also what was retried or dropped.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the letters, oldest first: a table on a terminal, lines separated by tabs elsewhere."""
    import orjson  # noqa: PLC0415  # quick help
    from rich.console import Console  # noqa: PLC0415  # quick help

    from harken.dead_letters.reader import LetterReader  # noqa: PLC0415  # quick help
    from harken.dead_letters.show import fields, lines, print_table  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    wanted = _wanted(None, reason, topic, since, until)._replace(marked=marked)
    with LetterReader(load_settings()) as reader:
        cards = reader.cards(wanted)
    console = Console()
    if as_json:
        for card in cards:
            print(orjson.dumps(fields(card)).decode())
    elif console.is_terminal:
        print_table(console, cards)
    else:
        for line in lines(cards):
            print(line)


def show(
    letter: Annotated[str, typer.Argument(help="The letter, partition:offset.")],
    raw: Annotated[bool, typer.Option("--raw", help="Only the original bytes, as they are.")] = False,
) -> None:
    """Show one letter: why, where from, key and value."""
    import sys  # noqa: PLC0415  # quick help

    from harken.dead_letters.place import NoPlace, Place  # noqa: PLC0415  # quick help
    from harken.dead_letters.reader import LetterReader  # noqa: PLC0415  # quick help
    from harken.dead_letters.show import letter_text  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    place = Place.read(letter)
    with LetterReader(load_settings()) as reader:
        found = next((each for _, each in reader.letters([place])), None)
    if found is None:
        raise NoPlace(f"there is no dead letter at {place} (any more)")
    if raw:
        sys.stdout.buffer.write(found.value or b"")
    else:
        print(letter_text(place, found))


def retry(
    letters: Letters = None,
    reason: Reasons = None,
    topic: Topic = "",
    since: Since = "",
    until: Until = "",
    every: Every = False,
    again: Annotated[bool, typer.Option("--again", help="Also what was retried or dropped before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent.")] = False,
) -> None:
    """Send letters to their source topics once more, key and bytes as they were; those sent are marked.

    What is refused again comes back as a new letter. Exit code 1 where some could not be sent.
    """
    from harken.dead_letters.deeds import retry as send_again  # noqa: PLC0415  # quick help
    from harken.dead_letters.reader import LetterReader  # noqa: PLC0415  # quick help
    from harken.replay.producer import KeyedProducer  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings = load_settings()
    wanted = _some(letters, reason, topic, since, until, every=every)._replace(marked=again)
    with LetterReader(settings) as reader:
        cards = reader.cards(wanted)
        if dry_run:
            _would(len(cards), "retried")
            return
        done = send_again(settings, reader, KeyedProducer(settings), cards, again=again)
    _tell(done, wanted, "retried")


def drop(
    letters: Letters = None,
    reason: Reasons = None,
    topic: Topic = "",
    since: Since = "",
    until: Until = "",
    every: Every = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be dropped.")] = False,
) -> None:
    """Mark letters as dropped: they are not listed or retried any more. Their bytes stay until retention takes them."""
    from harken.dead_letters.deeds import drop as mark_dropped  # noqa: PLC0415  # quick help
    from harken.dead_letters.reader import LetterReader  # noqa: PLC0415  # quick help
    from harken.replay.producer import KeyedProducer  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings = load_settings()
    wanted = _some(letters, reason, topic, since, until, every=every)
    with LetterReader(settings) as reader:
        cards = reader.cards(wanted)
        if dry_run:
            _would(len(cards), "dropped")
            return
        done = mark_dropped(reader, KeyedProducer(settings), cards)
    _tell(done, wanted, "dropped")


def _some(
    letters: list[str] | None, reason: list[str] | None, topic: str, since: str, until: str, *, every: bool
) -> "Wanted":
    """Which are meant; where nothing says which, all must be said."""
    from harken.dead_letters.place import NoPlace  # noqa: PLC0415  # quick help

    wanted = _wanted(letters, reason, topic, since, until)
    if not (wanted.limits() or every):
        raise NoPlace("say which: letters (partition:offset), --reason, --topic, --since, --until, or --all")
    return wanted


def _wanted(letters: list[str] | None, reason: list[str] | None, topic: str, since: str, until: str) -> "Wanted":
    from time import time  # noqa: PLC0415  # quick help

    from harken.cli.when import read_when  # noqa: PLC0415  # quick help
    from harken.dead_letters.place import Place, Wanted, read_reason  # noqa: PLC0415  # quick help

    now_s = time()
    return Wanted(
        places=frozenset(map(Place.read, letters or ())),
        reasons=frozenset(map(read_reason, reason or ())),
        topic=topic,
        since_ms=read_when(since, now_s) if since else None,
        until_ms=read_when(until, now_s) if until else None,
    )


def _would(count: int, deed: str) -> None:
    print(f"{count:,} would be {deed}")


def _tell(done: "Done", wanted: "Wanted", deed: str) -> None:
    """What was done, what was not and why; exit code 1 where something that was asked for was not done."""
    print(f"{len(done.done):,} {deed}")
    for place, why in done.passed:
        print(f"{place} not {deed}: {why}")
    missing = set(wanted.places) - done.found
    for place in sorted(missing):
        print(f"{place} not {deed}: there is no dead letter there (any more)")
    raise typer.Exit(1 if done.passed or missing else 0)
