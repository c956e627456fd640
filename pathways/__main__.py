"""Run the command line: ``python -m pathways VERB``."""

from pathways.cli import app

app(prog_name="pathways")
