"""What a claim asserts, as typed data: one class a `kind`. `transforms/claims` says how each is answered.

Throughout: ranks are those of the claim's period, policy and time basis; `rank <= n` is the top n, so a tie at the cut
holds more than n models. Shares are 0 to 1, prices USD per million tokens. `strictness` 1 counts every model with open
weights, 2 from tier community up, 3 from clause up, 4 only osi. "Weeks" before and after a period are steps of seven
days, so that a rolling window is never compared with one that overlaps it.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from orpipeline.registry.models import LicenceTier
from orpipeline.registry.words import Country, Day, Slug

TopN = Annotated[int, Field(ge=1, le=50)]
Count = Annotated[int, Field(ge=0, le=50)]
Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Strictness = Annotated[int, Field(ge=1, le=4)]


class Part(BaseModel):
    """Base of every piece of a claim: frozen, and a field it does not know is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NamedModel(Part):
    """A model as a claim names it, and the permaslugs (without variant) that may be meant.

    No slug: no such model exists; it fills a place in the list and never matches. Several: any one of them matches.
    """

    name: str = Field(min_length=1)
    slugs: tuple[Slug, ...]


def _apart(models: tuple[NamedModel, ...]) -> tuple[NamedModel, ...]:
    """A listed model is found by its slug, so a slug under two names would count twice."""
    slugs = [slug for model in models for slug in model.slugs]
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise ValueError(f"must name each model once, and {twice} stands twice")
    return models


NamedModels = Annotated[tuple[NamedModel, ...], AfterValidator(_apart)]


class TopNCount(Part):
    """How many models of a class stand in the top n: one bound (`exactly`) or one or two (`at_least`, `at_most`)."""

    n: TopN
    count: Literal["open", "proprietary"] = "open"
    at_least: Count | None = None
    at_most: Count | None = None
    exactly: Count | None = None
    strictness: Strictness = 1

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        has_range = self.at_least is not None or self.at_most is not None
        if has_range == (self.exactly is not None):
            raise ValueError("give exactly, or else at_least, at_most or both of these")
        if self.count == "proprietary" and self.strictness != 1:
            raise ValueError("strictness speaks of open models, so it does not go with count: proprietary")
        least, most = self.exactly or self.at_least or 0, self.at_most
        if least > self.n:
            raise ValueError(f"{least} models of a top {self.n} are asked for")
        if most is not None and least > most:
            raise ValueError(f"at_least {least} is above at_most {most}")
        return self


class OpenInTopN(TopNCount):
    """The count holds in the period."""

    kind: Literal["open_in_top_n"]


class TopNIs(Part):
    """The top n are these models, in this order if `ordered`; n is how many are named."""

    kind: Literal["top_n_is"]
    models: NamedModels = Field(min_length=1, max_length=50)
    ordered: bool = True


class ProprietaryMembersAre(Part):
    """The proprietary models in the top n are exactly these."""

    kind: Literal["proprietary_members_are"]
    n: TopN
    models: NamedModels

    @model_validator(mode="after")
    def _fit(self) -> Self:
        if len(self.models) > self.n:
            raise ValueError(f"{len(self.models)} models of a top {self.n} are named")
        return self


class PriceIs(Part):
    """The list prices of the model on `day` are these, compared to the cent as they are written."""

    kind: Literal["price_is"]
    model: NamedModel
    input_price: Usd
    output_price: Usd
    day: Day


class PriceRatio(Part):
    """On `day`, input and output price of `model` are each this many times those of `of_model`, within both bounds."""

    kind: Literal["price_ratio"]
    model: NamedModel
    of_model: NamedModel
    at_least: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    at_most: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    day: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} is above at_most {self.at_most}")
        return self


class HoldsSince(Part):
    """The condition holds in the period and in every later week held."""

    kind: Literal["holds_since"]
    condition: TopNCount


class FirstWeekWith(Part):
    """The condition holds in the period and in no earlier week; `ever` reaches behind the data, so is never true."""

    kind: Literal["first_week_with"]
    condition: TopNCount
    ever: bool


class Trend(Part):
    """The mean weekly share after the period lies above (rising) or below (falling) that before it.

    The period itself is in neither span. The share of a class has bounds: both ends must agree, or it is unknown.
    """

    kind: Literal["trend"]
    share_of: Literal["open", "proprietary"]
    weeks_before: Annotated[int, Field(ge=1, le=520)]
    weeks_after: Annotated[int, Field(ge=1, le=520)]
    direction: Literal["rising", "falling"]


class ShareAtLeast(Part):
    """A class, the labs of a country or the listed models hold at least this share of the period's tokens.

    With `n` only members of the top n count on top. Below: `all` tokens, the `listed` rows, or those of the `top_n`.
    """

    kind: Literal["share_at_least"]
    of: Literal["open", "proprietary", "country", "models"]
    country: Country | None = None
    models: NamedModels = ()
    n: TopN | None = None
    denominator: Literal["all", "listed", "top_n"]
    at_least: float = Field(gt=0, le=1)
    strictness: Strictness = 1

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.of == "country") != (self.country is not None):
            raise ValueError("country goes with of: country, and only with it")
        if (self.of == "models") != bool(self.models):
            raise ValueError("models go with of: models, and only with it")
        if self.denominator == "top_n" and self.n is None:
            raise ValueError("denominator top_n needs n")
        if self.of != "open" and self.strictness != 1:
            raise ValueError("strictness speaks of open models, so it goes only with of: open")
        return self


class CountryExceeds(Part):
    """Models of one country's labs have more tokens than those of another: of all listed rows, or within the top n."""

    kind: Literal["country_exceeds"]
    country: Country
    other_country: Country
    n: TopN | None = None

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.country == self.other_country:
            raise ValueError(f"{self.country} cannot exceed itself")
        return self


class LicenceTierIs(Part):
    """On `day` the model's licence is of one of these tiers; of several slugs, each of them known."""

    kind: Literal["licence_tier_is"]
    model: NamedModel
    tiers: tuple[LicenceTier, ...] = Field(min_length=1)
    day: Day


class ClaimsAgree(Part):
    """Two `top_n_is` claims name the same models (in the same order if both are ordered); no figure is needed."""

    kind: Literal["claims_agree"]
    claims: tuple[str, str]


class OutOfScope(Part):
    """Not a question about usage; `reason` says what would be needed."""

    kind: Literal["out_of_scope"]
    reason: str = Field(min_length=1)


Weekly = (
    OpenInTopN | TopNIs | ProprietaryMembersAre | HoldsSince | FirstWeekWith | Trend | ShareAtLeast | CountryExceeds
)
NoPeriod = PriceIs | PriceRatio | LicenceTierIs | ClaimsAgree | OutOfScope
Predicate = Annotated[Weekly | NoPeriod, Field(discriminator="kind")]
