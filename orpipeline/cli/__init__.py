"""The command line: `orpipeline COMMAND`. Heavy parts are imported by the command that needs them."""

from orpipeline.cli.app import main
from orpipeline.cli.process import start

__all__ = ["main", "start"]
