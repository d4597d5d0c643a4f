"""Whole corpora: any number of inputs, read by worker processes into one output that a `kill -9` cannot spoil.

    sources ─▶ Items ─▶ engine (workers) ─▶ Outcomes ─▶ generation (journal, manifest) ─▶ published output

Nothing heavy is imported here, so that the command line can start without pydantic, pyarrow or rich.
"""
