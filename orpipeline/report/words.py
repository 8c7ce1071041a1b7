"""How the page writes numbers, weeks and verdicts."""

from datetime import date, datetime, timedelta

_SPACE = "\N{NO-BREAK SPACE}"

# A mark beside every colour, and on the command line.
MARKS = {"open_weights": "●", "proprietary": "○", "stealth": "?", "router": "~", "unclassified": "·"}
OPENNESS = {
    "open_weights": "open weights",
    "proprietary": "proprietary",
    "stealth": "stealth (maker not disclosed)",
    "router": "router (a mixture)",
    "unclassified": "not yet classified",
}


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 0 to 1 as a percentage; "unknown" for none."""
    return "unknown" if share is None else f"{share * 100:.{digits}f}{_SPACE}%"


def count_of(number: int, total: int, noun: str) -> str:
    """ "3 of 5 weeks"."""
    return f"{number} of {total}{_SPACE}{noun}" + ("" if total == 1 else "s")


def integer(number: int | None) -> str:
    """An exact count with thousands apart; "not listed" for none."""
    return "not listed" if number is None else f"{number:,}".replace(",", _SPACE)


def week_name(monday: date) -> str:
    """The ISO name of the week that begins on this Monday: 2026-W07."""
    return f"{monday:%G-W%V}"


def day_span(first: date) -> str:
    """The seven days from `first`: "9 Feb to 15 Feb 2026"."""
    last = first + timedelta(days=6)
    return f"{first.day} {first:%b} to {last.day} {last:%b %Y}"


def moment(time: datetime | None) -> str:
    """A time in UTC, to the minute."""
    return "" if time is None else f"{time:%Y-%m-%d %H:%M}{_SPACE}UTC"


def listed(words: list[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "none"


def week_spans(mondays: list[date]) -> list[str]:
    """Weeks in order, runs of three or more drawn together: "2026-W07", "2026-W24 to 2026-W33"."""
    runs: list[list[date]] = []
    for monday in mondays:
        if runs and monday - runs[-1][-1] == timedelta(days=7):
            runs[-1].append(monday)
        else:
            runs.append([monday])
    spans = []
    for run in runs:
        names = [week_name(monday) for monday in run]
        spans += [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names
    return spans
