"""How long to go on asking when the source says "not now"."""

from collections.abc import Callable

from tenacity import RetryCallState, Retrying, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from orpipeline.errors import SourceUnreachable
from orpipeline.openrouter.wire import NotNow

BACK_OFF = wait_exponential_jitter(initial=1, max=60, jitter=1)


def persist(
    action: Callable[[], bytes],
    asked: str,
    seconds: float,
    sleep: Callable[[float], None],
    on_wait: Callable[[str], None],
) -> bytes:
    """Call `action` until it gives bytes; every `NotNow` waits 1, 2, 4, ... 60 s plus jitter, or longer if asked to.

    `SourceUnreachable` once the next wait would end after `seconds` (0: one try); `asked` names the request in it.
    """

    def is_spent(state: RetryCallState) -> bool:
        # Slept time counts even if the sleep is a test's, real time even if the tries themselves were slow.
        return max(state.idle_for, state.seconds_since_start or 0.0) + state.upcoming_sleep > seconds

    def report(state: RetryCallState) -> None:
        on_wait(
            f"The source gave {_failure(state)}; waiting {state.upcoming_sleep:.0f} s (retry {state.attempt_number})"
        )

    patient = retry_if_exception_type(NotNow)
    retrying = Retrying(
        retry=patient,
        wait=_pause,
        stop=is_spent,
        sleep=sleep,
        before_sleep=report,
        retry_error_callback=_give_up(asked),
    )
    return retrying(action)


def _failure(state: RetryCallState) -> NotNow:
    failure = state.outcome.exception() if state.outcome else None
    return failure if isinstance(failure, NotNow) else NotNow("nothing")


def _pause(state: RetryCallState) -> float:
    # The back-off is never undercut: a `Retry-After: 0` must not become a tight loop.
    return max(BACK_OFF(state), _failure(state).retry_after or 0.0)


def _give_up(asked: str) -> Callable[[RetryCallState], bytes]:
    def give_up(state: RetryCallState) -> bytes:
        last, tries = _failure(state), state.attempt_number
        later = f"in {last.retry_after:.0f} s" if last.retry_after else "in some minutes"
        raise SourceUnreachable(
            f"No usable answer to {asked} in {tries} {'try' if tries == 1 else 'tries'}: the last gave {last}. "
            f"What was fetched before is kept; run the same command again {later}."
        )

    return give_up
