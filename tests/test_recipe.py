"""Recipes: files that say how to train."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.config import Augmentation, ConfigError, TrainConfig
from training.recipe import configure, read_recipe, write_recipe

FOLDERS = {"data": Path("data"), "out": Path("out")}


@pytest.fixture
def recipe(tmp_path):
    return tmp_path / "recipe.json"


def test_what_is_written_is_read(recipe):
    deformed = Augmentation(rotation=3.0)
    config = TrainConfig(**FOLDERS, epochs=5, shares={"bars": 0.5}, augmentation=deformed)
    write_recipe(config, recipe)
    assert configure(recipe, FOLDERS) == config


def test_what_is_left_out_is_as_usual(recipe):
    write_recipe(TrainConfig(**FOLDERS, epochs=5, seed=9), recipe, without=("epochs",))
    assert configure(recipe, FOLDERS) == TrainConfig(**FOLDERS, seed=9)


def test_options_come_before_the_recipe(recipe):
    write_recipe(TrainConfig(**FOLDERS, epochs=5, seed=9), recipe)
    found = configure(recipe, {**FOLDERS, "epochs": 2, "seed": None})
    assert (found.epochs, found.seed) == (2, 9)


def test_a_recipe_names_no_folder(recipe):
    write_recipe(TrainConfig(**FOLDERS), recipe)
    assert not {"data", "out", "workers", "device"} & set(json.loads(recipe.read_text()))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "3",
        "nonsense",
        '{"epochs": 0}',
        '{"epochs": 2.5}',
        '{"epochs": true}',
        '{"epochs": "5"}',
        '{"learning_rate": NaN}',
        '{"learning_rate": 1e999}',
        '{"learning_rate": -0.1}',
        '{"learning_rate": 0}',
        '{"context_share": 1.5}',
        '{"batch_size": null}',
        '{"shares": {"bars": 2}}',
        '{"shares": []}',
        '{"logit_shifts": {"q": 1}}',
        '{"augmentation": {"rotation": "far"}}',
        '{"augmentation": {"twist": 1}}',
        '{"augmentation": 3}',
        '{"data": "/etc"}',
        '{"unheard": 1}',
    ],
)
def test_no_other_file_is_a_recipe(recipe, content):
    recipe.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^recipe\.json .*\.$"):
        read_recipe(recipe)


def test_bytes_that_are_no_text_are_no_recipe(recipe):
    recipe.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="no file of JSON"):
        read_recipe(recipe)
