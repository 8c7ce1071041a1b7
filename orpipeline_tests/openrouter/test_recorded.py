import gzip
import json
from datetime import UTC, date, timedelta
from importlib.resources import files
from pathlib import Path

from orpipeline.answer import Window
from orpipeline.landing import Store
from orpipeline.openrouter import recorded
from orpipeline.openrouter.judge import Rankings, judge


def judged() -> list[Rankings]:
    verdicts = [judge(answer) for answer in recorded.answers()]
    return [verdict for verdict in verdicts if isinstance(verdict, Rankings)]


def test_the_recorded_answers_hold_224_days_without_a_gap_and_51_rows_each() -> None:
    days = [day for ranking in judged() for day in ranking.rows["day"]]
    assert sorted(set(days)) == [date(2026, 1, 5) + timedelta(days=n) for n in range(224)]
    assert len(days) == 224 * 51


def test_every_recorded_answer_passes_the_judge_and_says_when_it_is_from() -> None:
    assert len(judged()) == len(recorded.answers()) == 8
    for answer, ranking in zip(recorded.answers(), judged(), strict=True):
        assert (answer.request.source, ranking.series, ranking.is_as_of_fetched) == ("recorded", "day", False)
        assert answer.fetched_at == ranking.as_of
        assert (ranking.as_of.tzinfo, ranking.as_of.date()) == (UTC, date(2026, 9, 28))
        assert dict(answer.request.params) == {
            "start_date": ranking.window.start.isoformat(),
            "end_date": ranking.window.end.isoformat(),
        }


def test_two_known_figures_are_to_the_token() -> None:
    tokens = {(day, slug): count for ranking in judged() for day, slug, count in ranking.rows.iter_rows()}
    assert tokens[date(2026, 1, 5), "anthropic/claude-4.5-sonnet-20250929"] == 66386762078
    assert tokens[date(2026, 1, 5), "x-ai/grok-code-fast-1"] == 65404784561


def test_a_window_picks_the_whole_months_it_touches() -> None:
    february = recorded.answers(Window(date(2026, 2, 28), date(2026, 3, 1)))
    assert [answer.request.params["start_date"] for answer in february] == ["2026-02-01", "2026-03-01"]
    assert recorded.answers(Window(date(2025, 1, 1), date(2026, 1, 4))) == []
    assert len(recorded.answers(Window(date(2026, 8, 16), date(2026, 12, 31)))) == 1


def test_recorded_answers_land_like_any_other_and_have_stable_names(tmp_path: Path) -> None:
    store = Store(tmp_path)
    shas = [store.put(answer) for answer in recorded.answers()]
    assert shas == [answer.sha256 for answer in recorded.answers()]
    assert [store.get(sha) for sha in shas] == recorded.answers()


def test_the_files_are_small_cite_their_source_and_have_the_api_s_shape() -> None:
    folder = files("orpipeline").joinpath("recorded")
    packed = [entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".gz")]
    assert sum(map(len, packed)) < 400_000
    citation = "Source: OpenRouter (openrouter.ai/rankings), as of 2026-09-28. Licensed under CC BY 4.0."
    assert citation in folder.joinpath("README.md").read_text()
    body = json.loads(gzip.decompress(packed[0]))
    assert set(body) == {"data", "meta"}
    assert set(body["meta"]) == {"as_of", "version", "start_date", "end_date"}
    assert set(body["data"][0]) == {"date", "model_permaslug", "total_tokens"}
