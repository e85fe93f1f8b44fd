"""The token: made once, kept as a hash, and let in by; what is guessed, forged or old is not."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from entering import ACCESS, ELSEWHERE, ME, NAME, SAMPLES, Away, bearer, enter, kind_of
from hands import body
from itsdangerous import TimestampSigner

from webapp.access.attempts import MOST, SPAN
from webapp.access.passes import COOKIE, LIFETIME
from webapp.access.token import issue, make_token, token_hash

SHOWN = re.compile(r"^ +(\S{4}(?:-\S{4}){6})$", re.MULTILINE)


# The token


def test_tokens_are_long_random_and_easily_copied():
    tokens = {make_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch("([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}", t) for t in tokens)


@pytest.mark.parametrize(
    "spelt",
    [
        str,
        str.upper,
        lambda token: token.replace("-", ""),
        lambda token: f"  {token.replace('-', ' ')}\n",
        lambda token: token.replace("0", "O").replace("1", "l"),
        lambda token: token.replace("0", "o").replace("1", "I"),
    ],
    ids=["as it is", "upper case", "in one", "with spaces", "with O and l", "with o and I"],
)
def test_a_token_lets_in_however_it_is_spelt(away, sqlite, monkeypatch, spelt):
    token = "01qm-3xvd-8s0k-r1wt-v5yb-n6h0-2cj1"
    monkeypatch.setattr("webapp.access.token.make_token", lambda: token)
    assert issue(sqlite) == token
    assert enter(away, spelt(token)).get_json() == {"open": False, "granted": True}


def test_a_program_sends_the_token_with_each_request(away, token):
    assert away.post(SAMPLES, json=body(), headers=bearer(token)).status_code == 201
    assert away.get(ME, headers=bearer(token.upper())).status_code == 200
    assert away.get(ACCESS, headers=bearer(token)).get_json()["granted"]
    assert away.get(ME).status_code == 401


WRONG = [
    "",
    " ",
    "-",
    "x",
    "wrong-token",
    "o" * 28,
    "\N{GREEK SMALL LETTER OMICRON}",
    "\ud800",
    "9" * 10**5,
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: ascii(wrong[:20]))
def test_a_wrong_token_lets_nobody_in(away, token, wrong):
    answer = enter(away, wrong)
    assert (answer.status_code, kind_of(answer)) == (403, "wrong_token")
    assert "Set-Cookie" not in answer.headers


def test_neither_the_hash_nor_most_of_the_token_lets_in(away, token):
    for near in (token[:-1], token[1:], token + "0", token_hash(token).hex()):
        assert enter(away, near).status_code == 403
        assert away.get(ME, headers=bearer(near)).status_code == 403


def test_before_a_token_is_made_none_lets_in(away):
    assert enter(away, "").status_code == enter(away, make_token()).status_code == 403
    assert away.get(ME).status_code == 401


@pytest.mark.parametrize(
    "said", ["Basic YTpi", "Basic", "Bearer", "bearer", "Digest a=b", "x", "", "Token {token}"]
)
def test_other_credentials_let_nobody_in(away, token, said):
    answer = away.get(ME, headers={"Authorization": said.format(token=token)})
    assert answer.status_code in (401, 403)


@pytest.mark.parametrize("sent", [[], "x", {}, {"token": 7}, {"token": None}, {"x": "y"}])
def test_what_is_no_token_is_refused(away, token, sent):
    assert kind_of(away.post(ACCESS, json=sent)) == "malformed_token"


def test_a_form_of_another_page_is_not_taken(away, token):
    assert away.post(ACCESS, data={"token": token}).status_code == 415


# Passes


def pass_of(answer: Any) -> tuple[str, set[str]]:
    """Return the value of the cookie that an answer sets, and its attributes."""
    cookie, *attributes = answer.headers["Set-Cookie"].split("; ")
    name, _, value = cookie.partition("=")
    assert name == COOKIE
    return value, set(attributes)


def test_a_pass_is_for_the_api_of_this_site_alone_and_hides_the_token(away, token):
    value, attributes = pass_of(enter(away, token))
    assert attributes >= {"HttpOnly", "SameSite=Strict", "Path=/api/"}
    assert f"Max-Age={LIFETIME // timedelta(seconds=1)}" in attributes
    assert "Secure" not in attributes and not any(each.startswith("Domain") for each in attributes)
    assert token.replace("-", "") not in value.replace("-", "")
    assert away.get(ME).status_code == 200
    assert away.get(ACCESS).get_json() == {"open": False, "granted": True}


def test_over_tls_a_pass_is_secure(away, token):
    _, direct = pass_of(enter(away, token, base_url="https://box.local"))
    origin = {"Origin": "https://box.local:8000"}
    _, through_a_proxy = pass_of(enter(away, token, headers=origin))
    assert "Secure" in direct & through_a_proxy


def test_a_new_token_ends_the_old_one_and_its_passes(away, token, sqlite):
    enter(away, token)
    newer = issue(sqlite, anew=True)
    assert newer not in (None, token)
    assert away.get(ME).status_code == 401
    assert enter(away, token).status_code == 403
    assert enter(away, newer).status_code == 200
    assert away.get(ME).status_code == 200


def test_a_pass_runs_out(away, token, monkeypatch):
    lasted = int(LIFETIME.total_seconds())
    signed_at = TimestampSigner.get_timestamp
    for age, status in [(lasted - 60, 200), (lasted + 60, 401)]:
        with monkeypatch.context() as patch:
            patch.setattr(TimestampSigner, "get_timestamp", lambda self, a=age: signed_at(self) - a)
            enter(away, token)
        assert away.get(ME).status_code == status


def test_a_forged_pass_lets_nobody_in(away, token):
    value, _ = pass_of(enter(away, token))
    changed = [value[:-1], value + "A", value.replace("holder", "x"), value.replace(".", "-")]
    for forged in ["", "holder", "..", *changed]:
        away.set_cookie(COOKIE, forged, domain=NAME, path="/api/")
        assert away.get(ME).status_code == 401, forged
    away.set_cookie(COOKIE, value, domain=NAME, path="/api/")
    assert away.get(ME).status_code == 200


# Guessing


def test_who_tries_wrong_tokens_waits_even_with_the_right_one(away, token):
    friend = Away(away.application, away.response_wrapper)
    enter(friend, token)
    tries = [enter(away, f"wrong {number}").status_code for number in range(MOST - 1)]
    assert {*tries, away.get(ME, headers=bearer("wrong")).status_code} == {403}
    for answer in (enter(away, token), away.get(ME, headers=bearer(token))):
        assert (answer.status_code, kind_of(answer)) == (429, "too_many_tries")
        assert 0 < int(answer.headers["Retry-After"]) <= SPAN
    assert friend.get(ME).status_code == 200
    away.address = ELSEWHERE
    assert enter(away, token).status_code == 200


# Keeping the token


def test_the_first_who_starts_makes_the_token(sqlite):
    sqlite.migrate()
    with ThreadPoolExecutor(4) as starters:
        made = [each for each in starters.map(lambda _: issue(sqlite), range(4)) if each]
    assert len(made) == 1
    assert issue(sqlite) is None


def test_the_token_is_nowhere_in_clear(away, token, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    enter(away, token)
    enter(away, token + "x")
    away.get(ME, headers=bearer(token))
    away.get(ME, headers=bearer(token + "x"))
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token_hash(token) in kept
    for spelt in (token, token.replace("-", "")):
        assert spelt.encode() not in kept.lower()
        assert spelt not in caplog.text.lower()


def said_at_start(serve, home: Path, *options: str) -> str:
    with serve(env={"INKCALC_HOME": str(home)}, options=["--no-worker", *options]) as server:
        server.process.terminate()
        return server.process.stdout.read()


def test_the_first_start_away_from_loopback_shows_the_token_once(serve, tmp_path):
    (token,) = SHOWN.findall(said_at_start(serve, tmp_path, "--allow-host", "box.local"))
    again = said_at_start(serve, tmp_path, "--ask-token")
    assert "--new-token" in again and not SHOWN.search(again)
    (newer,) = SHOWN.findall(said_at_start(serve, tmp_path, "--new-token"))
    assert newer != token
