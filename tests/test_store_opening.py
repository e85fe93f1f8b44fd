"""Opening the store: its tables, its secret, where it is, and what is said where it cannot be."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hands import sample
from sqlalchemy import select, text

from webapp.store.address import FILE, checked_url, database_url
from webapp.store.engine import make_engine
from webapp.store.errors import StoreError
from webapp.store.migration import SCRIPTS
from webapp.store.schema import HEAD, Base, ServiceRow
from webapp.store.store import SECRET_BYTES, Store

PROCESSES = 4
OPEN = """
import sys
from webapp.store.store import Store
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
store.migrate()
print(store.secret().hex(), store.new_person(), flush=True)
store.close()
"""
WRITE = """
import sys
sys.path.insert(0, sys.argv[3])
from hands import sample
from webapp.store.store import Store
store = Store(sys.argv[1])
for _ in range(50):
    store.keep(sys.argv[2], [sample()])
store.close()
"""


def test_the_migrations_make_the_tables_that_are_used(store):
    store.migrate()
    engine = make_engine(store.database.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_tables_are_of_the_latest_migration():
    assert ScriptDirectory(SCRIPTS).get_current_head() == HEAD


def test_a_store_of_an_older_version_is_brought_to_this_one_with_what_is_in_it(
    store, database_url, monkeypatch
):
    monkeypatch.setattr("webapp.store.migration.HEAD", "0001")
    person = store.new_person()
    store.keep(person, [sample()])
    monkeypatch.undo()
    newer = Store(database_url)
    newer.migrate()
    assert newer.counts(person).total == 1
    with newer.database.reading() as session:
        assert session.scalars(select(ServiceRow)).all() == []
    newer.close()


def test_a_store_is_opened_again_with_what_is_in_it(store, database_url):
    person = store.new_person()
    store.keep(person, [sample()])
    again = Store(database_url)
    again.migrate()
    assert again.counts(person).total == 1
    assert again.secret() == store.secret()
    assert len(store.secret()) == SECRET_BYTES
    again.close()


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True)


def test_processes_that_start_at_once_share_one_secret(database_url):
    processes = [start(OPEN, database_url) for _ in range(PROCESSES)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    assert len({secret for secret, _ in said}) == 1
    store = Store(database_url)
    assert all(store.person(person) for _, person in said)
    store.close()


def test_processes_write_to_one_store_without_failing(store, database_url):
    person = store.new_person()
    tests = str(Path(__file__).parent)
    processes = [start(WRITE, database_url, person, tests) for _ in range(PROCESSES)]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert store.counts(person).total == 50 * PROCESSES
    assert store.person(person).revision == 50 * PROCESSES


def test_a_store_of_a_newer_version_is_left_alone(store, database_url):
    store.migrate()
    engine = make_engine(store.database.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    newer = Store(database_url)
    with pytest.raises(StoreError, match="newer version"):
        newer.migrate()
    newer.close()


def test_writing_ahead_is_on_and_every_commit_reaches_the_disk(tmp_path):
    store = Store(f"sqlite:///{tmp_path / FILE}")
    store.migrate()
    with store.database.reading() as session:
        values = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    store.close()
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert values == expected


def test_the_folder_of_state_is_for_its_owner(tmp_path, monkeypatch):
    monkeypatch.setenv("INKCALC_HOME", str(tmp_path / "a 100 % new" / "home"))
    store = Store(database_url())
    store.migrate()
    store.close()
    folder = tmp_path / "a 100 % new" / "home"
    assert (folder / FILE).is_file()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["what?", "50%", "a%3Fb", "#1", "ünï", "a b;c"])
def test_the_folder_of_state_may_have_any_name(tmp_path, monkeypatch, name):
    monkeypatch.setenv("INKCALC_HOME", str(tmp_path / name))
    store = Store(database_url())
    store.new_person()
    store.close()
    assert (tmp_path / name / FILE).is_file()


def test_nothing_is_written_to_a_file_that_was_removed(tmp_path):
    folder = tmp_path / "state"
    store = Store(f"sqlite:///{folder / FILE}")
    person = store.new_person()
    shutil.rmtree(folder)
    with pytest.raises(StoreError):
        store.new_person()
    # It is then made anew, and knows nobody.
    assert store.person(person) is None
    again = store.new_person()
    store.close()
    assert [each.id for each in Store(f"sqlite:///{folder / FILE}").people()] == [again]


def test_a_file_that_was_replaced_is_opened_anew(tmp_path):
    stores = [Store(f"sqlite:///{tmp_path / name}") for name in "ab"]
    people = [store.new_person() for store in stores]
    stores[1].close()
    for end in ("-wal", "-shm"):
        (tmp_path / f"a{end}").unlink(missing_ok=True)
    (tmp_path / "b").replace(tmp_path / "a")
    assert stores[0].person(people[1]) is not None
    stores[0].close()


def test_the_environment_names_the_database(monkeypatch):
    monkeypatch.setenv("INKCALC_DATABASE_URL", "postgresql://somewhere/ink")
    assert database_url() == "postgresql://somewhere/ink"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////tmp/a.db", "sqlite"),
        ("postgres://me@there/ink", "postgresql+psycopg"),
        ("postgresql://me@there/ink", "postgresql+psycopg"),
        ("postgresql+psycopg://me@there/ink", "postgresql+psycopg"),
    ],
)
def test_urls_that_are_taken(url, name):
    assert checked_url(url).drivername == name


REFUSED = [
    ("", "no URL"),
    ("nonsense", "no URL"),
    ("sqlite://", "must be a file"),
    ("sqlite:///:memory:", "must be a file"),
    ("sqlite:///a.db?mode=ro", "must be a file"),
    ("mysql://me@there/ink", "mysql is not taken"),
    ("postgresql+asyncpg://me@there/ink", "asyncpg is not taken"),
]


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_urls_that_are_not_taken(url, reason):
    with pytest.raises(StoreError, match=reason):
        checked_url(url)


def serve(root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(root), **variables}
    command = [sys.executable, "-m", "webapp", "serve", "--port", "0"]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "no URL"),
        ("mysql://me:secret@there/ink", "mysql is not taken"),
        ("sqlite:////dev/null/inkcalc.db", "cannot be made"),
        ("sqlite:////dev/null", "does not answer"),
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/picture.png", "not a database"),
        ("postgresql://me:secret@127.0.0.1:1/ink", "does not answer"),
    ],
)
def test_a_store_that_cannot_be_opened_is_told_in_one_line(root, tmp_path, url, reason):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG" + bytes(10_000))
    result = serve(root, INKCALC_DATABASE_URL=url.format(folder=tmp_path))
    assert result.returncode == 1
    assert re.fullmatch(r"Error: .+\n", result.stderr), result.stderr
    assert reason in result.stderr
    assert "secret" not in result.stderr
    assert result.stdout == ""
