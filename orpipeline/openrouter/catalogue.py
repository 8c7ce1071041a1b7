"""The catalogue of today's models and the export's manifest. Lenient on purpose: fields are added every month."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasPath, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from orpipeline.answer import Answer
from orpipeline.openrouter.rows import RuleBroken, shown

DATASET = "rankings-daily"
VERSION = "v1"
OFFICIAL_HOST = "openrouter.ai"
_NO_PRICE = 10**6  # USD per token
_LONGEST_NAME = 300


def _price(value: object) -> Decimal | None:
    """A price is text; anything that is no number, or no price at all, means that we do not know it."""
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        return None
    return price if price.is_finite() and price.copy_abs() < _NO_PRICE else None


def _printable(value: object) -> object:
    """A name is shown to people, in a terminal and in charts."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:_LONGEST_NAME]


def _filled(value: object) -> object:
    """The source writes "no repository" in three ways: missing, null and an empty string."""
    return None if isinstance(value, str) and not value.strip() else value


Price = Annotated[Decimal | None, BeforeValidator(_price)]


class CatalogueModel(BaseModel):
    """One listed model. Prices are USD per token, -1 where the price varies (routers), None where unknown.

    `canonical_slug` is the key of the rankings (without a variant) and not unique; `id` carries the variant and is.
    """

    model_config = ConfigDict(frozen=True, validate_by_name=True)

    id: Annotated[str, Field(min_length=1)]
    canonical_slug: Annotated[str, Field(min_length=1)]
    hugging_face_id: Annotated[str | None, BeforeValidator(_filled)] = None
    name: Annotated[str, BeforeValidator(_printable)]
    prompt_price: Price = Field(None, validation_alias=AliasPath("pricing", "prompt"))
    completion_price: Price = Field(None, validation_alias=AliasPath("pricing", "completion"))


class Listing(BaseModel):
    """The catalogue's envelope; counts and links beside `data` are optional and not needed."""

    data: list[CatalogueModel]


@dataclass(frozen=True)
class Catalogue:
    """The models listed at `as_of` (UTC, the time of fetching: the source states none)."""

    as_of: datetime
    models: list[CatalogueModel]


class Manifest(BaseModel):
    """What the export says of its newest CSV; `as_of` is its `retrieved_at`."""

    model_config = ConfigDict(frozen=True)

    dataset: str
    schema_version: str
    snapshot_date: date
    as_of: AwareDatetime = Field(validation_alias="retrieved_at")
    row_count: Annotated[int, Field(ge=0)]
    csv_url: str = Field(validation_alias=AliasPath("files", "csv", "url"))
    csv_sha256: str = Field(pattern="^[0-9a-f]{64}$", validation_alias=AliasPath("files", "csv", "sha256"))


BARE_LIST = TypeAdapter(list[CatalogueModel])


def read_catalogue(answer: Answer) -> Catalogue:
    """Judge a catalogue (an object with `data`, or a bare list); of two rows with one id the last stands.

    `RuleBroken` when it lists nothing, pydantic's `ValidationError` when it is not a catalogue.
    """
    is_bare = answer.body.lstrip()[:1] == b"["
    models = BARE_LIST.validate_json(answer.body) if is_bare else Listing.model_validate_json(answer.body).data
    if not models:
        raise RuleBroken("it lists no model at all")
    return Catalogue(answer.fetched_at.astimezone(UTC), list({model.id: model for model in models}.values()))


def read_manifest(answer: Answer) -> Manifest:
    """Judge a manifest; `RuleBroken` when it is of another data set or version or names a file of a third party,
    `ValidationError` if a part lacks.
    """
    manifest = Manifest.model_validate_json(answer.body)
    if (manifest.dataset, manifest.schema_version) != (DATASET, VERSION):
        raise RuleBroken(
            f"it is of {manifest.dataset} {manifest.schema_version}, but only {DATASET} {VERSION} is known"
        )
    if _host(manifest.csv_url) not in {OFFICIAL_HOST, _host(answer.request.url)}:
        raise RuleBroken(f"it names a file elsewhere than on {OFFICIAL_HOST} ({shown(manifest.csv_url)})")
    return manifest


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
