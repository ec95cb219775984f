"""Bad from the first look: no value, too much or too deep, no JSON, no object. Rows of name, topic and value."""

import gzip
import json
from collections.abc import Iterator

from harken.events import CLICKS, COMMANDS, FEEDBACK, INBOUND, MAX_DEPTH, MAX_EVENT_BYTES, PURCHASES, RECEIPTS
from tests.corpus.good_events import nested, spliced, written

Row = tuple[str, str, bytes | None]


def empty() -> Iterator[Row]:
    for topic in INBOUND:
        yield f"a tombstone on {topic}", topic, None
        yield f"no bytes on {topic}", topic, b""


def too_large() -> Iterator[Row]:
    yield "one byte of white space too many", CLICKS, written(CLICKS).ljust(MAX_EVENT_BYTES + 1)
    yield "a field that is not ours", CLICKS, written(CLICKS, payload="x" * MAX_EVENT_BYTES)
    yield "more text than fits", FEEDBACK, written(FEEDBACK, text="x" * MAX_EVENT_BYTES)
    yield "not even JSON", PURCHASES, b"x" * (MAX_EVENT_BYTES + 1)
    yield "nothing but brackets", PURCHASES, b"[" * (MAX_EVENT_BYTES + 1)


def nested_too_deep() -> Iterator[Row]:
    deep = nested(MAX_DEPTH)
    objects = '{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH
    yield "one too deep in properties", CLICKS, spliced(CLICKS, properties=f'{{"a": {nested(MAX_DEPTH - 1)}}}')
    yield "objects in properties", CLICKS, spliced(CLICKS, properties=objects)
    yield "a field that is not ours", CLICKS, spliced(CLICKS, other=deep)
    yield (
        "a field that is not ours, of a line",
        PURCHASES,
        spliced(PURCHASES, items=f'[{{"item_id": "s", "x": {deep}}}]'),
    )
    yield "behind many lines", PURCHASES, spliced(PURCHASES, items="[" + '{"item_id":"s"},' * 400 + objects + "]")
    yield "where text was due", FEEDBACK, spliced(FEEDBACK, text=deep)
    yield "behind a quoted bracket each", CLICKS, spliced(CLICKS, other='["]",' * 40 + "1" + ',"["]' * 40)
    yield "behind an escaped quote", CLICKS, spliced(CLICKS, text='"\\\\\\"]]]]"', other=deep)
    yield "behind two backslashes", CLICKS, spliced(CLICKS, text='"\\\\"', other=deep)
    yield "an array to begin with", RECEIPTS, nested(MAX_DEPTH + 1).encode()
    yield "a thousand", COMMANDS, spliced(COMMANDS, other=nested(1_000))
    yield "half a million, never closed", CLICKS, b'{"other":' + b"[" * 500_000
    yield "a quarter of a million objects", CLICKS, b'{"a":' * 200_000


def not_json() -> Iterator[Row]:
    click = written(CLICKS)
    for name, value in (
        ("text", b"hello"),
        ("white space only", b" \n "),
        ("a comma list", b"c-1,ada,2024-06-01T00:00:00Z,view"),
        ("a form", b"id=c-1&customer_id=ada&kind=view"),
        ("XML", b"<click id='c-1'/>"),
        ("YAML", b"id: c-1\ncustomer_id: ada\n"),
        ("Python", b"{'id': 'c-1', 'customer_id': 'ada'}"),
        ("JavaScript", b"{id: 'c-1', customer_id: 'ada'}"),
        ("undefined", b"undefined"),
        ("None", b"None"),
        ("gzip", gzip.compress(click, mtime=0)),
        ("a schema registry's five bytes in front", b"\x00\x00\x00\x00\x01" + click),
        ("MessagePack", b"\x82\xa2id\xa3c-1\xa4kind\xa4view"),
        ("a NUL", b"\x00"),
        ("a NUL behind", click + b"\x00"),
        ("UTF-16", click.decode().encode("utf-16")),
        ("UTF-16 without a mark", click.decode().encode("utf-16-le")),
        ("a byte order mark", b"\xef\xbb\xbf" + click),
        ("an open brace", b"{"),
        ("an open array", b"["),
        ("an open string", b'"'),
        ("a lone backslash", b'{"id": "\\'),
        ("a brace too many", click + b"}"),
        ("two objects", click + click),
        ("two lines", click + b"\n" + click),
        ("text behind", click + b" ok"),
        ("a trailing comma", click[:-1] + b",}"),
        ("a leading comma", b"{," + click[1:]),
        ("a comma missing", click.replace(b", ", b" ", 1)),
        ("a colon missing", click.replace(b'"id":', b'"id"', 1)),
        ("an equals sign", click.replace(b'"id":', b'"id"=', 1)),
        ("a name without quotes", click.replace(b'"id"', b"id", 1)),
        ("a number for a name", click.replace(b'"id"', b"1", 1)),
        ("a comment", b"/* click */" + click),
        ("a comment behind", click + b" // click"),
        ("a bracket for a brace", click[:-1] + b"]"),
    ):
        yield name, CLICKS, value
    for cut in (5, 20, 40, len(click) - 1):
        yield f"cut after {cut} bytes", CLICKS, click[:cut]
    lines = written(PURCHASES, items=[{"item_id": f"sku-{i}"} for i in range(60)])
    yield "a long purchase, cut", PURCHASES, lines[: len(lines) // 2]
    for name, literal in (
        ("a leading zero", "01"),
        ("a plus sign", "+1"),
        ("a bare point", ".5"),
        ("a point and no more", "5."),
        ("a bare minus", "-"),
        ("a bare exponent", "1e"),
        ("a hexadecimal number", "0x10"),
        ("a number with underscores", "1_000"),
        ("a number with a decimal comma", "1,5"),
        ("True", "True"),
        ("an unknown word", "nul"),
        ("inf as Python says it", "inf"),
        ("no value", ""),
    ):
        yield name, CLICKS, spliced(CLICKS, price=literal)
    for name, literal in (
        ("single quotes", "'sku'"),
        ("an unknown escape", '"\\q"'),
        ("a hexadecimal escape", '"\\x41"'),
        ("a short escape", '"\\u12"'),
        ("an escape that is no number", '"\\uZZZZ"'),
        ("a raw line feed", '"a\nb"'),
        ("a raw tab", '"a\tb"'),
        ("a raw NUL", '"a\x00b"'),
        ("half a pair, the first", '"\\ud800"'),
        ("half a pair, the second", '"\\udc00"'),
        ("half a pair and a letter", '"\\ud83dx"'),
        ("half a pair and another escape", '"\\ud83d\\u0041"'),
        ("a pair the wrong way round", '"\\ude00\\ud83d"'),
        ("half a pair in UTF-8", '"\ud800"'),
    ):
        yield name, CLICKS, spliced(CLICKS, item_id=literal)
        yield f"{name}, in a field that is not ours", CLICKS, spliced(CLICKS, other=literal)
    for name, wrong in (
        ("Latin-1", b"caf\xe9"),
        ("a byte that never is", b"\xff"),
        ("a lone continuation", b"\x80"),
        ("too long a form", b"\xc0\xaf"),
        ("beyond Unicode", b"\xf5\x80\x80\x80"),
        ("a character cut in half", b"\xe2\x82"),
    ):
        yield name, FEEDBACK, spliced(FEEDBACK, text='"@"').replace(b"@", wrong)
        yield f"{name}, in a field that is not ours", FEEDBACK, spliced(FEEDBACK, other='"@"').replace(b"@", wrong)


def not_an_object() -> Iterator[Row]:
    click = written(CLICKS)
    for text in (b"null", b"true", b"false", b"0", b"-1.5e3", b'""', b'"{}"', b"[]", b"[[]]", b"NaN", b"-Infinity"):
        yield text.decode(), CLICKS, text
    yield "a list of one event", CLICKS, b"[" + click + b"]"
    yield "a list of two events", PURCHASES, b"[" + written(PURCHASES) + b"," + written(PURCHASES) + b"]"
    yield "an event written twice over", CLICKS, json.dumps(click.decode()).encode()
