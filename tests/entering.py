"""Asking a server from another machine, and being let in by its token."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ACCESS = "/api/v1/access"
ME = "/api/v1/me"
SAMPLES = "/api/v1/samples"
NAME = "box.local"
"""By which the server is asked for."""
AWAY = "192.168.1.20"
ELSEWHERE = "192.168.1.21"


class Away(FlaskClient):
    """A browser on another machine, at `address`."""

    address = AWAY

    def open(self, *args: Any, **options: Any) -> TestResponse:
        options.setdefault("base_url", f"http://{NAME}:8000")
        options["environ_overrides"] = {"REMOTE_ADDR": self.address}
        return super().open(*args, **options)


def enter(client: FlaskClient, token: str, **options: Any) -> TestResponse:
    return client.post(ACCESS, json={"token": token}, **options)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def kind_of(answer: TestResponse) -> str:
    return answer.get_json()["error"]["kind"]
