"""What a person sees of what is kept: how they are known, what adapts, and how it ends."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from hands import ONE, body, entry, new_id, sample

from calculator.given import SAMPLE_LABELS
from webapp.app import create_app
from webapp.people import COOKIE
from webapp.store.current import store_of
from webapp.store.errors import StoreError
from webapp.store.sample import SOURCES
from webapp.store.store import Store

ME = "/api/v1/me"
SAMPLES = "/api/v1/samples"
READ = "/api/v1/read/ink"


def keep(client: FlaskClient, *entries: dict, **fields) -> str:
    """Keep samples, and return the cookie that was set."""
    answer = client.post(SAMPLES, json=body(*entries, **fields))
    assert answer.status_code == 201
    return answer.headers["Set-Cookie"]


def me(client: FlaskClient) -> dict:
    answer = client.get(ME)
    assert answer.status_code == 200
    return answer.get_json()


def test_somebody_unknown_is_told_so_and_gets_no_cookie(mine):
    answer = mine.get(ME)
    assert answer.get_json() == {
        "known": False,
        "adapts": True,
        "since": None,
        "samples": {
            "total": 0,
            "labels": dict.fromkeys(SAMPLE_LABELS, 0),
            "sources": dict.fromkeys(SOURCES, 0),
            "suspects": 0,
        },
        "hand": {"samples": 0, "seconds": None, "changes": []},
    }
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_person_is_told_what_is_kept_and_what_it_changes(mine):
    wrong = [entry("7", read_as="1") for _ in range(2)]
    keep(mine, *wrong, entry("-", (1,)), entry("="))
    told = me(mine)
    assert told["known"] and told["adapts"]
    since = datetime.fromisoformat(told["since"])
    assert abs(datetime.now(UTC) - since) < timedelta(minutes=1)
    assert told["samples"]["total"] == 4
    assert told["samples"]["labels"]["7"] == 2
    assert told["samples"]["sources"] == {"correction": 0, "collected": 4, "imported": 0}
    assert told["hand"]["samples"] == 3
    assert told["hand"]["changes"] == [{"label": "7", "read_as": "1", "count": 2}]


def test_the_cookie_is_for_this_server_alone_and_lasts(mine):
    cookie = keep(mine)
    name, *attributes = cookie.split("; ")
    assert name.startswith("inkcalc=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
    assert "Secure" not in attributes and not any(each.startswith("Domain") for each in attributes)
    [expires] = [each for each in attributes if each.startswith("Expires=")]
    end = datetime.strptime(expires, "Expires=%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    assert timedelta(days=399) < end - datetime.now(UTC) <= timedelta(days=400)


def test_over_tls_the_cookie_is_secure(mine):
    answer = mine.post(SAMPLES, json=body(), base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_cookie_is_set_only_where_something_is_kept(mine):
    assert "Set-Cookie" not in mine.post(READ, json={"strokes": [ONE]}).headers
    assert "Set-Cookie" not in mine.get("/").headers
    keep(mine)
    assert "Set-Cookie" not in mine.get(ME).headers
    assert "Set-Cookie" not in mine.post(READ, json={"strokes": [ONE]}).headers


def signed(key: bytes | str, content: dict) -> str:
    """Return a cookie that is signed with a key."""
    app = create_app({"CLASSIFIER": object(), "SECRET_KEY": key})
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    return serializer.dumps(content)


def test_a_cookie_that_is_not_ours_is_nobody(keeping_app, mine):
    good = keep(mine).split(";")[0].partition("=")[2]
    store = store_of(keeping_app)
    person = {"person": store.new_person()}
    cookies = [
        "",
        "nonsense",
        "....",
        "\xff\xfe",
        "a" * 10_000,
        good[:-1],
        good[1:],
        good.swapcase(),
        signed(b"another key", person),
        signed(store.secret(), {"person": new_id()}),
        signed(store.secret(), {"person": 7}),
        signed(store.secret(), {"person": None}),
        signed(store.secret(), {}),
    ]
    for cookie in cookies:
        stranger = keeping_app.test_client(use_cookies=False)
        headers = {"Cookie": f"{COOKIE}={cookie}"}
        assert stranger.get(ME, headers=headers).get_json()["known"] is False, cookie
        assert stranger.get(SAMPLES, headers=headers).get_json()["total"] == 0
        read = stranger.post(READ, json={"strokes": [ONE]}, headers=headers)
        assert read.status_code == 200 and "personal" not in read.get_json()
        assert stranger.post(SAMPLES, json=body(), headers=headers).status_code == 201
    headers = {"Cookie": f"{COOKIE}={good}"}
    assert keeping_app.test_client(use_cookies=False).get(ME, headers=headers).get_json()["known"]


def test_a_cookie_is_known_after_a_restart(keeping_app, mine, classifier, database_url):
    cookie = keep(mine).split(";")[0]
    again = create_app({"CLASSIFIER": classifier, "DATABASE_URL": database_url})
    answer = again.test_client(use_cookies=False).get(ME, headers={"Cookie": cookie})
    assert answer.get_json()["samples"]["total"] == 1
    store_of(again).close()


def test_adapting_is_switched_off_and_on(mine):
    keep(mine)
    for adapts in (False, True):
        answer = mine.patch(ME, json={"adapts": adapts})
        assert answer.get_json()["adapts"] is adapts
        assert answer.get_json() == me(mine)
        assert ("personal" in mine.post(READ, json={"strokes": [ONE]}).get_json()) is adapts


def test_somebody_unknown_may_switch_it_off_at_once(mine):
    assert mine.patch(ME, json={"adapts": False}).get_json()["known"]
    assert me(mine)["adapts"] is False


def test_a_reset_keeps_the_samples_and_forgets_what_was_learnt(mine):
    keep(mine, entry("7", read_as="1"))
    told = mine.post(ME + "/reset").get_json()
    assert told == me(mine)
    assert told["hand"] == {"samples": 0, "seconds": None, "changes": []}
    assert told["samples"]["total"] == 1
    assert mine.post(READ, json={"strokes": [ONE]}).get_json()["personal"] == 0
    keep(mine)
    assert me(mine)["hand"]["samples"] == 1


def test_a_reset_of_nobody_is_nothing(mine):
    answer = mine.post(ME + "/reset")
    assert answer.get_json()["known"] is False
    assert "Set-Cookie" not in answer.headers


def test_a_person_is_forgotten_for_good(keeping_app, mine):
    cookie = keep(mine, entry(), entry()).split(";")[0]
    answer = mine.delete(ME)
    assert answer.get_json() == {"deleted": 2}
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert mine.get_cookie(COOKIE) is None
    assert mine.delete(ME).get_json() == {"deleted": 0}
    old = keeping_app.test_client(use_cookies=False).get(ME, headers={"Cookie": cookie})
    assert old.get_json()["known"] is False


def test_a_person_who_is_forgotten_while_samples_come_is_told(keeping_app, mine, monkeypatch):
    keep(mine)
    known = store_of(keeping_app).person

    def forgotten(store: Store, person: str):
        found = known(person)
        store.forget(person)
        return found

    monkeypatch.setattr(Store, "person", forgotten)
    answer = mine.post(SAMPLES, json=body())
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (409, "forgotten")
    assert mine.patch(ME, json={"adapts": False}).status_code == 200


def test_a_store_that_is_gone_is_told_and_logged(classifier, tmp_path, caplog):
    app = create_app({"CLASSIFIER": classifier, "DATABASE_URL": "sqlite:////dev/null/a.db"})
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().post(SAMPLES, json=body())
    assert answer.status_code == 503
    assert answer.get_json()["error"]["kind"] == "store_unavailable"
    assert "/dev/null" in caplog.text and "/dev/null" not in answer.text
    assert app.test_client().post(READ, json={"strokes": [ONE]}).status_code == 200


def test_the_cookie_stays_where_a_store_that_fails_has_deleted_nothing(mine, monkeypatch):
    keep(mine)

    def fail(store: Store, person: str):
        raise StoreError("the disk is full")

    monkeypatch.setattr(Store, "forget", fail)
    answer = mine.delete(ME)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (503, False)
    monkeypatch.undo()
    assert mine.delete(ME).get_json() == {"deleted": 1}


def test_a_cookie_that_cannot_be_checked_is_no_fault_of_the_request(classifier, tmp_path):
    config = {"CLASSIFIER": classifier, "DATABASE_URL": "sqlite:////dev/null/a.db"}
    client = create_app(config).test_client(use_cookies=False)
    for path in (ME, "/"):
        answer = client.get(path, headers={"Cookie": f"{COOKIE}=a.b.c"})
        assert answer.status_code == 503


def test_what_is_imported_is_counted_but_teaches_nothing(keeping_app, mine):
    keep(mine)
    with mine.session_transaction() as session:
        store_of(keeping_app).keep(session["person"], [sample(source="imported")])
    told = me(mine)
    assert told["samples"]["sources"]["imported"] == 1
    assert told["hand"]["samples"] == 1
