"""Runs the command line, and checks how it refuses."""

from typer.testing import CliRunner, Result

from bot.__main__ import app

TOKEN = "MTIzNDU2.secret.token"  # noqa: S105 - an invented one


def lectern(*arguments: str) -> Result:
    """Run the command line with these arguments."""
    return CliRunner().invoke(app, arguments)


def refused(result: Result) -> str:
    """Return the error output of a command that was refused: no traceback, and no token in it."""
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("lectern: ")
    assert TOKEN not in result.output
    return result.stderr.strip()


def refused_in_a_sentence(result: Result) -> str:
    """Return that output, which must be one sentence."""
    (sentence,) = refused(result).splitlines()
    return sentence
