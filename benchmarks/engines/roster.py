"""Who takes part, in the order of the table, and where each one's promise ends."""

from typing import Final, NamedTuple


class Contender(NamedTuple):
    """One way to do the task.

    Parameters
    ----------
    name : as it is chosen by (`--only`).
    title : as it is shown.
    module : in `benchmarks.engines.contenders`.
    package : whose version is told.
    promise : what it keeps after a crash, in a few words.
    weaker : whether that is less than at least once with its state.
    apart : whether it cannot live in harken's environment; then `pins/<name>.txt` is its own.
    goal : how many times as fast as this harken's runtime must be; None where nobody said.
    share : of the events that it is given, where all of them would take it too long; what is told is for each event.
    """

    name: str
    title: str
    module: str
    package: str
    promise: str
    weaker: bool = False
    apart: bool = False
    goal: float | None = None
    share: float = 1.0


HARKEN: Final = "harken"
SLOW: Final = 1 / 8
ROSTER: Final = (
    Contender(HARKEN, "harken runtime", "harken_runtime", "harken",
              "state, offsets and outbox in one atomic commit to Redis, fenced; said at least once"),
    Contender("faust", "stock Faust, dictionary", "faust_dict", "faust-streaming",
              "none for counts, which are lost with the process; offsets may be ahead of what was said", weaker=True,
              share=SLOW),
    Contender("faust-table", "stock Faust, Table", "faust_table", "faust-streaming",
              "a changelog that is not written together with offsets: counts may be lost or doubled", weaker=True,
              goal=30.0, share=SLOW),
    Contender("quix", "Quix Streams", "quix_streams", "quixstreams",
              "at least once, RocksDB and a changelog, a checkpoint every 5 s", apart=True, goal=2.5),
    Contender("bytewax", "Bytewax", "bytewax_flow", "bytewax",
              "at least once, snapshots to local SQLite every 10 s; no consumer group", goal=2.0),
    Contender("pathway", "Pathway", "pathway_table", "pathway",
              "at least once, input persisted to local files; said in minibatches of 1.5 s", apart=True, goal=1.1),
    Contender("aiokafka", "aiokafka, by hand", "aiokafka_loop", "aiokafka",
              "events at least once; counts are lost with the process", weaker=True),
    Contender("confluent", "confluent-kafka, by hand", "confluent_loop", "confluent-kafka",
              "events at least once; counts are lost with the process", weaker=True),
)  # fmt: skip
