"""The command line `giar-ml`: data to stdout or `--output`, everything for people to stderr.

Exit codes: 0 fine, 1 with `--strict` where a rule of severity error is violated or a file failed, 2 wrong usage or
set-up, 130 stopped by Ctrl-C. Libraries are imported where they are used: `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from click.core import ParameterSource

import giar_ml
from giar_ml import __version__
from giar_ml.errors import SetupError
from giar_ml.inputs import READ, expand, readings
from giar_ml.retraining import train

if TYPE_CHECKING:
    from giar_ml.check import Recovery
    from giar_ml.export.record import Record
    from giar_ml.types import Finding

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
# Formats of labelled data, as in giar_ml.convert.FORMATS.
LABELLED = ("jsonl", "label-studio", "doccano", "conll", "spacy", "datasets")
# Options of `extract` that only a batch run has.
BATCH = (
    "workers", "form", "mode", "skip_duplicates", "timeout", "memory", "part_items", "engine", "json_log",
)  # fmt: skip


class SetupProblem(click.ClickException):
    """Something of ours or of the person's set-up is wrong."""

    exit_code = 2


class Commands(click.Group):
    """Turns our own errors and Ctrl-C into exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; `SetupError` becomes exit code 2."""
        try:
            return super().invoke(ctx)
        except SetupError as error:
            raise SetupProblem(str(error)) from error
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(130)
        except BrokenPipeError:  # the reader at the other end, such as `head`, has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="giar-ml")
def cli() -> None:
    """Verified numbers out of government information-disclosure annual reports (政府信息公开工作年度报告)."""


cli.add_command(train)


def main() -> None:
    """The entry point `giar-ml`."""
    cli(prog_name="giar-ml")


strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 1 where a rule of severity error is violated, or a file failed."
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Nothing on stderr but errors.")
output_option = click.option(
    "--output", "-o", type=FILE, help="Write here, not to stdout; the file appears when whole."
)
text_option = click.option("--text", type=FOLDER, help="The folder that `extract --text` wrote the sources to.")


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="SOURCES...")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Write here, not to stdout; it appears when whole."
)
@click.option("--text", type=FOLDER, help="Write the decoded source of each record to DIR/<stem>.<part>.txt.")
@click.option("--html", type=FOLDER, help="Write a view of each record, and an index, to DIR.")
@click.option("--config", type=EXISTING, help="A configuration file.")
@click.option("--column", help="The column with the text, in JSON Lines and Parquet.")
@click.option("--workers", "-w", type=click.IntRange(min=1), help="Processes. Makes this a batch run.")
@click.option("--format", "form", type=click.Choice(["jsonl", "dataset"]), default="jsonl", help="Of the output.")
@click.option("--fresh", "mode", flag_value="fresh", help="Forget an earlier run on this output.")
@click.option("--resume", "mode", flag_value="resume", default=True, help="Go on with it (the default).")
@click.option("--stale", "mode", flag_value="stale", help="Read again only what a change of set-up requires.")
@click.option("--retry-failed", "mode", flag_value="retry", help="Read the failed inputs of a finished run again.")
@click.option("--skip-duplicates", is_flag=True, help="Read exact copies once.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds a document.")
@click.option("--memory", type=click.IntRange(min=16), default=2048, show_default=True, help="MB a document.")
@click.option(
    "--part-size",
    "part_items",
    type=click.IntRange(min=1),
    default=5000,
    show_default=True,
    help="Inputs a Parquet file.",
)
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="Who reads.")
@click.option("--log-json", "json_log", is_flag=True, help="JSON lines on stderr, for machines.")
@strict_option
@quiet_option
def extract(
    paths: tuple[str, ...],
    output: Path | None,
    text: Path | None,
    html: Path | None,
    config: Path | None,
    column: str | None,
    strict: bool,
    quiet: bool,
    **batch: Any,
) -> None:
    """Read reports and write one record a line.

    SOURCES are files, folders (read with everything in them), globs, and lists of files (@list.txt). Archives (zip,
    tar), WARC, JSON Lines and Parquet are opened. A file that cannot be read becomes a record with status "failed",
    and the rest goes on.

    With --output, and --workers, --format dataset, a hundred files or an archive, this is a batch run: worker
    processes with limits for each document, and the same command goes on where a stopped run ended. See
    docs/corpora.md.
    """
    from giar_ml.batch import inline, sources

    def every() -> Iterator[str]:
        return expand(sources.listed(paths))

    if not any(os.path.lexists(path) for path in every()):
        raise click.UsageError(f"No such file, or nothing in it: {' '.join(paths)}")
    if _is_batch(every, output, bool(text or html)):
        _batch(every, strict, output=output, config=config, column=column, quiet=quiet, **batch)
        return
    from giar_ml.export import html as views
    from giar_ml.export import progress
    from giar_ml.export.files import Names, write_text
    from giar_ml.export.record import to_json, well_formed

    reader, found = giar_ml.load(config), list(every())
    tally, names, pages = progress.Tally(), Names(), views.Views(html) if html else None
    with destination(output) as out, progress.progress(len(found), quiet) as advance:
        for reading in inline.readings(reader, found, column):
            record, source = reading.record, well_formed(reading.source)
            out.write(to_json(record) + "\n")
            out.flush()
            tally.add(record)
            if text and record.status in READ:
                name = names.name(record.source.path, record.source.part, record.source.sha256)
                write_text(text / f"{name}.txt", source)
            if pages:
                pages.add(record, source or None, _recovery(record))
            advance(record)
    progress.close(tally, quiet, [*([str(output)] if output else []), *([str(pages.close())] if pages else [])])
    _exit(strict and tally.bad)


@cli.command()
@click.argument("records", type=EXISTING)
@click.option("--across", is_flag=True, help="Also the rules between the years and bodies of these records.")
@output_option
@strict_option
@quiet_option
def check(records: Path, across: bool, output: Path | None, strict: bool, quiet: bool) -> None:
    """Evaluate the rules again on RECORDS, edited ones too, and write them with the new findings and repairs."""
    from giar_ml.export import jsonl, progress
    from giar_ml.export.record import to_json

    tally = progress.Tally()
    read = jsonl.read(records)
    with destination(output) as out:
        for record in _checked_across(list(read)) if across else map(_checked, read):
            out.write(to_json(record) + "\n")
            tally.add(record)
    progress.close(tally, quiet, [str(output)] if output else [])
    _exit(strict and tally.bad)


@cli.command()
@click.argument("path", metavar="RECORDS|FILE", type=EXISTING)
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a view here instead: a file, or a folder for several."
)
@text_option
def show(path: Path, html: Path | None, text: Path | None) -> None:
    """Show records in the terminal, or as HTML. FILE may also be a report, which is then read first."""
    from giar_ml.export import html as views
    from giar_ml.export import progress, terminal
    from giar_ml.export.files import write_text

    if html is None:
        shown = ((record, _recovery(record)) for record, _ in readings(path, text, sources=False))
        terminal.show(progress.console(), shown)
        return
    found = list(readings(path, text, sources=True))
    if len(found) == 1 and html.suffix in {".html", ".htm"}:
        write_text(html, views.html(*found[0], _recovery(found[0][0])))
    elif html.suffix in {".html", ".htm"}:
        raise click.UsageError(f"{path} has {len(found)} records: give --html a folder.")
    else:
        html = _views(found, html)
    click.echo(str(html), err=True)


@cli.command()
@click.argument("found", metavar="OUTPUT", type=click.Path(exists=True, path_type=Path))
@click.option("--output", "-o", type=FILE, help="Write here, not to stdout: .jsonl, .csv or .parquet.")
@click.option("--scratch", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Disk to work on.")
@quiet_option
def duplicates(found: Path, output: Path | None, scratch: Path | None, quiet: bool) -> None:
    """List the records of OUTPUT (of extract: a file or a data set) that are the same report.

    Exact copies, mirrors on other sites, revised editions, contradicting ones, and numbers copied from another report.
    The columns path and part join the list with the records. See docs/corpora.md.
    """
    from collections import Counter

    from giar_ml.batch import duplicates, listing

    counts: Counter[str] = Counter()
    rows = listing.counted(duplicates.duplicates(duplicates.read(found), scratch), counts)
    if output:
        listing.write(rows, output)
    else:
        with destination(None) as out:
            listing.write_lines(rows, out)
    if not quiet:
        click.echo(", ".join(f"{kind} {counts[kind]}" for kind in sorted(counts)) or "no duplicates", err=True)


@cli.command()
@click.argument("records", type=EXISTING)
@click.option("--to", "form", type=click.Choice(["csv", "xlsx", "html"]), required=True, help="The form.")
@click.argument("target", metavar="DIR_OR_FILE", type=click.Path(path_type=Path))
@click.option("--bom", is_flag=True, help="CSV: mark the files as UTF-8 for Excel.")
@text_option
def export(records: Path, form: str, target: Path, bom: bool, text: Path | None) -> None:
    """Write RECORDS as CSV tables (a folder), an Excel workbook (a file) or HTML views (a folder)."""
    from giar_ml.export import csv, jsonl

    if form == "csv":
        csv.write(jsonl.read(records), target, bom=bom)
    elif form == "xlsx":
        from giar_ml.export import excel

        excel.write(jsonl.read(records), target)
    else:
        target = _views(readings(records, text, sources=True), target)
    click.echo(str(target), err=True)


@cli.command()
@click.option("--record", "part", flag_value="record", default=True, help="The JSON Schema of a record (the default).")
@click.option("--epoch", type=click.Choice(["E1a", "E1b", "E2", "E3"]), help="The addresses of a form, with labels.")
@click.option("--indicators", "part", flag_value="indicators", help="The indicators of the prose.")
@click.option("--rules", "part", flag_value="rules", help="The rules.")
@click.option("--markdown", "part", flag_value="markdown", help="The page docs/schema.md.")
def schema(part: str, epoch: str | None) -> None:
    """Print what records, forms, indicators and rules look like."""
    from giar_ml.export import docs

    if epoch:
        from giar_ml.export.labels import labels

        for address, name in labels(epoch).items():
            click.echo(f"{address}\t{name.zh}\t{name.en}")
    elif part == "markdown":
        click.echo(docs.markdown(), nl=False)
    elif part == "record":
        click.echo(docs.schema_text(), nl=False)
    elif part == "rules":
        click.echo("\n".join(_rules()), nl=False)
    else:
        from giar_ml.schema.narrative import narrative

        for indicator in narrative().indicators:
            click.echo(f"{indicator.key}\t{indicator.definition}")


@cli.command()
@click.argument("path", metavar="RECORD", type=EXISTING)
@click.argument("address")
@click.option("--line", type=click.IntRange(min=1), help="Which record of the file, from 1.")
@text_option
def explain(path: Path, address: str, line: int | None, text: Path | None) -> None:
    """Tell why the cell at ADDRESS has its value, or none.

    RECORD is a file of records or a report. ADDRESS is that of a cell (requests.new_received.total), an indicator, or
    statistics[3].
    """
    from giar_ml.export.explain import explain as words

    found = list(readings(path, text, sources=True))
    if line is None and len(found) > 1:
        names = "".join(
            f"\n  --line {i}  {r.source.path} {r.report.year or ''}" for i, (r, _) in enumerate(found[:20], 1)
        )
        raise click.UsageError(f"{path} has {len(found)} records, say which:{names}")
    if not found or (line or 1) > len(found):
        raise click.UsageError(f"{path} has {len(found)} records.")
    record, source = found[(line or 1) - 1]
    said = words(record, address, source, _recovery(record))
    if not said:
        raise click.UsageError(_unknown(record, address))
    for heading, value in said:
        click.echo(f"{click.style(heading, bold=True)}  {value.replace(chr(10), chr(10) + '    ')}")


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "form", type=click.Choice(LABELLED), required=True, help="The format to write.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write here, not to stdout: a file, or a folder.")
@click.option("--from", "given", type=click.Choice(LABELLED), help="The format of the sources, if not to be detected.")
@click.option("--flatten", is_flag=True, help="Leave out spans that overlap longer ones.")
@click.option("--leave-out", is_flag=True, help="Leave out what has no place here, such as relations.")
@click.option(
    "--pick", type=click.Choice(["only", "first", "last"]), default="only", help="Of annotations that differ."
)
@click.option("--offsets", type=click.Choice(["auto", "codepoints", "utf16"]), default="auto", help="In Label Studio.")
@click.option("--tokens", is_flag=True, help="CoNLL: write words and numbers as rows, not characters.")
@quiet_option
def convert(
    sources: tuple[Path, ...], form: str, output: Path | None, given: str | None, quiet: bool, **options: Any
) -> None:
    """Turn labelled data from one format into another.

    Nothing is lost silently: what the format cannot hold ends the command with text and span. See
    docs/labelled-data.md.
    """
    from giar_ml import convert as formats

    def note(sentence: str) -> None:
        if not quiet:
            click.echo(sentence, err=True)

    chosen, count = formats.Options(note=note, **options), 0

    def texts() -> Iterator[formats.Labelled]:
        nonlocal count
        for source in sources:
            for text in formats.read(source, given, chosen):
                count += 1
                yield text

    if output is not None:
        formats.write(texts(), output, form, chosen)
    elif formats.FORMATS[form].is_text:
        with destination(None) as out:
            formats.put(texts(), out, form, chosen)
    else:
        raise click.UsageError(f"--to {form} needs --output.")
    note(f"{count} texts: {output or 'stdout'} ({form})")


def _is_batch(paths: Callable[[], Iterable[str]], output: Path | None, views: bool) -> bool:
    """Whether a person asked for a batch run, or there is enough to read for one."""
    from giar_ml.batch import command

    context = click.get_current_context()
    given = [name for name in BATCH if context.get_parameter_source(name) == ParameterSource.COMMANDLINE]
    if not given:
        return output is not None and not views and command.many(paths())
    if output is None or views:
        what = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise click.UsageError(f"A batch run ({what}) needs --output, and has no --text and no --html.")
    return True


def _batch(paths: Callable[[], Iterable[str]], strict: bool, **options: Any) -> None:
    from giar_ml.batch import command

    code = command.execute(paths, command.Options(**options))
    click.get_current_context().exit(code if strict or code > 1 else 0)


@contextmanager
def destination(output: Path | None) -> Iterator[IO[str]]:
    """Where data goes: stdout as UTF-8, or a file that appears when it is whole.

    Ctrl-C leaves the records that were done as `<output>.partial`.
    """
    if output is None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        return
    from giar_ml.export.files import replacing

    with replacing(output, keep_partial=True) as file:
        yield file


def _checked(record: Record, more: Sequence[Finding] = ()) -> Record:
    """The record with its rules evaluated again; one without a report passes as it is."""
    from giar_ml.check import check, derive, repair
    from giar_ml.export.record import checked, to_report

    if record.status not in READ:
        return record
    report = to_report(record)
    report = derive(replace(report, cells=tuple(replace(cell, derived=None) for cell in report.cells)))
    findings = check(report)
    return checked(record, (*findings, *more), repair(report, findings), report.cells)


def _checked_across(records: list[Record]) -> Iterator[Record]:
    """As `_checked`, with the rules between the records."""
    from giar_ml.check import across
    from giar_ml.export.record import to_report

    read = [record for record in records if record.status in READ]
    between = iter(across([to_report(record) for record in read]))
    for record in records:
        yield _checked(record, next(between)) if record.status in READ else record


def _exit(bad: bool) -> None:
    if bad:
        click.get_current_context().exit(1)


def _views(readings: Iterable[tuple[Record, str | None]], folder: Path) -> Path:
    from giar_ml.export.html import Views

    views = Views(folder)
    for record, source in readings:
        views.add(record, source, _recovery(record))
    return views.close()


def _recovery(record: Record) -> Mapping[str, Recovery]:
    """What the identities leave open for the cells of a record that have no number."""
    from giar_ml.check import recoverability
    from giar_ml.export.record import to_report

    return recoverability(to_report(record)) if record.status in READ else {}


def _rules() -> Iterator[str]:
    """The rules as they are shipped, in YAML."""
    folder = files("giar_ml.schema") / "rules"
    for place in sorted(folder.iterdir(), key=lambda file: file.name):
        if place.name.endswith(".yaml"):
            yield place.read_text("utf-8")


def _unknown(record: Record, address: str) -> str:
    """What to say about an address that the record does not have."""
    from difflib import get_close_matches

    from giar_ml.export.labels import labels

    known = [cell.address for cell in record.cells] + [s.indicator for s in record.statistics]
    if address in labels(record.report.epoch):
        return f"The form {record.report.epoch} has {address}, but this record has no such cell."
    close = get_close_matches(address, known, n=3, cutoff=0.5)
    return f"No cell or statistic {address}." + (f" Did you mean: {', '.join(close)}?" if close else "")
