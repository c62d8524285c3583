"""Settings from the environment and .env, read once; the only module that reads them."""

import os
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_FILE = Path(".env")
PREFIX = "LECTERN_"
LONGEST_LABEL = 63  # of a host's name, by RFC 1035
TOKENS = {"TOKEN", "BOT_TOKEN", "DISCORD_BOT_TOKEN"}  # what other bots call it


class SettingsError(ValueError):
    """The settings cannot be used; the message names each variable and what it should be."""


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """For whom is logged: people or machines."""

    TEXT = "text"
    JSON = "json"


class Settings(BaseSettings):
    """Everything a self-hoster can choose.

    Attributes:
        discord_token: The bot's token; without one only the try-out can run.
        database: Where the SQLite file is or will be.
        discord_api: Another address for Discord's HTTP API, such as a rate-limiting proxy's.
        discord_gateway: Another address for Discord's gateway; needed with *discord_api*.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    database: Path = Path("lectern.db")
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.TEXT
    discord_api: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+(/\S*)?$")] | None = None
    discord_gateway: Annotated[str, StringConstraints(pattern=r"^wss?://\S+$")] | None = None

    @field_validator("discord_token")
    @classmethod
    def _one_word(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not re.fullmatch(r"[!-~]+", token.get_secret_value().strip()):
            message = "a token has no spaces"
            raise ValueError(message)
        return token

    @field_validator("log_level", mode="before")
    @classmethod
    def _whatever_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("discord_api", "discord_gateway")
    @classmethod
    def _that_can_be(cls, address: str | None) -> str | None:
        if address is not None:
            parts = urlsplit(address)
            _ = parts.port  # raises ValueError where there is no such port
            labels = (parts.hostname or "").rstrip(".").split(".")
            if not all(0 < len(label) <= LONGEST_LABEL for label in labels):
                message = "there is no such host"
                raise ValueError(message)
            if parts.username is not None:  # the token takes the only place where they could be sent
                message = "a name and a password cannot stand in it"
                raise ValueError(message)
        return address

    @model_validator(mode="after")
    def _addresses_together(self) -> Self:
        if (self.discord_api is None) is not (self.discord_gateway is None):
            message = "LECTERN_DISCORD_API and LECTERN_DISCORD_GATEWAY must be set together"
            raise ValueError(message)
        return self


EXPECTED = {
    "log_level": "one of DEBUG, INFO, WARNING, ERROR",
    "log_format": "text or json",
    "database": "a path to a file",
    "discord_api": "an address such as http://127.0.0.1:8080/api/v10, without a name and a password",
    "discord_gateway": "an address such as ws://127.0.0.1:8080/gateway",
    "DISCORD_TOKEN": "the bot token from Discord's developer portal",
}


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: Something is malformed, or .env cannot be read. The message never contains the token.
    """
    encoding = _encoding(ENV_FILE)
    try:
        return Settings(_env_file_encoding=encoding)
    except ValidationError as error:
        problems = "; ".join(_describe(str(e["loc"][0]) if e["loc"] else "", e["msg"]) for e in error.errors())
        raise SettingsError(problems) from None


def _encoding(path: Path) -> str:
    """Return how the file at *path* is written: in UTF-8, or in the UTF-16 of Windows that says so.

    Raises:
        SettingsError: It is neither, or cannot be read.
    """
    try:
        if path.is_dir():
            message = f"{path} must be a file, but is a folder, as Docker makes one where a file is missing"
            raise SettingsError(message)
        content = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}; it must be readable for the user that Lectern runs as"
        raise SettingsError(message) from error
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"{path} must be saved as UTF-8, which its line {line} is not"
        raise SettingsError(message) from error
    if "\0" in text:
        message = f"{path} must be saved as UTF-8; it looks like UTF-16"
        raise SettingsError(message)
    return encoding


def unknown_settings() -> tuple[str, ...]:
    """Return a remark on each variable that was probably meant for Lectern, which knows none of that name.

    That is whatever begins with LECTERN_, and what is nearly the name of a setting that is not set.

    Raises:
        SettingsError: .env cannot be read.
    """
    known = {_name(field) for field in Settings.model_fields}
    given = _given()
    remarks = [f"write {name}=… in .env" for name in sorted(known - given) if name in _without_a_sign()]
    for name in sorted(given - known):
        near = "DISCORD_TOKEN" if name in TOKENS else _nearest(name, sorted(known))
        if near and near not in given:
            remarks.append(f"{name} is no setting (did you mean {near}?)")
        elif name.startswith(PREFIX):
            remarks.append(f"{name} is no setting")
    return tuple(remarks)


def _env_text() -> str:
    encoding = _encoding(ENV_FILE)
    return ENV_FILE.read_text(encoding) if ENV_FILE.is_file() else ""


def _without_a_sign() -> set[str]:
    """Return the names, in capitals, with which lines of .env begin that go on without a = after them."""
    return {name.upper() for name in re.findall(r"^[ \t]*(\w+)[ \t]*[: \t][ \t]*[^=\s]", _env_text(), re.MULTILINE)}


def _given() -> set[str]:
    """Return the names, in capitals, of all variables that hold something, here or in .env."""
    written = re.findall(r"^\s*(?:export\s+)?(\w+)\s*=\s*\S", _env_text(), re.MULTILINE)
    exported = [name for name, value in os.environ.items() if value]  # noqa: TID251 - the module that may
    return {name.upper() for name in (*exported, *written)}


def _nearest(name: str, known: list[str]) -> str | None:
    """Return which of *known* is most like *name*; where that has our prefix, only the rest is compared."""
    if not name.startswith(PREFIX):
        return next(iter(get_close_matches(name, known, 1, 0.8)), None)
    ends = {setting.removeprefix(PREFIX): setting for setting in known}
    near = get_close_matches(name.removeprefix(PREFIX), ends, 1, 0.5)
    return ends[near[0]] if near else None


def _name(field: str) -> str:
    return "DISCORD_TOKEN" if field == "discord_token" else f"{PREFIX}{field.upper()}"


def _describe(field: str, message: str) -> str:
    if not field:
        return message.removeprefix("Value error, ")
    name = field if field.isupper() else _name(field)
    return f"{name} must be {EXPECTED[field]}"
