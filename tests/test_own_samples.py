"""Own samples as a training reads them."""

from __future__ import annotations

from datetime import UTC, datetime

from hands import sample

from webapp.jobs.own import write_own


def test_the_same_samples_make_the_same_file(store, tmp_path):
    person = store.new_person()
    store.keep(person, [sample("7"), sample("1")])
    files = [tmp_path / name for name in ("a", "b")]
    for file in files:
        write_own(store, [person], datetime.now(UTC), file)
    assert files[0].read_bytes() == files[1].read_bytes()
