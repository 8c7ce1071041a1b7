"""Ask a source for days and land what it says: every answer is kept before it is judged, and a bad one is set aside."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from orpipeline.answer import FIRST_DAY, Answer, Window
from orpipeline.errors import AnswerRefused, ConfigurationError
from orpipeline.landing import Store
from orpipeline.openrouter import recorded
from orpipeline.openrouter.client import Client
from orpipeline.openrouter.judge import Catalogue, Manifest, Rankings, judge
from orpipeline.openrouter.weeks import weeks_to_ask
from orpipeline.openrouter.windows import EXPORT_DAYS, last_completed_day, split
from orpipeline.settings import Settings


@dataclass(frozen=True)
class Intake:
    """What one source is asked with, and where its answers land. `open_client` and `clock` are injected by tests."""

    settings: Settings
    store: Store
    open_client: Callable[[Callable[[str], None]], Client]
    clock: Callable[[], datetime]
    read: list[Window] = field(default_factory=list)  # windows of the daily answers landed by this object

    def reach(self) -> Window:
        """The days the source can give at all."""
        yesterday = last_completed_day(self.clock())
        match self.settings.resolved_source:
            case "recorded":
                days = [
                    Window(date.fromisoformat(p["start_date"]), date.fromisoformat(p["end_date"])) for p in _recorded()
                ]
                return Window(min(w.start for w in days), max(w.end for w in days))
            case "export":
                return Window(yesterday - timedelta(days=EXPORT_DAYS - 1), yesterday)
            case _:
                return Window(FIRST_DAY, yesterday)

    def rankings(self, asked: Iterable[Window], say: Callable[[str], None]) -> list[Rankings]:
        """Fetch and land the daily rankings of the asked days, as far as the source reaches.

        `ConfigurationError` if it reaches none of them, `SourceUnreachable` or `AnswerRefused` as the client and the
        judge raise them; answers landed before an error stay landed.
        """
        windows = self.within_reach(list(asked), say)
        judged = [self._land(answer, say) for answer in self._answers(windows, say)]
        rankings = [item for item in judged if isinstance(item, Rankings)]
        self.read.extend(item.window for item in rankings)
        return rankings

    def weekly(self, held: Iterable[date], days: Iterable[Window], say: Callable[[str], None]) -> list[Rankings]:
        """Fetch and land the source's own weekly buckets: the completed weeks not held (by their Mondays) and the newest.

        Only weeks within `days`, the windows of daily answers held, and those read just now: others have nothing to be
        compared with. Nothing is asked without a key, which only the source `api` takes. Errors as in `rankings`.
        """
        spans = [*days, *self.read]
        if self.settings.resolved_source != "api" or not self.settings.api_key or not spans:
            return []
        span = Window(min(window.start for window in spans), max(window.end for window in spans))
        with self.open_client(say) as client:
            judged = []
            for window in weeks_to_ask(span, held):
                say(f"asking for the weeks of {window.start} to {window.end}")
                judged.append(self._land(client.rankings(window, "week"), say))
        return [item for item in judged if isinstance(item, Rankings)]

    def catalogue(self, say: Callable[[str], None]) -> Catalogue | None:
        """Fetch and land today's catalogue; None for the recorded source, which has none."""
        if self.settings.resolved_source == "recorded":
            return None
        with self.open_client(say) as client:
            judged = self._land(client.catalogue(), say)
        return judged if isinstance(judged, Catalogue) else None

    def _answers(self, windows: list[Window], say: Callable[[str], None]) -> Iterator[Answer]:
        if self.settings.resolved_source == "recorded":
            yield from recorded.answers(Window(windows[0].start, windows[-1].end))
            return
        with self.open_client(say) as client:
            if self.settings.resolved_source == "export":
                yield from client.export()
                return
            for part in (part for window in windows for part in split(window)):
                say(f"asking for {part.start} to {part.end}")
                yield client.rankings(part)

    def _land(self, answer: Answer, say: Callable[[str], None]) -> Rankings | Catalogue | Manifest:
        sha = self.store.put(answer)
        if self.store.is_rejected_by_hand(sha):
            say(f"the source gives answer {sha[:12]} again, which was set aside by hand: it is not loaded")
        try:
            return judge(answer)
        except AnswerRefused as error:
            self.store.reject(sha, str(error), by="rule")
            raise

    def within_reach(self, asked: list[Window], say: Callable[[str], None]) -> list[Window]:
        """What the source can give of the asked windows; `ConfigurationError` if it is nothing."""
        reach = self.reach()
        asked = sorted(asked)
        cut = [Window(max(window.start, reach.start), min(window.end, reach.end)) for window in asked]
        windows = [window for window in cut if window.start <= window.end]
        source = self.settings.resolved_source
        if not windows:
            more = ", or set OPENROUTER_API_KEY for the whole history since 2025-01-01" if source != "api" else ""
            raise ConfigurationError(
                f"The source '{source}' gives {reach.start} to {reach.end}, and no day that was asked for. "
                f"Ask for other days{more}."
            )
        if windows[0].start > asked[0].start:
            say(f"the source '{source}' reaches back to {reach.start}; earlier days are not asked for")
        if windows[-1].end < asked[-1].end:
            say(f"the source '{source}' reaches to {reach.end}; later days are not asked for")
        return windows


def _recorded() -> list[dict[str, str]]:
    return [dict(answer.request.params) for answer in recorded.answers()]
