"""What pydantic finds wrong, in words for the person who keeps the file."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import ErrorDetails

from orpipeline.errors import ConfigurationError

MAX_PROBLEMS = 10

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: object) -> date:
    """A date as the registry writes it; pydantic alone would read 20260209 as a Unix time, 1970-08-23."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError("must be a date like 2026-02-09")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a day that exists, like 2026-02-09") from None


def _web_address(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError("must be an address that starts with https:// or http://")
    return value


def _slug(value: object) -> str:
    if not isinstance(value, str) or value == "other" or not re.fullmatch(r"[^\s:]+", value):
        raise ValueError(
            "must be a permaslug without spaces and without its variant (':free' and so on), and not 'other'"
        )
    return value


def _country(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError("must be the two capital letters of ISO 3166-1, like CN")
    return value


Day = Annotated[date, BeforeValidator(_day)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
Slug = Annotated[str, BeforeValidator(_slug)]
Country = Annotated[str, BeforeValidator(_country)]


_WITHOUT_INPUT = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "union_tag_not_found": "has no 'kind'",
}


def in_words(error: ErrorDetails) -> str:
    """One finding without its place: `is 'opne', but must be one of ...`."""
    name, context, given = error["type"], error.get("ctx", {}), error["input"]
    if name in _WITHOUT_INPUT:
        return _WITHOUT_INPUT[name]
    if name == "value_error" and isinstance(given, dict):  # a rule between several fields says it all itself
        return str(context["error"])
    if name == "union_tag_invalid":
        return f"has the kind '{context['tag']}', but must have one of {context['expected_tags']}"
    allowed = {"value_error": str(context.get("error")), "literal_error": f"must be {context.get('expected')}"}
    return f"is {_shown(given)}, but {allowed.get(name) or _must(error['msg'])}"


def refuse(path: Path, problems: Sequence[str]) -> None:
    """Raise `ConfigurationError` with the first ten of a file's problems, one a line; none: return."""
    if not problems:
        return
    shown = [f"  {problem}" for problem in problems[:MAX_PROBLEMS]]
    if len(problems) > MAX_PROBLEMS:
        shown.append(f"  and {len(problems) - MAX_PROBLEMS} more")
    raise ConfigurationError("\n".join([f"{path} breaks its rules. Correct these lines and run again:", *shown]))


def read_text(path: Path) -> str:
    """A UTF-8 file (a leading byte order mark is dropped); `ConfigurationError` if it is not there or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}. Check the path.") from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None


def _must(message: str) -> str:
    return message.replace("Input should be", "must be").replace("a valid string", "text").replace("valid ", "")


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    text = repr(str(value))
    return text if len(text) <= 60 else f"{text[:57]}...'"
