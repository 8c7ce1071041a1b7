"""What every run needs, imported (and read) once: a run forked from here is a process of its own and starts at once."""

import orpipeline.cli.answer
import orpipeline.cli.app
import orpipeline.definitions
import orpipeline.jobs.plan
import orpipeline.jobs.runner  # noqa: F401
from orpipeline.warehouse import sqlfiles

sqlfiles.views()
sqlfiles.checks()
sqlfiles.macros()
