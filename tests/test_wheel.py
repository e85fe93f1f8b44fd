"""The wheel serves by itself: in an environment of its own, without the sources and the extra."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener
from zipfile import ZipFile

import pytest

from webapp.commands.train_extra import MODULES

OPENER = build_opener(ProxyHandler({}))

BLOCKER = '''
import sys


class Absent:
    """Hide the modules of the extra, which the environment of the tests lends with the others."""

    def find_spec(self, name, path=None, target=None):
        if name in {modules!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Absent())
'''


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """Build a wheel of the source tree, offline."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root]
    subprocess.run(build, check=True, capture_output=True, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """Return a Python that has the wheel, what serving depends on, and not the extra.

    The dependencies are lent by the environment of the tests, as there may be no network.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index"]
    subprocess.run([*install, "--no-deps", wheel], check=True, capture_output=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    lent = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    (packages / "lent.pth").write_text("\n".join(lent))
    (packages / "sitecustomize.py").write_text(BLOCKER.format(modules=set(MODULES)))
    return python


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": ""}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=env, capture_output=True, text=True
    )


def test_the_wheel_holds_the_page_and_the_weights(wheel, root):
    names = set(ZipFile(wheel).namelist())
    for folder in ("static", "templates"):
        files = [path for path in (root / folder).rglob("*") if path.is_file()]
        assert files
        assert {f"webapp/{path.relative_to(root)}" for path in files} <= names
    assert any(re.fullmatch(r"recognizer/weights/.*\.onnx", name) for name in names)
    assert not [name for name in names if name.startswith(("tests/", "static/"))]


def test_the_wheel_serves_from_another_folder(serve, python, tmp_path, good_ink):
    with serve(python, cwd=tmp_path) as address:
        page = OPENER.open(address).read().decode()
        for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
            with OPENER.open(address + path) as answer:
                assert answer.status == 200
        read = Request(address + "/api/v1/read/ink", good_ink, {"Content-Type": "application/json"})
        reading = json.load(OPENER.open(read))
    assert reading["lines"][0]["expression"] == "1+1"


def test_the_wheel_runs_without_the_sources_and_the_extra(python, tmp_path, root):
    where = run(python, tmp_path, "-c", "import webapp.app; print(webapp.app.__file__)")
    assert where.returncode == 0, where.stderr
    assert root not in Path(where.stdout).parents
    assert run(python, tmp_path, "-c", "import torch").returncode == 1


def test_training_without_the_extra_is_told_in_one_line(python, tmp_path):
    result = run(python, tmp_path, "-m", "webapp", "train", "--data", ".")
    assert result.returncode == 1
    assert re.fullmatch(r"Error: \w+ is not installed; pip install .*\n", result.stderr)


def test_the_console_script_is_installed(python, tmp_path):
    version = run(python.with_name("inkcalc"), tmp_path, "--version")
    assert version.stdout.startswith("inkcalc, version ")
