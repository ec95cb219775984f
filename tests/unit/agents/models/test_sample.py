"""Examples kept as rows, with weights where some have one."""

from msgspec import msgpack

from harken.models.sample import Sample


def sample(*weights: float) -> Sample:
    made = Sample(8)
    for n, weight in enumerate(weights):
        made.put(n, {"a": float(n), "b": 1.0}, n % 2 == 0, weight)
    return made


def test_weights_are_kept_and_take_no_room_where_all_are_1() -> None:
    weighed, plain = sample(1.0, 2.5, 1.0), sample(1.0, 1.0, 1.0)
    again = Sample(8)
    again.load(weighed.dump())
    assert again.weights.tolist() == [1.0, 2.5, 1.0]
    assert len(plain.dump()["0"]) < len(weighed.dump()["0"]) - 10


def test_rows_that_an_older_release_wrote_weigh_1() -> None:
    pieces = sample(3.0, 3.0).dump()
    width, rows, left, _ = msgpack.decode(pieces["0"])
    again = Sample(8)
    again.load({**pieces, "0": msgpack.encode([width, rows, left])})
    assert again.weights.tolist() == [1.0, 1.0]
    assert again.left.tolist() == [True, False]
