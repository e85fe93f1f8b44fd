"""Importing over HTTP: lines of progress, what is kept and for whom, and what is refused."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from hands import body
from photofiles import FORM as BOUNDED
from photofiles import FORM_END, part
from specimens import found_in, idx, idx_images, inkml, picture, png, truth, written, zipped
from werkzeug.test import TestResponse

import webapp.exports
import webapp.imports
from webapp.imports import AT_ONCE, MAX_FILES, MAX_IMPORT_BYTES
from webapp.specimens import BATCH, MOST_NAMED
from webapp.store.current import store_of
from webapp.store.errors import StoreError

IMPORT = "/api/v1/imports"
EXPORT = "/api/v1/me/export"
FORM = "multipart/form-data"


def post(
    client: FlaskClient, files: dict[str, bytes], field: str = "files", **more
) -> TestResponse:
    data = {field: [(BytesIO(data), name) for name, data in files.items()], **more}
    return client.post(IMPORT, data=data, content_type=FORM)


def lines_of(answer: TestResponse) -> list[dict]:
    assert (answer.status_code, answer.mimetype) == (200, "application/x-ndjson")
    assert answer.get_data().endswith(b"\n")
    return [json.loads(line) for line in answer.get_data().splitlines()]


def outcome(client: FlaskClient, files: dict[str, bytes]) -> dict:
    return lines_of(post(client, files))[-1]


def counted(client: FlaskClient, files: dict[str, bytes]) -> tuple[int, int]:
    """Import files; return how many samples are new, and how many were there already."""
    told = outcome(client, files)
    return told["imported"], told["known"]


def shown(client: FlaskClient) -> list[dict]:
    return client.get("/api/v1/samples?limit=200").get_json()["samples"]


def refused(answer: TestResponse) -> tuple[int, str]:
    error = answer.get_json()["error"]
    assert error.keys() == {"kind", "message"} and error["message"].endswith(".")
    return answer.status_code, error["kind"]


def many(count: int) -> dict[str, bytes]:
    """Return so many different pictures."""
    return {
        f"set/{label}/{at}.png": png(label, size=(40 + at // 4, 40), shift=at % 3)
        for at, label in enumerate("71+-"[at % 4] for at in range(count))
    }


def test_files_of_all_kinds_become_samples(mine):
    files = {
        "set/7/a.png": png("7"),
        "set/plus/b.jpg": written(picture("+", paper=0, pen=255), "JPEG"),
        "train-images-idx3-ubyte.gz": idx(idx_images("1"), packed=True),
        "train-labels-idx1-ubyte.gz": idx(idx_images("1")[:1, 0, 0] * 0 + 1, packed=True),
        "ink/a.inkml": inkml(truth("-") + "<trace>1 2, 9 2</trace>"),
        "more.zip": zipped({"times/a.png": png("+", size=(90, 60))}),
    }
    told = {"imported": 5, "known": 0, "skipped": [], "skipped_count": 0, "total": 5}
    assert outcome(mine, files) == told
    samples = shown(mine)
    assert sorted(sample["label"] for sample in samples) == sorted("7+1-×")
    assert {sample["source"] for sample in samples} == {"imported"}
    assert {sample["medium"] for sample in samples} == {"picture", "ink"}
    assert len({sample["session"] for sample in samples}) == 1
    seven = next(sample for sample in samples if sample["label"] == "7")
    [kept], _ = found_in({"7/a.png": png("7")})
    assert mine.get(seven["picture"]).get_data() == kept.picture


def test_progress_is_told_after_each_batch_that_is_kept(keeping_app, mine):
    answer = post(mine, many(3 * BATCH - 50))
    store, seen = store_of(keeping_app), []
    lines = [json.loads(line) for line in answer.get_data().splitlines()]
    assert lines[-1]["imported"] == lines[-1]["total"] == 250
    for line in lines[:-1]:
        assert line.keys() == {"done", "total"}
        seen.append(line["done"])
    assert seen == sorted(seen) and seen[-1] == 250 and len(seen) >= 3
    [person] = store.people()
    assert store.counts(person.id).total == 250


def test_what_was_told_is_kept_when_the_client_goes_away(keeping_app, mine):
    answer = post(mine, many(250))
    first = next(answer.response)
    answer.close()
    store = store_of(keeping_app)
    [person] = store.people()
    assert json.loads(first)["done"] == store.counts(person.id).total == BATCH
    assert outcome(mine, {"7/a.png": png()})["imported"] == 1  # its place is free again


def test_the_same_file_imported_twice_is_kept_once(mine, yours):
    files = many(30)
    assert counted(mine, files) == (30, 0)
    assert counted(mine, files) == (0, 30)
    again = {f"other/{name}": data for name, data in files.items()}
    assert counted(mine, again | {"7/new.png": png("7")}) == (1, 30)
    assert len(shown(mine)) == 31
    assert counted(yours, files) == (30, 0)
    assert len(shown(yours)) == 30


def test_the_same_picture_with_another_label_is_another_sample(mine):
    result = outcome(mine, {"7/a.png": png(), "7/b.png": png(), "1/c.png": png()})
    assert (result["imported"], result["skipped_count"]) == (2, 1)
    assert result["skipped"][0]["name"] == "7/b.png"


def test_broken_pictures_are_named_and_the_rest_is_imported(mine):
    files = {**many(20), "7/broken.png": png()[:40], "7/text.png": b"7", "../7/a.png": png()}
    result = outcome(mine, files)
    assert (result["imported"], result["total"]) == (20, 23)
    assert {each["name"] for each in result["skipped"]} == {
        "7/broken.png",
        "7/text.png",
        "../7/a.png",
    }


def test_of_what_is_skipped_so_many_are_named_and_the_rest_is_counted(mine):
    result = outcome(mine, {**many(1), **{f"7/{at}.png": b"7" for at in range(MOST_NAMED + 50)}})
    assert (len(result["skipped"]), result["skipped_count"]) == (MOST_NAMED, MOST_NAMED + 50)


def test_who_imports_nothing_is_not_kept(keeping_app, mine):
    answer = post(mine, {"7/a.png": b"7", "a.zip": b"no zip"})
    assert lines_of(answer)[-1]["imported"] == 0
    assert "Set-Cookie" not in answer.headers
    assert store_of(keeping_app).people() == []


def test_imported_samples_are_judged_but_adapt_nothing(mine):
    outcome(mine, {"7/a.png": png("+"), "+/b.png": png("+")})
    account = mine.get("/api/v1/me").get_json()
    assert account["samples"]["sources"]["imported"] == 2
    assert account["hand"]["samples"] == 0
    assert [s["label"] for s in shown(mine) if s["suspect"]] in ([], ["7"])


@pytest.mark.parametrize(
    ("files", "field", "more", "refusal"),
    [
        ({}, "files", {}, (400, "bad_form")),
        ({"7/a.png": png()}, "photo", {}, (400, "bad_form")),
        ({"7/a.png": png()}, "files", {"label": "7"}, (400, "bad_form")),
        ({"7/a.png": png()}, "files", {"label": "7" * 300_000}, (413, "too_large")),
    ],
)
def test_other_forms_are_refused(mine, files, field, more, refusal):
    assert refused(post(mine, files, field, **more)) == refusal


def test_other_bodies_are_refused(mine):
    assert refused(mine.post(IMPORT, json={})) == (415, "wrong_type")
    assert refused(mine.post(IMPORT, data=b"x", content_type=FORM)) == (400, "bad_form")


def test_too_many_files_and_bytes_are_refused(mine):
    assert refused(post(mine, {f"7/{at}": b"x" for at in range(MAX_FILES + 1)})) == (
        413,
        "too_large",
    )
    large = part(bytes(MAX_IMPORT_BYTES), "files", "7/a.png") + FORM_END
    assert refused(mine.post(IMPORT, data=large, content_type=BOUNDED)) == (413, "too_large")
    assert outcome(mine, {"7/a.png": png()})["imported"] == 1


def test_only_so_many_imports_go_on_at_once(keeping_app):
    clients = [keeping_app.test_client() for _ in range(AT_ONCE + 1)]
    running = [post(client, many(200)) for client in clients[:AT_ONCE]]
    assert refused(post(clients[-1], {"7/a.png": png()})) == (429, "busy")
    running[0].close()
    assert outcome(clients[-1], {"7/a.png": png()})["imported"] == 1
    running[1].close()


def test_a_refused_import_gives_its_place_back(mine):
    for _ in range(2 * AT_ONCE):
        assert refused(post(mine, {})) == (400, "bad_form")
    assert outcome(mine, {"7/a.png": png()})["imported"] == 1


@pytest.mark.parametrize(
    ("error", "kind"),
    [(StoreError("gone"), "store_unavailable"), (RuntimeError("what?"), "internal")],
)
def test_an_error_in_the_midst_is_the_last_line(mine, monkeypatch, error, kind):
    keep, calls = webapp.imports.keep, []

    def failing(person, samples):
        calls.append(len(samples))
        if len(calls) > 1:
            raise error
        return keep(person, samples)

    monkeypatch.setattr(webapp.imports, "keep", failing)
    lines = lines_of(post(mine, many(250)))
    assert lines[-1]["error"]["kind"] == kind
    assert lines[-1]["error"]["message"].endswith(".")
    assert lines[-1]["imported"] == len(shown(mine)) == BATCH


def test_no_more_is_kept_than_there_is_room_for(mine, monkeypatch):
    monkeypatch.setattr("webapp.store.store.MAX_SAMPLES", 150)
    lines = lines_of(post(mine, many(250)))
    assert (lines[-1]["error"]["kind"], lines[-1]["imported"]) == ("too_many_samples", BATCH)


# Exports


@pytest.mark.parametrize("form", ["", "?format=all", "?format=folder"])
def test_an_export_is_a_file_that_can_be_imported(mine, yours, form):
    outcome(mine, many(20))
    answer = mine.get(EXPORT + form, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=inkcalc-samples.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert outcome(yours, {"inkcalc-samples.zip": answer.get_data()})["imported"] == 20
    pictures = sorted(mine.get(s["picture"]).get_data() for s in shown(mine))
    assert pictures == sorted(yours.get(s["picture"]).get_data() for s in shown(yours))


def test_an_export_of_all_is_known_where_it_is_from(mine, yours):
    assert mine.post("/api/v1/samples", json=body(source="correction")).status_code == 201
    outcome(mine, many(3))
    export = mine.get(EXPORT, buffered=True).get_data()
    assert counted(mine, {"a.zip": export}) == (0, 4)
    assert counted(yours, {"a.zip": export}) == (4, 0)
    assert counted(yours, {"a.zip": export}) == (0, 4)
    [sample] = mine.get("/api/v1/samples?source=correction").get_json()["samples"]
    mine.delete("/api/v1/samples", json={"ids": [sample["id"]]})
    assert counted(mine, {"a.zip": export}) == (1, 3)
    # What is imported teaches nothing, whatever it was where it is from.
    assert mine.get("/api/v1/me").get_json()["hand"]["samples"] == 0


def test_only_so_many_exports_are_made_at_once(mine):
    outcome(mine, many(2))
    places = [webapp.exports._places.acquire(blocking=False) for _ in range(webapp.exports.AT_ONCE)]
    assert all(places)
    assert refused(mine.get(EXPORT)) == (429, "busy")
    for _ in places:
        webapp.exports._places.release()
    assert mine.get(EXPORT, buffered=True).status_code == 200


def test_an_export_of_all_says_what_is_kept_of_the_person(keeping_app, mine):
    outcome(mine, many(2))
    with ZipFile(BytesIO(mine.get(EXPORT, buffered=True).get_data())) as archive:
        told = json.loads(archive.read("person.json"))
        rows = archive.read("samples.jsonl").splitlines()
    [person] = store_of(keeping_app).people()
    assert (told["id"], told["adapts"], told["reset_at"]) == (person.id, True, None)
    assert len(rows) == 2


def test_nobody_is_given_the_samples_of_somebody_else(mine, yours):
    outcome(mine, many(2))
    assert refused(yours.get(EXPORT)) == (404, "unknown_person")
    outcome(yours, {"+/a.png": png("+")})
    with ZipFile(
        BytesIO(yours.get(f"{EXPORT}?format=folder", buffered=True).get_data())
    ) as archive:
        names = [name for name in archive.namelist() if name.endswith(".png")]
    assert [name.split("/")[1] for name in names] == ["plus"]


@pytest.mark.parametrize(
    "query", ["?format=zip", "?format=", "?form=all", "?format=all&format=idx"]
)
def test_unknown_formats_are_refused(mine, query):
    assert refused(mine.get(EXPORT + query)) == (422, "malformed_format")
