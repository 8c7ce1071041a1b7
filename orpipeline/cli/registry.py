"""`orpipeline registry ...`: what a person must decide about models."""

import typer

app = typer.Typer(help="The reviewed registry of models.", no_args_is_help=True)
