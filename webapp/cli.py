"""The command line `inkcalc`; `python -m webapp` is the same.

Each command imports what it needs when it runs, so that `--help` answers at once and serving loads
no torch.
"""

from __future__ import annotations

import click

from webapp.commands.data import data
from webapp.commands.evaluate import evaluate
from webapp.commands.models import models
from webapp.commands.read import read
from webapp.commands.serve import serve
from webapp.commands.train import train
from webapp.commands.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="inkcalc")
def main() -> None:
    """Read handwritten arithmetic and answer it exactly."""


for command in (serve, read, train, evaluate, data, models, worker):
    main.add_command(command)
