import json
from decimal import Decimal
from typing import Any

import pytest

from orpipeline.errors import AnswerRefused
from orpipeline.openrouter.judge import Catalogue, CatalogueModel, judge
from orpipeline_tests.openrouter.make import FETCHED, answer

MODEL: dict[str, Any] = {
    "id": "lab/a",
    "canonical_slug": "lab/a-20260101",
    "hugging_face_id": "lab/A",
    "name": "Lab: A",
    "pricing": {"prompt": "0.00000125", "completion": "0.00001", "request": "0"},
}


def read(body: Any) -> Catalogue:
    judged = judge(answer(json.dumps(body).encode(), "models"))
    assert isinstance(judged, Catalogue)
    return judged


def model(**changes: Any) -> CatalogueModel:
    return read({"data": [{**MODEL, **changes}]}).models[0]


def test_a_model_has_its_key_name_repository_and_exact_prices() -> None:
    catalogue = read({"data": [MODEL], "total_count": 1, "links": {"next": None}})
    assert catalogue.as_of == FETCHED
    assert catalogue.models == [
        CatalogueModel(
            id="lab/a",
            canonical_slug="lab/a-20260101",
            hugging_face_id="lab/A",
            name="Lab: A",
            prompt_price=Decimal("0.00000125"),
            completion_price=Decimal("0.00001"),
        )
    ]


def test_a_name_is_made_fit_to_be_shown() -> None:
    assert model(name="A\u202eB\x1b[2J\n" + "c" * 400).name == "A B [2J " + "c" * 292


def test_a_bare_list_is_a_catalogue_too() -> None:
    assert read([MODEL]) == read({"data": [MODEL]})


@pytest.mark.parametrize("empty", [{"hugging_face_id": None}, {"hugging_face_id": ""}, {"hugging_face_id": "  "}])
def test_all_forms_of_no_repository_are_none(empty: dict[str, Any]) -> None:
    without = {key: value for key, value in MODEL.items() if key != "hugging_face_id"}
    assert model(**empty).hugging_face_id is None
    assert read([without]).models[0].hugging_face_id is None


@pytest.mark.parametrize(
    ("pricing", "price"),
    [
        ({"prompt": "-1"}, Decimal(-1)),
        ({"prompt": "0"}, Decimal(0)),
        ({"prompt": 0.0000025}, Decimal("0.0000025")),
        ({"prompt": None}, None),
        ({"prompt": "free"}, None),
        ({"prompt": "NaN"}, None),
        ({"prompt": "999999.5"}, Decimal("999999.5")),
        ({"prompt": "1000000"}, None),
        ({"prompt": "1e999"}, None),
        ({"prompt": "-1e1000000"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_price_is_kept_as_it_is_and_an_unknown_one_is_none(pricing: Any, price: Decimal | None) -> None:
    assert model(pricing=pricing).prompt_price == price


def test_new_fields_and_missing_optional_ones_are_accepted() -> None:
    bare = {key: MODEL[key] for key in ("id", "canonical_slug", "name")}
    assert read({"data": [{**bare, "brand_new": {"deep": []}, "created": "soon"}]}).models[0].hugging_face_id is None


def test_of_two_rows_with_one_id_the_last_stands() -> None:
    assert [m.name for m in read([MODEL, {**MODEL, "name": "Lab: A2"}]).models] == ["Lab: A2"]


def test_a_model_and_its_variant_share_a_slug_and_both_stand() -> None:
    assert [m.id for m in read([MODEL, {**MODEL, "id": "lab/a:free"}]).models] == ["lab/a", "lab/a:free"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"data": []}, "it lists no model at all"),
        ([], "it lists no model at all"),
        ({}, "data: field required"),
        ({"data": [{**MODEL, "canonical_slug": None}]}, "data.0.canonical_slug"),
        ([MODEL, {**MODEL, "id": ""}], "1.id"),
        ("models", "the answer"),
    ],
)
def test_a_body_that_is_no_catalogue_is_refused(body: Any, sentence: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        read(body)
    assert sentence in str(refused.value)
