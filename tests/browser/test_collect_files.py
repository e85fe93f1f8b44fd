"""Samples come from files and go into files."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from collecting import labels, open_part, teach
from conftest import OpenPage
from PIL import Image, ImageDraw
from playwright.sync_api import Page, Route, expect

IMPORTS = "**/api/v1/imports"


@pytest.fixture
def files(open_page: OpenPage) -> Page:
    """Open the part for files."""
    return open_page("/collect#files")


def picture(label: str, foot: int = 56) -> bytes:
    """Return a picture of something like a symbol, dark on light, down to its foot."""
    image = Image.new("L", (48, 64), 250)
    pen = ImageDraw.Draw(image)
    pen.line([(24, 8), (24, foot)], fill=20, width=5)
    if label == "+":
        pen.line([(6, 32), (42, 32)], fill=20, width=5)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of one sub-folder a class, in which one picture is broken."""
    for name, data in {
        "1/a.png": picture("1"),
        "1/b.png": picture("1", 50),
        "+/c.png": picture("+"),
        "+/broken.png": picture("+")[:60],
        "+/.DS_Store": b"clutter",
    }.items():
        path = tmp_path / "my samples" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "my samples"


def test_a_folder_is_imported_and_what_is_broken_is_listed(files, folder):
    files.locator("#folder").set_input_files(folder)
    expect(files.locator("#import-words")).to_have_text("3 imported, 1 skipped")
    expect(files.locator("#skipped li")).to_have_count(1)
    expect(files.locator("#skipped li b")).to_have_text("my samples/+/broken.png")
    assert labels(files) == ["+", "1", "1"]
    expect(files.locator("#total")).to_have_text("3")
    files.get_by_role("link", name="Look at the samples").click()
    expect(files.locator("#grid img")).to_have_count(3)
    shown = files.locator("#grid img").first
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("(img) => img.naturalWidth") > 0


def test_a_zip_that_is_dropped_is_imported_on_any_part_of_the_page(files):
    open_part(files, "Your hand")
    archive = BytesIO()
    with ZipFile(archive, "w") as packed:
        packed.writestr("set/1/a.png", picture("1"))
    files.evaluate(
        """(bytes) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], "set.zip"));
            const options = { bubbles: true, cancelable: true, dataTransfer };
            document.body.dispatchEvent(new DragEvent("drop", options));
        }""",
        list(archive.getvalue()),
    )
    expect(files.locator("#import-words")).to_have_text("1 imported")


def test_an_import_is_cancelled(files, complaints):
    files.route(IMPORTS, lambda route: None)
    choose(files, 1)
    expect(files.locator("#import-words")).to_have_text("Importing…")
    files.get_by_role("button", name="Cancel").click()
    expect(files.locator("#import-words")).to_have_text("Cancelled: 0 imported so far")
    files.get_by_role("button", name="Import more").click()
    expect(files.get_by_role("button", name="Choose a folder")).to_be_focused()


def test_an_import_goes_on_where_the_connection_was_lost(files, complaints):
    sent: list[int] = []

    def answer(route: Route) -> None:
        number = route.request.post_data_buffer.count(b'name="files"')
        sent.append(number)
        if len(sent) == 2:
            route.abort()
            return
        lines = [{"done": 1, "total": number}, {"imported": number, "skipped": [], "total": number}]
        body = "".join(json.dumps(line) + "\n" for line in lines)
        route.fulfill(body=body, content_type="application/x-ndjson")

    files.route(IMPORTS, answer)
    choose(files, 450)
    expect(files.locator("#import-words")).to_have_text(
        "The connection was lost: 200 imported so far"
    )
    files.get_by_role("button", name="Try the rest again").click()
    expect(files.locator("#import-words")).to_have_text("450 imported")
    assert sent == [200, 200, 200, 50]
    complaints.clear()


def test_what_was_there_already_is_told(files, folder):
    for words in ("3 imported", "0 imported, 3 were there already"):
        files.reload()
        files.locator("#folder").set_input_files(folder)
        expect(files.locator("#import-words")).to_have_text(f"{words}, 1 skipped")
        expect(files.get_by_role("link", name="Look at the samples")).to_be_visible()


def test_an_import_that_must_stop_says_why_and_what_was_kept(files, complaints):
    error = {"kind": "too_many_samples", "message": "There are too many; delete some first."}
    line = {"error": error, "imported": 100, "known": 1, "skipped": [], "total": 200}
    files.route(IMPORTS, lambda route: route.fulfill(body=json.dumps(line) + "\n"))
    choose(files, 450)
    expect(files.locator("#import-words")).to_have_text(
        "There are too many; delete some first. 100 imported, 1 was there already so far"
    )
    expect(files.get_by_role("button", name="Try the rest again")).to_be_visible()


def test_an_import_waits_while_the_server_is_busy(files, complaints):
    answers = iter([429, 200])

    def answer(route: Route) -> None:
        body = '{"imported": 1, "skipped": [], "total": 1}\n'
        route.fulfill(status=next(answers), body=body, content_type="application/x-ndjson")

    files.route(IMPORTS, answer)
    choose(files, 1)
    expect(files.locator("#import-words")).to_have_text("1 imported")
    complaints.clear()


def choose(page: Page, number: int) -> None:
    """Choose so many files."""
    one = {"mimeType": "image/png", "buffer": b"x"}
    page.locator("#files").set_input_files([one | {"name": f"{at}.png"} for at in range(number)])


BATCHES = """async (files) => {
    const { batchesOf } = await import("/static/js/collect/batches.js");
    const named = files.map(([name, megabytes]) => ({ name, file: { size: megabytes * 2 ** 20 } }));
    return batchesOf(named).map((batch) => batch.map(({ name }) => name).join(" "));
}"""


def test_what_belongs_together_is_sent_together(files):
    pair = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
    sizes = [("a", 3), (pair[0], 9), ("b", 5), ("c", 1), (pair[1], 1)]
    assert files.evaluate(BATCHES, sizes) == ["a", " ".join(pair), "b c"]


def test_everything_can_be_taken_away(files):
    expect(files.get_by_text("There is nothing to take yet")).to_be_visible()
    teach(files, ("1", "1"))
    files.reload()
    with files.expect_download() as download:
        files.get_by_role("link", name="Pictures in folders").click()
    with ZipFile(download.value.path()) as packed:
        assert any("/1/" in f"/{name}" for name in packed.namelist())
