"""A run by the real line in which something may no longer be opened after a few inputs, by somebody who is not root.

python -m tests.batch.denied OUT PART WHAT IN...      # WHAT: a path, whose rights are taken away in the middle; or -
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from giar_ml.batch import runner, sources
from giar_ml.batch.engines.local import LocalEngine
from giar_ml.batch.items import Item, Outcome, Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from giar_ml.errors import SetupError
from giar_ml.read import Limits

EARLY = 3  # inputs before it happens


def main(output: str, part: str, what: str, *inputs: str) -> int:
    """Exit code 2 where the output cannot be written; the reason on stderr."""
    meter, done = Meter(), 0

    def watch(_item: Item, _outcome: Outcome) -> None:
        nonlocal done
        done += 1
        if done == EARLY and what != "-":
            Path(what).chmod(0o500 if Path(what).is_dir() else 0)

    with closing(LocalEngine(Settings(1, 60, 1024, reader="tests.batch.denied:load"))) as engine:
        plan = Plan(Path(output), int(part) or None)
        try:
            runner.run(lambda: sources.items(inputs, Limits()), plan, engine, meter, watch)
        except SetupError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


def load(_config: str | None) -> object:
    """The real line, without the model: it starts sooner."""
    from giar_ml.config import Config
    from giar_ml.pipeline import Reader

    return Reader(Config(labeler="lexicon"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
