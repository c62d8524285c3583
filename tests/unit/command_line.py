"""Runs the command line as people do, and reads its refusals."""

from typer.testing import CliRunner, Result

from bot.__main__ import app

TOKEN = "MTIzNDU2.secret.token"  # noqa: S105 - an invented one


def lectern(*arguments: str) -> Result:
    """Run the command line as people do."""
    return CliRunner().invoke(app, arguments)


def refused(result: Result) -> str:
    """Return what a command was refused with; never a traceback, never the token."""
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("lectern: ")
    assert TOKEN not in result.output
    return result.stderr.strip()


def refused_in_a_sentence(result: Result) -> str:
    """Return the one sentence that a command was refused with."""
    (sentence,) = refused(result).splitlines()
    return sentence
