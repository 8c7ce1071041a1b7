"""May this answer be believed? One verdict for every kind of answer, and one plain sentence for every refusal."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from orpipeline.answer import Answer, Endpoint
from orpipeline.errors import AnswerRefused
from orpipeline.openrouter.catalogue import Catalogue, CatalogueModel, Manifest, read_catalogue, read_manifest
from orpipeline.openrouter.rankings import Rankings, read_api, read_export
from orpipeline.openrouter.rows import RuleBroken, shown

__all__ = ["Catalogue", "CatalogueModel", "Manifest", "Rankings", "judge", "refusal"]

Judged = Rankings | Catalogue | Manifest
READERS: Mapping[Endpoint, Callable[[Answer], Judged]] = {
    "rankings-daily": read_api,
    "export-csv": read_export,
    "models": read_catalogue,
    "export-manifest": read_manifest,
}


def judge(answer: Answer) -> Judged:
    """Parse an answer and hold it to the contract; `AnswerRefused` names the offending row.

    A pure function of the answer. Accepted without a word, because the contract allows them: unknown fields and
    variants, more than 51 rows a day, a missing `other`.
    """
    try:
        return READERS[answer.request.endpoint](answer)
    except RuleBroken as broken:
        raise refusal(answer, str(broken)) from broken
    except ValidationError as error:
        raise refusal(answer, _sentence(answer, error)) from error
    except (ArithmeticError, RecursionError) as error:  # a date beyond the calendar, brackets without end
        raise refusal(answer, f"it cannot be read ({error})") from error


def refusal(answer: Answer, what: str) -> AnswerRefused:
    """The error for a refused answer: which answer, what is wrong, where its body is."""
    return AnswerRefused(
        f"The {answer.request.endpoint} answer {answer.sha256[:12]} was refused: {what}. "
        "Nothing of it was loaded; its body is kept in landing/rejected. Run the same command again later; if it is refused "
        "again, look for a newer orpipeline."
    )


def _sentence(answer: Answer, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"it is not whole JSON ({first['ctx']['error']})"
    if answer.request.endpoint == "export-csv":
        return f"its request does not carry the manifest's {first['loc'][0]}"
    body = from_json(answer.body)
    return _wrong_version(body) or _wrong_row(body, first) or _wrong_part(first)


def _wrong_version(body: Any) -> str:
    meta = body.get("meta") if isinstance(body, dict) else None
    version = meta.get("version", "v1") if isinstance(meta, dict) else "v1"
    if version == "v1":
        return ""
    return f"meta.version is {shown(version)}, but this program knows only v1; look for a newer orpipeline"


def _wrong_row(body: Any, error: ErrorDetails) -> str:
    match error["loc"]:
        case ("data", int(row), str(column)) if isinstance(fields := body["data"][row], dict) and "date" in fields:
            name = f"row {row + 1} ({shown(fields['date'])}, {shown(fields.get('model_permaslug'))})"
            if column not in fields:
                return f"{name}: {column} is missing"
            value = fields[column]
            return (
                f"{name}: {column} is {shown(value)} of the wrong type ({type(value).__name__}), but must be a string"
            )
    return ""


def _wrong_part(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the answer"
    return f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]} (it is {shown(error['input'])})"
