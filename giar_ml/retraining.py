"""The command `giar-ml train`; the work is done by the package `training`, which is looked for when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from giar_ml.errors import SetupError

READABLE = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("more", nargs=-1, metavar="[LABELLED...]", type=READABLE)
@click.option(
    "--data", multiple=True, required=True, type=READABLE, metavar="LABELLED", help="Labelled reports, in any format."
)
@click.option("--base", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The model in use.")
@click.option("--output", "-o", type=FOLDER, default=Path("models"), show_default=True, help="Where versions stand.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop training after so long.")
@click.option("--seed", type=int, help="Another seed divides, mixes and trains differently.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Settings (YAML).")
@click.option("--gold", multiple=True, type=READABLE, help="Labelled texts that judge and are never learned from.")
@click.option(
    "--silver", multiple=True, type=READABLE, help="What training.harvest wrote: learned from, never judging."
)
@click.option("--quiet", "-q", is_flag=True, help="Nothing but the table and errors.")
def train(
    more: tuple[Path, ...],
    data: tuple[Path, ...],
    base: Path | None,
    output: Path,
    minutes: float | None,
    seed: int | None,
    config: Path | None,
    gold: tuple[Path, ...],
    silver: tuple[Path, ...],
    quiet: bool,
) -> None:
    """Go on training the model with newly labelled reports: train --data A.jsonl B.spacy --base MODEL.

    Part of the documents is held back. The new model replaces nothing by itself: where it reads them better and nothing
    else worse it becomes a new folder under --output; otherwise it is put aside under --output/refused, with the table
    that says why, and the exit code is 1. See docs/retraining.md.
    """
    from giar_ml.label.model import DEFAULT

    work = _training()
    settings = work.load_retrain_config(config, minutes=minutes, seed=seed)
    judges = gold or (work.GOLD,)
    found = work.retrain(
        (*data, *more), base or DEFAULT, output, settings, judges, silver=silver, say=None if quiet else _say
    )
    click.echo(found.decision.markdown())
    if found.decision.promoted:
        click.echo(f"采用 / promoted: {found.folder}", err=True)
        return
    click.echo(f"未采用 / refused: {found.folder}", err=True)
    click.get_current_context().exit(1)


def _say(words: str) -> None:
    click.echo(words, err=True)


def _training() -> Any:
    """The module `training.retrain`. Raises `SetupError` where it, or a library that it needs, is not installed."""
    try:
        return import_module("training.retrain")
    except ImportError as error:
        raise SetupError(
            f"训练需要额外的依赖，请先安装：pip install 'giar-ml[train]'。"
            f"Training needs more than the core: pip install 'giar-ml[train]' ({error})."
        ) from error
