"""Names and patterns of `schema/bodies.yaml`, compiled once, and text folded for comparing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from giar_ml import schema
from giar_ml.errors import SchemaError


@dataclass(frozen=True, slots=True)
class Bodies:
    """The compiled patterns of who reports."""

    chain: re.Pattern[str]  # areas at the beginning of a name, largest first
    no_area: re.Pattern[str]  # ends like an area and is none
    no_area_before: re.Pattern[str]  # what cannot follow an area
    central: re.Pattern[str]  # bodies of the state, which no area precedes
    zone: re.Pattern[str]  # an area that has a management committee
    organ: re.Pattern[str]  # what the name of a body ends with
    no_organ: re.Pattern[str]  # ends like the name of a body and is none
    expand: tuple[tuple[re.Pattern[str], str], ...]
    report: re.Pattern[str]
    subject: re.Pattern[str]
    number: re.Pattern[str]  # the number of a document, who signed it, the site: before its title
    lead: re.Pattern[str]
    separator: re.Pattern[str]
    spam: re.Pattern[str]
    other: re.Pattern[str]
    longest: int
    label: re.Pattern[str]  # before a title in a line that is not bare, with what parts the two
    tools: re.Pattern[str]  # what a site prints behind a title
    before: re.Pattern[str]  # never inside a name
    perhaps: re.Pattern[str]  # before a name, or its first character
    many: re.Pattern[str]  # begins what names many bodies at once
    phrases: tuple[tuple[int, re.Pattern[str]], ...]
    whole: tuple[tuple[int, re.Pattern[str]], ...]  # phrases for names that begin with their area
    own: re.Pattern[str]  # a document that who reports names as its own
    office: re.Pattern[str]  # at the end of a name: an office inside the body
    metadata: re.Pattern[str]
    date_labels: re.Pattern[str]


def _longest_first(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _phrases(entries: list[list[Any]], name: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((weight, re.compile(pattern.replace("BODY", f"({name})"))) for weight, pattern in entries)


@cache
def bodies() -> Bodies:
    """The patterns of `schema/bodies.yaml`. Raises `SchemaError` where the file is wrong."""
    data = schema.resource("bodies.yaml")
    try:
        title, text = data["title"], data["text"]
        ends, provinces = _longest_first(data["regions"]), _longest_first(data["provinces"])
        return Bodies(
            chain=re.compile(rf"(?:{provinces})(?:{ends})?|[\u3400-\u9fff]{{1,12}}?(?:{ends})"),
            no_area=re.compile(data["no_area"]),
            no_area_before=re.compile(data["no_area_before"]),
            central=re.compile(data["central"]),
            zone=re.compile(rf"[\u3400-\u9fff]{{1,20}}(?:{data['zones']})"),
            organ=re.compile(rf"(?:{_longest_first(data['organs'])})$"),
            no_organ=re.compile(data["no_organ"]),
            expand=tuple((re.compile(pattern), new) for pattern, new in data["expand"].items()),
            report=re.compile(title["report"]),
            subject=re.compile(title["subject"]),
            number=re.compile(title["number"]),
            lead=re.compile(title["lead"]),
            separator=re.compile(title["separator"]),
            spam=re.compile(title["spam"]),
            other=re.compile(title["other"]),
            longest=title["longest"],
            label=re.compile(rf"^[\s|•·*-]*(?:{title['label']})(?:\s*[:：|\t]|\s)[\s|]*"),
            tools=re.compile(title["tools"]),
            before=re.compile(text["before"]),
            perhaps=re.compile(text["perhaps"]),
            many=re.compile(text["many"]),
            phrases=_phrases(text["phrases"], text["name"]),
            whole=_phrases(text["whole"], text["name"]),
            own=re.compile(text["own"].replace("BODY", f"({text['name']})")),
            office=re.compile(text["office"]),
            metadata=re.compile(text["metadata"]),
            date_labels=re.compile(data["published"]["labels"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise SchemaError(f"schema/bodies.yaml: {error!r}") from error


@cache
def _fold_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0xFEFF: " "}
    extra = schema.resource("segment.yaml")["fold"]
    return table | {ord(old): new for old, new in extra.items()} | {ord("〇"): "〇"}


def bare(text: str) -> str:
    """`text` half width and without white space."""
    return "".join(text.translate(_fold_table()).split())
