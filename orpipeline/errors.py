"""Every failure a person can meet, with the exit status of the command line.

    OrpipelineError            1  unforeseen
    +-- ConfigurationError     2  usage, configuration or key
    +-- SourceUnreachable      4  the source did not answer, or said "not now" for too long
    +-- AnswerRefused          5  an answer broke a rule; it is kept in landing/rejected/
    +-- LandingDamaged         5  a landed file is damaged, or all are gone (orpipeline/landing/envelope.py)
    +-- CheckFailed            6  a blocking data check returned rows; nothing was published
    +-- WarehouseBusy          7  another run holds the lock

Status 3 (stale or incomplete) is a finding of `status` and `registry check`, not a failure. A message is one or two
plain sentences: what is wrong, where, what to do. It never holds a key.
"""


class OrpipelineError(Exception):
    """Base of all errors of this package; the command line turns it into one message and an exit status."""

    exit_status = 1


class ConfigurationError(OrpipelineError):
    """A setting, an argument, a file of the user's or the API key is missing or wrong."""

    exit_status = 2


class SourceUnreachable(OrpipelineError):
    """The source gave no usable answer within the retry and rate budget; what was fetched before is kept."""

    exit_status = 4


class AnswerRefused(OrpipelineError):
    """A complete answer does not parse or breaks a rule of the contract; nothing of it was loaded."""

    exit_status = 5


class CheckFailed(OrpipelineError):
    """A blocking data check returned rows; the published file stays the previous one."""

    exit_status = 6


class WarehouseBusy(OrpipelineError):
    """Another run holds the warehouse's lock."""

    exit_status = 7
