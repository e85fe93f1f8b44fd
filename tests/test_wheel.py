"""The wheel serves by itself: in an environment of its own, without the sources and the extra."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable
from importlib.metadata import PathDistribution, distribution, packages_distributions
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener
from zipfile import Path as ZipPath
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OPENER = build_opener(ProxyHandler({}))
INKML = b"<ink><trace>0 0, 0 40</trace></ink>"
ROOMS = {"segmentation", "recognizer", "calculator", "training", "webapp"}


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """Build a wheel of the source tree, offline."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root]
    subprocess.run(build, check=True, capture_output=True, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def requirements(wheel) -> list[str]:
    """Return what the wheel says that it requires."""
    folder = next(path for path in ZipPath(wheel).iterdir() if path.name.endswith(".dist-info"))
    return PathDistribution(folder).requires or []


@pytest.fixture(scope="module")
def python(wheel, requirements, tmp_path_factory) -> Path:
    """Return a Python that has the wheel, what it requires without an extra, and nothing else.

    The requirements are lent by the environment of the tests, as there may be no network.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index"]
    subprocess.run([*install, "--no-deps", wheel], check=True, capture_output=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    for name in closure(requirements):
        lend(name, packages)
    return python


def named(requirements: Iterable[str], extra: str = "") -> set[str]:
    """Return the names of the distributions that are required here, alone or with an extra."""
    wanted = map(Requirement, requirements)
    return {
        canonicalize_name(one.name)
        for one in wanted
        if one.marker is None or one.marker.evaluate({"extra": extra})
    }


def closure(requirements: Iterable[str]) -> set[str]:
    """Return the names of the distributions that requirements lead to."""
    found: set[str] = set()
    waiting = named(requirements)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= named(distribution(name).requires or []) - found
    return found


def lend(name: str, packages: Path) -> None:
    """Link the files of a distribution of this environment into another one's packages."""
    lender = distribution(name)
    tops = {file.parts[0] for file in lender.files or []} - {"..", "__pycache__"}
    for top in tops:
        link = packages / top
        if not link.exists():
            link.symlink_to(Path(lender.locate_file(top)))


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
    with serve(python, cwd=tmp_path) as server:
        address = server.address
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
    absent = run(python, tmp_path, "-c", "import torch")
    assert "No module named 'torch'" in absent.stderr


def test_the_wheel_reads_inkml(python, tmp_path):
    (tmp_path / "ink.inkml").write_bytes(INKML)
    result = run(python.with_name("inkcalc"), tmp_path, "read", "ink.inkml")
    assert result.returncode == 0, result.stderr
    assert result.stdout == "ink.inkml: 1\n"


@pytest.mark.parametrize(
    ("room", "extra"),
    [
        ("segmentation", ""),
        ("recognizer", "train"),
        ("calculator", ""),
        ("training", "train"),
        ("webapp", ""),
    ],
)
def test_what_is_imported_is_required_by_name(requirements, root, room, extra):
    owners = packages_distributions()
    foreign = imported(root / room) - ROOMS - sys.stdlib_module_names
    # Flask has its users import from what it is made of.
    required = named(requirements, extra) | named(distribution("flask").requires or [])
    assert [
        name for name in foreign if not required & set(map(canonicalize_name, owners[name]))
    ] == []


def imported(folder: Path) -> set[str]:
    """Return the first parts of the names of all modules that the sources in a folder import."""
    nodes = [
        node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_bytes()))
    ]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


def test_training_without_the_extra_is_told_in_one_line(python, tmp_path):
    result = run(python, tmp_path, "-m", "webapp", "train", "--data", ".")
    assert result.returncode == 1
    assert re.fullmatch(r"Error: \w+ is not installed; pip install .*\n", result.stderr)


def test_the_console_script_is_installed(python, tmp_path):
    version = run(python.with_name("inkcalc"), tmp_path, "--version")
    assert version.stdout.startswith("inkcalc, version ")
