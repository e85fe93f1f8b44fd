"""InkML: the forms in which pens write it, and what must be refused, fast."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from segmentation.codecs import MAX_POINTS, MAX_STROKES, InkError
from segmentation.inkml import ink_from_inkml

SHARED = Path(os.environ.get("INKCALC_SHARED", Path(__file__).parents[2] / "shared"))
REAL = SHARED / "data" / "bench" / "inkml"
NAMESPACE = 'xmlns="http://www.w3.org/2003/InkML"'


def trace_format(*channels):
    names = "".join(f'<channel name="{name}" type="decimal"/>' for name in channels)
    return f"<traceFormat>{names}</traceFormat>"


def read(inside, attributes=""):
    return ink_from_inkml(f"<ink {attributes}>{inside}</ink>".encode())


def points_of(inside):
    return [stroke.points.tolist() for stroke in read(inside).strokes]


def refusal(document):
    """Return the kind with which a document is refused."""
    with pytest.raises(InkError) as refused:
        ink_from_inkml(document)
    return refused.value.kind


@pytest.mark.parametrize("attributes", ["", NAMESPACE])
@pytest.mark.parametrize("head", ["", trace_format("X", "Y")])
def test_namespace_and_trace_format_may_be_left_out(attributes, head):
    (stroke,) = read(f"{head}<trace>1 2, 3 4</trace>", attributes).strokes
    assert stroke.points.tolist() == [[1, 2], [3, 4]]
    assert (stroke.times, stroke.pressures) == (None, None)


def test_a_prefix_for_the_namespace_changes_nothing():
    document = b'<i:ink xmlns:i="http://www.w3.org/2003/InkML"><i:trace>1 2</i:trace></i:ink>'
    assert ink_from_inkml(document).strokes[0].points.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("channels", "body", "x_y", "times", "pressures"),
    [
        ("YX", "2 1, 4 3", [[1, 2], [3, 4]], None, None),
        ("XYTF", "1 2 10 0.5, 3 4 20 0.6", [[1, 2], [3, 4]], [10, 20], [0.5, 0.6]),
        ("TXY", "10 1 2, 20 3 4", [[1, 2], [3, 4]], [10, 20], None),
        ("FYTX", "0.5 2 10 1", [[1, 2]], [10], [0.5]),
        ("XYZ", "1 2 9", [[1, 2]], None, None),
        ("XYF", "1 2 0.5", [[1, 2]], None, None),
        ("XYTZF", "1 2 10 9 0.5", [[1, 2]], [10], [0.5]),
    ],
)
def test_channels_are_found_by_their_names(channels, body, x_y, times, pressures):
    (stroke,) = read(f"{trace_format(*channels)}<trace>{body}</trace>").strokes
    assert stroke.points.tolist() == x_y
    assert (stroke.times is None) == (times is None)
    assert (stroke.pressures is None) == (pressures is None)
    assert times is None or stroke.times.tolist() == times
    assert pressures is None or stroke.pressures.tolist() == pressures


@pytest.mark.parametrize("body", ["1 2, 3 4", "1 2, 3 4 7", "1 2 T, 3 4 F"])
def test_intermittent_channels_may_be_missing_from_a_point(body):
    buttons = '<intermittentChannels><channel name="B" type="boolean"/></intermittentChannels>'
    head = trace_format("X", "Y").replace("</traceFormat>", f"{buttons}</traceFormat>")
    assert points_of(f"{head}<trace>{body}</trace>") == [[[1, 2], [3, 4]]]


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("1 2", [[1, 2]]),
        ("\n 1 2 ,\t3\n4 \n", [[1, 2], [3, 4]]),
        ("1 2, 3 4,", [[1, 2], [3, 4]]),
        ("1.5 .25, 2. -3", [[1.5, 0.25], [2, -3]]),
        ("1e2 -2.5E-1, +3 4", [[100, -0.25], [3, 4]]),
        ("10-5, 7+8", [[10, -5], [7, 8]]),
        ("1 2<!-- the pen rests -->, 3 4", [[1, 2], [3, 4]]),
        ("1 2, 1 2", [[1, 2], [1, 2]]),
    ],
)
def test_points_are_parted_by_commas_and_values_by_anything_that_ends_them(body, points):
    assert points_of(f"<trace>{body}</trace>") == [points]


@pytest.mark.parametrize(
    ("body", "points"),
    [
        # A prefix holds for its channel until the next one.
        ("10 20, '1'2, 3 4", [[10, 20], [11, 22], [14, 26]]),
        ("10 20, ' 1 ' 2", [[10, 20], [11, 22]]),
        ("10 20, '1 30, 1 40", [[10, 20], [11, 30], [12, 40]]),
        ("10 20, '1'2, !5!6, 7 8", [[10, 20], [11, 22], [5, 6], [7, 8]]),
        # A second difference changes the last first difference.
        ("10 20, '1'2, \"1\"1, 0 0", [[10, 20], [11, 22], [13, 25], [15, 28]]),
        ("10 20, \"3\"4, '1'1", [[10, 20], [23, 44], [24, 45]]),
    ],
)
def test_differences_are_undone(body, points):
    assert points_of(f"<trace>{body}</trace>") == [points]


def test_the_example_of_the_standard_is_read_as_the_standard_says():
    body = "1125 18432,'23'43,\"7\"-8,3-5,7 -3,6 2,6 8,3 6,2 4,3 6,3-6"
    x = [1125, 1148, 1178, 1211, 1251, 1297, 1349, 1404, 1461, 1521, 1584]
    y = [18432, 18475, 18510, 18540, 18567, 18596, 18633, 18676, 18723, 18776, 18823]
    assert points_of(f"<trace>{body}</trace>") == [[list(p) for p in zip(x, y, strict=True)]]


def test_differences_start_anew_with_every_trace():
    traces = "<trace>10 20, '1'2</trace><trace>5 6, 7 8</trace>"
    assert points_of(traces) == [[[10, 20], [11, 22]], [[5, 6], [7, 8]]]


@pytest.mark.parametrize(
    "without_ink",
    [
        '<trace type="penUp">9 9</trace>',
        "<trace/>",
        "<trace>  \n </trace>",
        "<trace> , </trace>",
        "<annotation>9 9</annotation>",
        "<definitions><brush/></definitions>",
    ],
)
def test_what_leaves_no_ink_is_skipped(without_ink):
    assert points_of(f"<trace>1 2</trace>{without_ink}<trace>3 4</trace>") == [[[1, 2]], [[3, 4]]]


def test_traces_in_groups_keep_the_order_of_the_document():
    traces = (
        "<traceGroup><trace>1 1</trace><traceGroup><trace>2 2</trace></traceGroup></traceGroup>"
    )
    assert points_of(f"{traces}<trace>3 3</trace>") == [[[1, 1]], [[2, 2]], [[3, 3]]]


@pytest.mark.parametrize("inside", ["", "<traceGroup/>", "<trace/>"])
def test_a_document_without_traces_is_empty_ink(inside):
    assert read(inside).strokes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_followed(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><ink><trace>1 2</trace></ink>'
    assert ink_from_inkml(text.encode(encoding)).strokes[0].points.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\x00",
        b"ink",
        b"\x89PNG\r\n\x1a\n",
        b'{"strokes": []}',
        b"<ink>",
        b"<ink></inkml>",
        b"<ink><trace>1 2</ink>",
        b"<ink/><ink/>",
        b"<html/>",
        b"<inkml/>",
        b'<?xml version="1.0" encoding="no-such"?><ink/>',
        b'<?xml version="1.0" encoding="gbk"?><ink/>',
        b"<ink><trace>\xff\xfe</trace></ink>",
        b"<ink><trace>&undeclared;</trace></ink>",
        b"<ink><trace>1</trace></ink>",
        b"<ink><trace>1 2, 3</trace></ink>",
        b"<ink><trace>one two</trace></ink>",
        b"<ink><trace>1 2, 3 4x</trace></ink>",
        b"<ink><trace>1 NaN</trace></ink>",
        b"<ink><trace>1 --2</trace></ink>",
        b"<ink><trace>1 ''2</trace></ink>",
        b"<ink><trace>1; 2</trace></ink>",
        b'<ink><traceFormat><channel name="X"/></traceFormat><trace>1</trace></ink>',
        b'<ink><traceFormat><channel name="A"/><channel name="B"/></traceFormat></ink>',
        b'<ink><traceFormat><channel/><channel name="X"/></traceFormat></ink>',
    ],
)
def test_what_is_no_inkml_is_malformed(document):
    assert refusal(document) == "malformed_inkml"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("1e999 0", "not_finite"),
        ("0 -1e999", "not_finite"),
        ("1e999 0, '-1e999 0", "not_finite"),
        ("10000001 0", "too_far"),
        ("9000000 0, '9000000 0", "too_far"),
        ('0 0, "900000 0' + ", 900000 0" * 50, "too_far"),
        ("1" * 400 + " 0", "not_finite"),
    ],
)
def test_coordinates_beyond_the_limits_are_refused(body, kind):
    assert refusal(f"<ink><trace>{body}</trace></ink>".encode()) == kind


def test_the_numbers_of_traces_and_points_have_limits():
    most = ["<trace>1 2</trace>"] * MAX_STROKES
    assert len(read("".join(most)).strokes) == MAX_STROKES
    too_many = f"<ink>{''.join(most)}<trace>1 2</trace></ink>"
    assert refusal(too_many.encode()) == "too_many_strokes"
    too_long = f"<ink><trace>{'1 2,' * (MAX_POINTS + 1)}</trace></ink>"
    assert refusal(too_long.encode()) == "too_many_points"


def lol(declarations, text="&a9;"):
    return f"<!DOCTYPE ink [{declarations}]><ink><trace>{text}</trace></ink>".encode()


LAUGHS = '<!ENTITY a0 "1 2,">' + "".join(
    f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
)


@pytest.mark.parametrize(
    "document",
    [
        lol(LAUGHS),
        lol(f'<!ENTITY a9 "{"1 2," * 100_000}">', "&a9;" * 1000),
        lol('<!ENTITY a9 "1 2">'),
        lol('<!ENTITY a9 SYSTEM "file:///etc/passwd">'),
        lol('<!ENTITY a9 SYSTEM "file:///dev/zero">'),
        lol('<!ENTITY a9 SYSTEM "http://127.0.0.1:9/">'),
        lol('<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;', "1 2"),
        lol('<!ENTITY a9 "&a9;">'),
    ],
    ids=["laughs", "long", "plain", "file", "device", "address", "parameter", "itself"],
)
def test_entities_are_refused(document):
    assert refusal(document) == "hostile_xml"


@pytest.mark.parametrize(
    ("inside", "strokes"),
    [
        ("<a>" * 50_000 + "</a>" * 50_000, 0),
        ("<trace>1" + " " * 1_000_000 + "2</trace>", 1),
        ("<trace>1 2" + "," * 1_000_000 + "</trace>", 1),
        ("<trace>" + "1 2 " * 200_000 + "</trace>", 1),
    ],
    ids=["deep", "spaces", "commas", "one long point"],
)
def test_documents_that_are_only_long_are_read(inside, strokes):
    assert len(read(inside).strokes) == strokes


@pytest.mark.parametrize(
    "body",
    [
        "'" * 1_000_000,
        "1 " + "9" * 1_000_000,
        "1 " + "1." * 500_000,
        "1 " + "9" * 1_000_000 + "x",
        "1 " + " " * 1_000_000 + "x",
        "1 1." + "9" * 1_000_000 + "x",
    ],
)
def test_values_without_end_are_refused(body):
    assert refusal(f"<ink><trace>{body}</trace></ink>".encode()) in {
        "malformed_inkml",
        "not_finite",
    }


def real_files():
    files = sorted(REAL.glob("*.inkml"))
    reason = f"{REAL} is not there; INKCALC_SHARED names the shared folder"
    return files or [pytest.param(None, marks=pytest.mark.skip(reason=reason))]


@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.stem if path else "none")
def test_real_files_have_ink_for_every_trace_that_they_hold(path):
    document = path.read_bytes()
    ink = ink_from_inkml(document)
    assert len(ink.strokes) == document.count(b"</trace>")
    points = sum(len(stroke.points) for stroke in ink.strokes)
    assert points == sum(
        part.partition(b"</trace>")[0].count(b",") + 1 for part in document.split(b"<trace ")[1:]
    )
    assert ink.box.width > 0 and ink.box.height > 0
