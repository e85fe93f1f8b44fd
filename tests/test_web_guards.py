"""Who may ask, and what browsers are told to forbid."""

from __future__ import annotations

import re

import pytest

from webapp.app import create_app
from webapp.guards import host_names, is_allowed

READ = "/api/v1/read/ink"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.8.9.10:65535",
        "[::1]",
        "[::1]:8000",
        "[0:0:0:0:0:0:0:1]:8000",
    ],
)
def test_loopback_hosts_are_answered(client, host):
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        ":8000",
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "localhost, evil.example",
        "localhost:80:80",
        "localhost:port",
        "localhost/",
        "127.0.0.1 ",
        "0.0.0.0:8000",
        "192.168.1.7",
        "[::]:8000",
        "[fe80::1]",
        "[::1",
        "2130706433",
        "127.1",
        "l\N{CYRILLIC SMALL LETTER O}calhost",
        "\x00",
        "a" * 5000,
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/static/nothing.js"])
def test_other_hosts_are_refused(client, host, path):
    answer = client.get(path, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 403


def test_a_refused_host_gets_a_reason(client):
    answer = client.get("/api/v1/health", headers={"Host": "evil.example"})
    assert answer.get_json()["error"]["kind"] == "wrong_host"


def test_hosts_are_checked_when_the_header_is_absent(app):
    def start_response(status, headers, exc_info=None):
        seen.append(status)

    seen: list[str] = []
    environ = app.test_request_context("/api/v1/health").request.environ
    del environ["HTTP_HOST"]
    list(app(environ, start_response))
    assert seen == ["403 FORBIDDEN"]


@pytest.mark.parametrize(
    ("allowed", "header", "expected"),
    [
        ((), "box.local:8000", False),
        (("box.local",), "box.local:8000", True),
        (("Box.Local",), "bOX.local", True),
        (("box.local:9",), "box.local:8000", True),
        (("[fe80::1]:9",), "[fe80::1]:8000", True),
        (("box.local",), "sub.box.local", False),
        (("192.168.1.7",), "192.168.1.7:8000", True),
        (("192.168.1.7",), "192.168.1.8:8000", False),
        (("fe80::1",), "[FE80:0::1]:80", True),
        (("0.0.0.0",), "192.168.1.8:8000", True),
        (("0.0.0.0",), "[2001:db8::1]", True),
        (("::",), "192.168.1.8", True),
        (("0.0.0.0",), "evil.example", False),
        (("0.0.0.0", "box.local"), "box.local", True),
    ],
)
def test_configured_hosts_are_answered(allowed, header, expected):
    assert is_allowed(header, host_names(allowed)) is expected


def test_the_configuration_allows_hosts(classifier):
    app = create_app({"CLASSIFIER": classifier, "ALLOWED_HOSTS": ["box.local"]})
    answer = app.test_client().get("/api/v1/health", headers={"Host": "box.local:8000"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://["},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_posts_of_other_sites_are_refused(client, good_ink, headers):
    headers = {"Host": "localhost:8000", **headers}
    answer = client.post(READ, data=good_ink, content_type="application/json", headers=headers)
    assert answer.status_code == 403
    assert answer.get_json()["error"]["kind"] == "other_site"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://localhost:8000", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_posts_of_the_page_itself_and_of_programs_are_served(client, good_ink, headers):
    headers = {"Host": "localhost:8000", **headers}
    answer = client.post(READ, data=good_ink, content_type="application/json", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/v1/health", "/api/v1/x", "/static/x"])
def test_every_answer_bears_the_guards(client, path):
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == "'self'"
    for forbidden in ("object-src", "base-uri", "form-action", "frame-ancestors"):
        assert policy[forbidden] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_no_answer_opens_the_api_to_other_origins(client):
    answer = client.options(READ, headers={"Origin": "http://evil.example"})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/", "/nothing"])
def test_pages_hold_nothing_that_the_policy_forbids(client, path):
    page = client.get(path).text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_static_files_are_asked_for_again_and_only_sent_when_changed(client):
    page = client.get("/").text
    path = re.findall(r'src="(/static/[^"]+\.js)"', page)[0]
    first = client.get(path)
    assert first.status_code == 200
    assert first.mimetype == "text/javascript"
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    first.close()
    again.close()
