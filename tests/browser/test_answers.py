"""What the page makes of answers that come late, wrong, or not at all."""

from __future__ import annotations

import pytest
from hand import draw, kept_strokes, line
from playwright.sync_api import Page, Route, expect
from readings import READ, a_line, an_error, answer_from_strokes, answer_with, fulfill, number

FIRST, SECOND = line(100, 100, 100, 200), line(200, 100, 200, 200)
WENT_WRONG = "Something went wrong while reading."
IGNORE_ABORT = """
    const send = window.fetch;
    window.fetch = (url, { signal, ...options }) => send(url, options);
"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def value(page: Page):
    return page.locator("#lines .value")


@pytest.fixture
def late(page: Page) -> list[Route]:
    """Answer requests of two strokes with 2; collect the others, to be answered late or never."""
    late = []
    answer_from_strokes(
        page,
        lambda route, count: late.append(route) if count == 1 else fulfill(route, number(2)),
    )
    return late


def test_a_request_for_old_ink_is_given_up(page, late):
    with page.expect_request(READ):
        draw(page, [FIRST])
    with page.expect_event("requestfailed"):
        draw(page, [SECOND])
    assert len(late) == 1
    expect(value(page)).to_have_text("2")


def test_a_late_answer_is_dropped(page, late):
    page.add_init_script(IGNORE_ABORT)
    page.reload()
    with page.expect_request(READ):
        draw(page, [FIRST])
    draw(page, [SECOND])
    expect(value(page)).to_have_text("2")
    with page.expect_response(READ) as arrived:
        fulfill(late[0], number(1))
    arrived.value.finished()
    page.evaluate(TWO_FRAMES)
    expect(value(page)).to_have_text("2")


def test_reading_is_said_at_once_and_the_old_answer_fades(page):
    answer_from_strokes(
        page, lambda route, count: fulfill(route, number(1)) if count == 1 else None
    )
    draw(page, [FIRST])
    expect(value(page)).to_have_text("1")
    draw(page, [SECOND])
    assert page.locator("#display").get_attribute("data-state") == "reading"
    expect(page.get_by_text("reading…")).to_be_visible()


def test_without_a_connection_the_ink_stays_and_can_be_tried_again(page, complaints):
    page.route(READ, lambda route: route.abort())
    draw(page, [FIRST])
    expect(page.get_by_text("No connection to the calculator.")).to_be_visible()
    assert len(kept_strokes(page)) == 1
    answer_with(page, number(7))
    page.get_by_role("button", name="Try again").click()
    expect(value(page)).to_have_text("7")
    complaints.clear()


def refuse(page: Page, status: int, body: str) -> None:
    page.unroute(READ)
    page.route(READ, lambda route: route.fulfill(status=status, body=body))


REFUSALS = [
    (
        413,
        '{"error": {"kind": "x", "message": "That is too much ink."}}',
        "That is too much ink.",
    ),
    (400, "no JSON", "Something went wrong while reading."),
    (
        500,
        '{"error": {"kind": "x", "message": "secret"}}',
        "Something went wrong while reading.",
    ),
    (200, "no JSON", "Something went wrong while reading."),
    (200, "null", "Something went wrong while reading."),
    (200, '{"lines": 3}', "Something went wrong while reading."),
]


def test_a_refusal_is_one_plain_sentence(page, complaints):
    for status, body, sentence in REFUSALS:
        refuse(page, status, body)
        draw(page, [FIRST])
        expect(page.locator("#notice")).to_contain_text(sentence)
        answer_with(page, number(1))
        page.get_by_role("button", name="Try again").click()
        expect(value(page)).to_have_text("1")
    complaints.clear()


def test_a_fault_of_the_page_is_not_taken_for_the_network(page, complaints):
    answer_with(page, number(1) | {"symbols": None})
    draw(page, [FIRST])
    expect(page.locator("#notice")).to_contain_text("The answer cannot be shown.")
    assert complaints != []
    complaints.clear()


def test_ink_that_is_no_line_asks_for_more(page):
    answer_with(page)
    draw(page, [FIRST])
    expect(page.locator("#notice")).to_contain_text("Nothing was read yet")


def test_lines_stand_one_below_another(page):
    answer_with(page, number(1), number(2), number(3))
    draw(page, [FIRST])
    expect(value(page)).to_have_text(["1", "2", "3"])
    tops = [row.bounding_box()["y"] for row in page.locator("#lines .line").all()]
    assert tops == sorted(set(tops))
    expect(page.get_by_role("status")).to_have_text("1 = 1. 2 = 2. 3 = 3")


def test_a_doubtful_symbol_looks_doubtful(page):
    mathml = '<math><mn data-symbols="0">7</mn><mo>+</mo><mn data-symbols="1">7</mn></math>'
    answer_with(page, a_line("7+7", mathml, "14", confidences=(0.99, 0.4)))
    draw(page, [FIRST])
    expect(page.locator("#boxes .unsure text")).to_have_text("7?")
    expect(page.locator("#lines mn.unsure")).to_have_count(1)
    expect(page.locator("#lines .doubt")).to_have_text("Not sure about “7”.")


ERRORS = [
    ("incomplete_expression", "7+", 1, "unfinished"),
    ("unbalanced_bracket", "(7", 0, "unfinished"),
    ("unbalanced_bracket", "7)", 1, "wrong"),
    ("division_by_zero", "7÷0", 1, "wrong"),
]


def test_only_what_more_ink_cannot_mend_is_shown_as_wrong(page):
    for kind, labels, concerned, shown in ERRORS:
        answer_with(page, an_error(kind, labels, concerned))
        draw(page, [FIRST])
        expect(page.locator(f"#lines mo.{shown}")).to_have_text(labels[concerned])
        expect(page.locator(f"#lines .problem.{shown}")).to_have_text("This is a sentence.")
        expect(page.locator(f"#boxes .{shown} text")).to_have_text(labels[concerned])


FORMS = [
    ("1/6", "1/6", "0.1(6)", "= 0.160.16 repeating", "1 ÷ 6 = 1/6, or 0.16 repeating"),
    ("0.5", "1/2", "0.5", "= 1/2", "0.5 = 0.5, or 1/2"),
    ("1-3", "-2", "-2", None, "1 − 3 = −2"),
    ("1/7", "1/7", "0.142857142857143…", "≈ 0.142857142857143…", None),
    ("9**99", "9", "2.95…×10^94", "≈ 2.95… × 10942.95… times 10 to the power of 94", None),
]


def test_exact_value_and_decimal(page):
    for expression, exact, decimal, shown, spoken in FORMS:
        answer_with(page, a_line(expression, "<math><mn>1</mn></math>", exact, decimal))
        draw(page, [FIRST])
        expect(page.locator("#lines .other")).to_have_text([] if shown is None else [shown])
        expect(value(page)).to_have_count(1)
        if spoken is not None:
            expect(page.get_by_role("status")).to_have_text(spoken)


def test_only_mathematics_is_taken_from_the_typeset_text(page, complaints):
    mathml = (
        '<math onclick="x()"><mn>1</mn><script>x()</script><img src="x" onerror="x()">'
        '<mtext href="javascript:x()"><a href="/x">2</a></mtext></math>'
    )
    answer_with(page, a_line("1", mathml, "1"))
    draw(page, [FIRST])
    expect(value(page)).to_have_text("1")
    assert page.locator("#lines :is(script, img, a, [onclick], [href])").count() == 0
    assert all("inline event handler" in complaint for complaint in complaints)
    complaints.clear()


def test_a_long_sum_does_not_push_the_answer_out_of_sight(phone):
    expression = "+".join(["123456"] * 8)
    answer_with(phone, a_line(expression, f"<math><mn>{expression}</mn></math>", "987648"))
    draw(phone, [FIRST])
    expect(value(phone)).to_be_in_viewport(ratio=1)


def test_the_focus_stays_on_its_sign_in_another_reading(page):
    mathml = '<math><mn data-symbols="0">7</mn><mo data-symbols="1">+</mo>{}</math>'
    added = mathml.format('<mn data-symbols="2">7</mn>')
    answer_with(page, a_line("7+7", added, "14", confidences=(0.99, 0.99, 0.99)))
    draw(page, [FIRST, SECOND])
    page.locator("#lines mn").first.focus()
    page.keyboard.press("ArrowRight")
    answer_with(page, a_line("7+", mathml.format(""), "7", confidences=(0.99, 0.99)))
    page.keyboard.press("Control+z")
    expect(value(page)).to_have_text("7")
    expect(page.locator("#lines mo")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#lines mn")).to_be_focused()


def test_brackets_only_understood_differ_without_fading(page):
    mathml = '<math><mn data-symbols="0">7</mn><mo class="understood">(</mo></math>'
    answer_with(page, a_line("7", mathml, "7"))
    draw(page, [FIRST])
    style = "(leaf) => (({ color, opacity, fontSize }) => [color, opacity, parseFloat(fontSize)])"
    written = page.locator("#lines mn").evaluate(f"{style}(getComputedStyle(leaf))")
    understood = page.locator("#lines .understood").evaluate(f"{style}(getComputedStyle(leaf))")
    assert understood[:2] == written[:2] == [written[0], "1"]
    assert understood[2] < written[2]
