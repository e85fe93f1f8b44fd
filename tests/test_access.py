"""Access: who is at the machine that serves, and what is open to whom."""

from __future__ import annotations

import re

import pytest
from entering import ACCESS, AWAY, ME, SAMPLES, enter, kind_of
from hands import ONE, body

from webapp.access.locality import is_local

OPEN = {
    "/api/v1/read/ink",
    "/api/v1/read/photo",
    "/api/v1/check/photo",
    "/api/v1/health",
    ACCESS,
}
INK = {"strokes": [ONE]}
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


# Who is at the machine


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "LOCALHOST:8000"),
        ("127.3.2.1", "127.0.0.1:8000"),
        ("::1", "[::1]:8000"),
        ("::1", "localhost:8000"),
        ("::ffff:127.0.0.1", "localhost:8000"),
        ("127.0.0.1", "[::ffff:127.0.0.1]:8000"),
    ],
)
def test_loopback_to_a_loopback_name_is_local(app, address, host):
    asked = {"REMOTE_ADDR": address, "HTTP_HOST": host}
    with app.test_request_context("/", environ_overrides=asked) as context:
        assert is_local(context.request)


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": AWAY},
        {"REMOTE_ADDR": "::ffff:192.168.1.20"},
        {"REMOTE_ADDR": "fe80::1%eth0"},
        {"REMOTE_ADDR": "0.0.0.0"},
        {"REMOTE_ADDR": "::"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "localhost"},
        {"REMOTE_ADDR": "127.0.0.1, 192.168.1.20"},
        {"HTTP_HOST": "box.local:8000"},
        {"HTTP_HOST": "192.168.1.7:8000"},
        {"HTTP_HOST": "localhost.evil.example"},
        {"HTTP_HOST": "127.0.0.1.evil.example"},
        {"HTTP_HOST": "localhost, box.local"},
        {"HTTP_HOST": ""},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": ""},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED": "yes"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
    ids=repr,
)
def test_all_else_is_not_local(app, asked):
    with app.test_request_context("/", environ_overrides={**HERE, **asked}) as context:
        assert not is_local(context.request)


def test_a_request_without_an_address_is_not_local(app):
    with app.test_request_context("/", environ_overrides=HERE) as context:
        del context.request.environ["REMOTE_ADDR"]
        assert not is_local(app.request_class(context.request.environ))


# What is open


def test_at_the_machine_everything_is_open_without_a_token(here):
    assert here.get(ACCESS).get_json() == {"open": True, "granted": True}
    assert here.post(SAMPLES, json=body()).status_code == 201
    assert here.get(ME).get_json()["samples"]["total"] == 1


def test_elsewhere_pages_are_shown_and_writing_is_read(away):
    assert away.get(ACCESS).get_json() == {"open": False, "granted": False}
    assert away.get("/").status_code == away.get("/collect").status_code == 200
    assert away.post("/api/v1/read/ink", json=INK).get_json()["lines"]


def test_elsewhere_every_other_path_of_the_api_wants_the_token(away, token):
    rules = [rule for rule in away.application.url_map.iter_rules() if rule.rule not in OPEN]
    guarded = [rule for rule in rules if rule.rule.startswith("/api/")]
    assert {rule.rule for rule in guarded} >= {ME, SAMPLES, "/api/v1/imports", "/api/v1/me/export"}
    for rule in guarded:
        for method in rule.methods:
            answer = away.open(re.sub("<[^>]*>", "x", rule.rule), method=method)
            assert answer.status_code == 401, (rule.rule, method)
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    pages = {rule.endpoint.split(".")[0] for rule in rules if rule not in guarded}
    assert pages == {"pages", "static"}


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing", "/api/v2/samples", "/api/v1/healthy", "/api/v1/access/x"]
)
def test_paths_that_are_not_there_are_guarded_too(away, path):
    assert kind_of(away.get(path)) == "token_wanted"


@pytest.mark.parametrize("asked", [{"REMOTE_ADDR": AWAY}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_a_loopback_name_from_elsewhere_or_through_a_proxy_opens_nothing(here, asked):
    assert here.get(ME, environ_overrides={**HERE, **asked}).status_code == 401


def test_the_token_is_wanted_at_the_machine_too_where_that_is_said(make_app, token):
    here = make_app(ASK_TOKEN=True).test_client()
    assert here.get(ACCESS).get_json() == {"open": False, "granted": False}
    assert here.get(ME).status_code == 401
    assert enter(here, token).status_code == 200
    assert here.get(ME).status_code == 200


# Other sites


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("path", [ME, SAMPLES, "/api/v1/me/export"])
@pytest.mark.parametrize("headers", FOREIGN, ids=repr)
def test_other_sites_can_ask_nothing_of_what_is_kept(here, path, headers):
    answer = here.get(path, headers=headers)
    assert (answer.status_code, kind_of(answer)) == (403, "other_site")


@pytest.mark.parametrize("headers", FOREIGN, ids=repr)
def test_other_sites_can_neither_enter_nor_use_a_pass(away, token, headers):
    assert kind_of(enter(away, token, headers=headers)) == "other_site"
    enter(away, token)
    assert kind_of(away.get(ME, headers=headers)) == "other_site"
    assert kind_of(away.post(SAMPLES, json=body(), headers=headers)) == "other_site"


def test_links_of_other_sites_lead_to_the_pages(here):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert here.get("/", headers=headers).status_code == 200
    assert here.get("/collect", headers=headers).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_downloads_of_the_own_pages_and_typed_addresses_are_served(here, site):
    assert here.post(SAMPLES, json=body()).status_code == 201
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    with here.get("/api/v1/me/export?format=inkml", headers=headers) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
