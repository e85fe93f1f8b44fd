"""Hostile ink: whatever is sent, the answer is a refusal with a reason and never a failure."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.codecs import MAX_COORDINATE, MAX_POINTS, MAX_STROKES
from webapp.app import MAX_BODY_BYTES
from webapp.given import GIVEN_LABELS, MAX_GIVEN

READ = "/api/v1/read/ink"
JSON = "application/json"
DEPTH = 100_000
DOT = "[[1,2]]"


@dataclass(frozen=True, slots=True)
class Case:
    """A body, and the status and the kind with which it is refused."""

    name: str
    body: bytes
    status: int
    kind: str
    content_type: str | None = JSON
    headers: tuple[tuple[str, str], ...] = ()


def strokes(text: str) -> bytes:
    """Return the body whose strokes are the given JSON text."""
    return b'{"strokes": ' + text.encode() + b"}"


def point(text: str) -> bytes:
    """Return the body of one stroke of one point."""
    return strokes(f"[[[{text}]]]")


def said(text: str) -> bytes:
    """Return the body of two dots, of which a person said what the JSON text says."""
    return strokes(f"[{DOT}, {DOT}]")[:-1] + b', "given": ' + text.encode() + b"}"


GOOD = point("1, 2")

NO_JSON = [
    Case("empty", b"", 400, "bad_json"),
    Case("blank", b" \n\t ", 400, "bad_json"),
    Case("cut off", b'{"strokes": [[[1,', 400, "bad_json"),
    Case("comma too many", strokes("[[[1,2],]]"), 400, "bad_json"),
    Case("two documents", GOOD + GOOD, 400, "bad_json"),
    Case("single quotes", b"{'strokes': []}", 400, "bad_json"),
    Case("comment", b"/* */" + GOOD, 400, "bad_json"),
    Case("form", b"strokes=%5B%5D", 400, "bad_json"),
    Case("XML", b"<ink><trace>1 2</trace></ink>", 400, "bad_json"),
    Case("picture", b"\x89PNG\r\n\x1a\n" + bytes(100), 400, "bad_json"),
    Case("random bytes", random.Random(1).randbytes(5000), 400, "bad_json"),
    Case("zero bytes", bytes(5000), 400, "bad_json"),
    Case("zero byte in a name", b'{"strokes\x00": []}', 400, "bad_json"),
    Case("latin-1", '{"é": 1}'.encode("latin-1"), 400, "bad_json"),
    Case("UTF-16", GOOD.decode().encode("utf-16"), 400, "bad_json"),
    Case("UTF-32", GOOD.decode().encode("utf-32"), 400, "bad_json"),
    Case("overlong UTF-8", b'{"strokes": "\xc0\xaf"}', 400, "bad_json"),
    Case("encoded surrogate", b'{"\xed\xa0\x80": 1}', 400, "bad_json"),
    Case("NaN", point("NaN, 0"), 400, "bad_json"),
    Case("Infinity", point("Infinity, 0"), 400, "bad_json"),
    Case("minus Infinity", point("0, -Infinity"), 400, "bad_json"),
    Case("hexadecimal", point("0x10, 0"), 400, "bad_json"),
    Case("leading zero", point("01, 0"), 400, "bad_json"),
    Case("digits without end", point("9" * 100_000 + ", 0"), 400, "bad_json"),
    Case("name given twice", b'{"strokes": [], "strokes": []}', 400, "bad_json"),
    Case("lists in lists", strokes("[" * DEPTH + "]" * DEPTH), 400, "bad_json"),
    Case("lists never closed", b"[" * DEPTH, 400, "bad_json"),
    Case("objects in objects", b'{"a":' * DEPTH + b"1" + b"}" * DEPTH, 400, "bad_json"),
]

NO_INK = [
    Case("null", b"null", 422, "malformed_ink"),
    Case("number", b"1", 422, "malformed_ink"),
    Case("text", b'"strokes"', 422, "malformed_ink"),
    Case("list", b"[[[1,2]]]", 422, "malformed_ink"),
    Case("no strokes", b"{}", 422, "malformed_ink"),
    Case("name in capitals", b'{"Strokes": []}', 422, "malformed_ink"),
    Case("surrogate name", b'{"\\ud800": []}', 422, "malformed_ink"),
    Case("strokes null", strokes("null"), 422, "malformed_ink"),
    Case("strokes text", strokes('"[]"'), 422, "malformed_ink"),
    Case("strokes object", strokes('{"0": []}'), 422, "malformed_ink"),
    Case("stroke null", strokes("[null]"), 422, "malformed_ink"),
    Case("stroke number", strokes("[1]"), 422, "malformed_ink"),
    Case("stroke object", strokes('[{"points": []}]'), 422, "malformed_ink"),
    Case("stroke without points", strokes("[[]]"), 422, "malformed_ink"),
    Case("last stroke empty", strokes(f"[{DOT}, []]"), 422, "malformed_ink"),
    Case("flat stroke", strokes("[[1, 2, 3, 4]]"), 422, "malformed_ink"),
    Case("point null", strokes("[[null]]"), 422, "malformed_ink"),
    Case("point text", strokes('[["12"]]'), 422, "malformed_ink"),
    Case("point object", strokes('[[{"x": 1, "y": 2}]]'), 422, "malformed_ink"),
    Case("point of nothing", point(""), 422, "malformed_ink"),
    Case("point of one", point("1"), 422, "malformed_ink"),
    Case("point of five", point("1, 2, 3, 0.5, 5"), 422, "malformed_ink"),
    Case("coordinate null", point("1, null"), 422, "malformed_ink"),
    Case("coordinate text", point('"1", "2"'), 422, "malformed_ink"),
    Case("coordinate NaN as text", point('"NaN", 0'), 422, "malformed_ink"),
    Case("coordinate true", point("true, false"), 422, "malformed_ink"),
    Case("coordinate list", point("[1], [2]"), 422, "malformed_ink"),
    Case("time text", point('1, 2, "3"'), 422, "malformed_ink"),
    Case("infinite by exponent", point("1e999, 0"), 422, "not_finite"),
    Case("minus infinite by exponent", point("0, -1e999"), 422, "not_finite"),
    Case("infinite time", point("0, 0, 1e999"), 422, "not_finite"),
    Case("infinite pressure", point("0, 0, 0, 1e999"), 422, "not_finite"),
    Case("largest float", point("1.7976931348623157e308, 0"), 422, "too_far"),
    Case("smallest float", point("0, -1.7976931348623157e308"), 422, "too_far"),
    Case("just too far", point(f"{MAX_COORDINATE * 1.001}, 0"), 422, "too_far"),
    Case("integer beyond floats", point(f"1{'0' * 400}, 0"), 422, "too_far"),
    Case("integer of 4000 digits", point(f"0, -{'9' * 4000}"), 422, "too_far"),
]

TOO_MUCH = [
    Case(
        "strokes",
        strokes(f"[{','.join([DOT] * (MAX_STROKES + 1))}]"),
        413,
        "too_many_strokes",
    ),
    Case("empty strokes", strokes(f"[{'[],' * 100_000}[]]"), 413, "too_many_strokes"),
    Case(
        "points",
        strokes(f"[[{','.join(['[1,2]'] * (MAX_POINTS + 1))}]]"),
        413,
        "too_many_points",
    ),
    Case("bytes", b" " * MAX_BODY_BYTES + GOOD, 413, "too_large"),
    Case("bytes of one text", b'{"a": "' + b"a" * MAX_BODY_BYTES + b'"}', 413, "too_large"),
]

WRONG_TYPE = [
    Case("no type", GOOD, 415, "wrong_type", None),
    Case("empty type", GOOD, 415, "wrong_type", ""),
    Case("plain text", GOOD, 415, "wrong_type", "text/plain"),
    Case("text of JSON", GOOD, 415, "wrong_type", "text/json"),
    Case("form type", GOOD, 415, "wrong_type", "application/x-www-form-urlencoded"),
    Case("multipart", GOOD, 415, "wrong_type", "multipart/form-data; boundary=x"),
    Case("nonsense type", GOOD, 415, "wrong_type", ";;/\xff="),
    Case("charset", GOOD, 415, "wrong_encoding", "application/json; charset=utf-16"),
    Case("charset unknown", GOOD, 415, "wrong_encoding", "application/json; charset=x"),
    Case(
        "compressed",
        gzip.compress(GOOD),
        415,
        "wrong_encoding",
        JSON,
        (("Content-Encoding", "gzip"),),
    ),
]

LEFT_OUT = '{"marks": [0], "label": "none"}'
ONE = '{"marks": [0], "label": "one"}'
APART = '{"marks": [0, 1], "label": "apart"}'
WRONG_GIVEN = [
    Case(name, said(text), 422, "malformed_given")
    for name, text in [
        ("given null", "null"),
        ("given text", '"7"'),
        ("given object", '{"marks": [0], "label": "7"}'),
        ("too much given", f"[{','.join(['0'] * (MAX_GIVEN + 1))}]"),
        ("entry number", "[7]"),
        ("entry empty", "[{}]"),
        ("no marks", '[{"label": "7"}]'),
        ("no label", '[{"marks": [0]}]'),
        ("a third name", '[{"marks": [0], "label": "7", "sure": true}]'),
        ("marks number", '[{"marks": 0, "label": "7"}]'),
        ("marks empty", '[{"marks": [], "label": "7"}]'),
        ("mark text", '[{"marks": ["0"], "label": "7"}]'),
        ("mark true", '[{"marks": [false], "label": "7"}]'),
        ("mark fraction", '[{"marks": [0.0], "label": "7"}]'),
        ("mark negative", '[{"marks": [-1], "label": "7"}]'),
        ("mark beyond", '[{"marks": [2], "label": "7"}]'),
        ("mark list", '[{"marks": [[0]], "label": "7"}]'),
        ("mark twice", '[{"marks": [0, 0], "label": "7"}]'),
        ("mark in two", '[{"marks": [0], "label": "7"}, {"marks": [1, 0], "label": "4"}]'),
        ("mark left out and one", f"[{LEFT_OUT}, {ONE}]"),
        ("left out twice", f"[{LEFT_OUT}, {LEFT_OUT}]"),
        ("one twice", f"[{ONE}, {ONE}]"),
        ("apart twice", f"[{APART}, {APART}]"),
        ("apart backwards", f"[{APART}, {APART.replace('0, 1', '1, 0')}]"),
        ("one mark apart", '[{"marks": [0], "label": "apart"}]'),
        ("nothing apart", '[{"marks": [], "label": "apart"}]'),
        ("apart beyond", '[{"marks": [1, 2], "label": "apart"}]'),
        ("label number", '[{"marks": [0], "label": 7}]'),
        ("label list", '[{"marks": [0], "label": ["7"]}]'),
        ("label empty", '[{"marks": [0], "label": ""}]'),
        ("label unknown", '[{"marks": [0], "label": "x"}]'),
        ("label of a root", '[{"marks": [0], "label": "sqrt"}]'),
    ]
]

CASES = [*NO_JSON, *NO_INK, *TOO_MUCH, *WRONG_TYPE, *WRONG_GIVEN]

ODD_BUT_GOOD = [
    ("nothing", strokes("[]")),
    ("other names", b'{"strokes": [], "pen": {"width": 2}, "device": null}'),
    ("byte order mark", b"\xef\xbb\xbf" + GOOD),
    ("one dot", GOOD),
    ("dot at the edge", point(f"{MAX_COORDINATE}, -{MAX_COORDINATE}")),
    ("corner to corner", strokes("[[[-1e7, -1e7], [1e7, 1e7]]]")),
    ("smallest distance", strokes("[[[0, 0], [5e-324, 5e-324]]]")),
    ("minus zero", strokes("[[[-0.0, 0.0], [0, -0]]]")),
    ("far apart", strokes("[[[-1e7, 0]], [[1e7, 0], [1e7, 1e-9]]]")),
    ("same point", strokes(f"[[{','.join(['[3,3]'] * 5000)}]]")),
    ("same stroke", strokes(f"[{','.join(['[[0,0],[0,9]]'] * MAX_STROKES)}]")),
    ("dots", strokes(f"[{','.join(f'[[{9 * i},0]]' for i in range(MAX_STROKES))}]")),
    ("points", strokes(f"[[{','.join(f'[{i % 99},{i % 7}]' for i in range(MAX_POINTS))}]]")),
    ("mixed widths", strokes("[[[0, 0], [1, 1, 5], [2, 2, 6, 0.5]]]")),
    ("time backwards", strokes("[[[0, 0, 9], [1, 1, -9e300]]]")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_ink_is_refused_with_a_reason(client, case: Case):
    answer = client.post(READ, data=case.body, content_type=case.content_type, headers=case.headers)
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (case.status, case.kind)
    assert answer.get_json()["error"].keys() == {"kind", "message"}
    assert answer.get_json()["error"]["message"].endswith(".")
    served = client.post(READ, data=GOOD, content_type=JSON)
    assert served.status_code == 200


@pytest.mark.parametrize(("name", "body"), ODD_BUT_GOOD, ids=[name for name, _ in ODD_BUT_GOOD])
def test_odd_ink_is_read(client, name, body):
    answer = client.post(READ, data=body, content_type=JSON)
    assert answer.status_code == 200
    json.loads(answer.data, parse_constant=pytest.fail)


@pytest.mark.parametrize("length", ["-1", "1e3", "many", "", str(10**30), "99999999999"])
def test_a_false_length_is_refused(client, length):
    answer = client.post(
        READ, data=GOOD, content_type=JSON, environ_overrides={"CONTENT_LENGTH": length}
    )
    assert 400 <= answer.status_code < 500
    assert answer.get_json()["error"].keys() == {"kind", "message"}


def test_a_body_shorter_than_its_length_is_refused(client):
    overrides = {"CONTENT_LENGTH": str(len(GOOD) + 10)}
    answer = client.post(READ, data=GOOD, content_type=JSON, environ_overrides=overrides)
    assert answer.status_code == 400


NUMBERS = st.integers() | st.floats() | st.floats(-1e3, 1e3)
POINTS = st.lists(NUMBERS, min_size=1, max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
SAID = st.sampled_from(GIVEN_LABELS) | st.text(max_size=2)
GIVEN = st.fixed_dictionaries(
    {"marks": st.lists(st.integers(-1, 4) | VALUES, max_size=3), "label": SAID}
)
DOCUMENTS = st.fixed_dictionaries(
    {"strokes": st.lists(st.lists(POINTS, max_size=4), max_size=4)},
    optional={"given": st.lists(GIVEN | VALUES, max_size=3)},
)


@settings(max_examples=60)
@given(document=DOCUMENTS | VALUES)
def test_no_document_makes_the_server_fail(app: Flask, document: object):
    answer = app.test_client().post(READ, json=document)
    assert answer.status_code < 500
    assert answer.is_json


@settings(max_examples=60)
@given(body=st.binary(max_size=60))
def test_no_bytes_make_the_server_fail(app: Flask, body: bytes):
    answer = app.test_client().post(READ, data=body, content_type=JSON)
    assert 400 <= answer.status_code < 500
    assert answer.is_json
