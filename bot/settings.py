"""Settings from the environment and .env, read once; the only module that reads them."""

import os
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.addresses import DatabaseAddress, parse_address
from bot.shards import Shards, ShardsError
from bot.surroundings import ENV_FILE, PREFIX
from bot.unusable import UnusableError

DEFAULT_HEARTBEAT = Path("lectern.pulse")  # where the database is no file
LONGEST_HOST_LABEL = 63  # characters between two dots of a host name (RFC 1035)
TOKEN_ALIASES = {"TOKEN", "BOT_TOKEN", "DISCORD_BOT_TOKEN"}  # names that other bots give DISCORD_TOKEN
# Lines of .env: NAME=value, and NAME: value or NAME value, where somebody forgot the equals sign.
ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?(\w+)\s*=\s*\S", re.MULTILINE)
WITHOUT_EQUALS_SIGN = re.compile(r"^[ \t]*(\w+)[ \t]*[: \t][ \t]*[^=\s]", re.MULTILINE)


def heartbeat_beside(database: Path) -> Path:
    """Return where the heartbeat of a bot with the SQLite file *database* is: beside it, where it may write anyway."""
    return database.with_name(f"{database.name}.pulse")


def _parse_shards(value: str | Shards | None) -> Shards | None:
    return Shards.parse(value) if isinstance(value, str) else value


class SettingsError(UnusableError, ValueError):
    """The settings cannot be used; the message names each bad variable, or .env, and says what it should be."""


class Settings(BaseSettings):
    """Everything a self-hoster can choose: variables LECTERN_<FIELD> of the environment or .env, and DISCORD_TOKEN.

    Attributes:
        discord_token: The bot's token; without one only the try-out in the browser can run.
        database: Path of the SQLite file, which is created if it is missing; or the address of a PostgreSQL database.
        heartbeat: Path of the file in which the bot says whether it works; None: beside the database file.
        captions: Path of a folder with subtitle files of the default course's videos; None without any.
        courses: Path of a folder with a sub-folder for each further course; None without any.
        shards: The shards that this process runs, of how many; None: all that Discord recommends.
        discord_api: Base URL that replaces Discord's HTTP API, such as a rate-limiting proxy's.
        discord_gateway: WebSocket URL that replaces Discord's gateway; set together with *discord_api*.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    database: Annotated[DatabaseAddress, BeforeValidator(parse_address)] = Path("lectern.db")
    heartbeat: Path | None = None
    captions: Path | None = None
    courses: Path | None = None
    shards: Annotated[Shards | None, NoDecode, BeforeValidator(_parse_shards)] = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    discord_api: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+(/\S*)?$")] | None = None
    discord_gateway: Annotated[str, StringConstraints(pattern=r"^wss?://\S+$")] | None = None

    # A bad value raises ValueError without a message: `EXPECTED` says what the value should be.

    @field_validator("discord_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not re.fullmatch(r"[!-~]+", token.get_secret_value().strip()):
            raise ValueError
        return token

    @field_validator("log_level", mode="before")
    @classmethod
    def _to_upper_case(cls, value: str) -> str:
        return value.upper()

    @field_validator("discord_api", "discord_gateway")
    @classmethod
    def _check_address(cls, address: str | None) -> str | None:
        parts = urlsplit(address or "//none")
        _ = parts.port  # raises ValueError if it is not a port number
        labels = (parts.hostname or "").rstrip(".").split(".")
        # No user name and password: the Authorization header, which would send them, holds the token.
        if parts.username is not None or not all(0 < len(label) <= LONGEST_HOST_LABEL for label in labels):
            raise ValueError
        return address

    @property
    def heartbeat_file(self) -> Path:
        """The file in which the bot says whether it works, and which the health check reads."""
        if self.heartbeat is not None:
            return self.heartbeat
        file = heartbeat_beside(self.database) if isinstance(self.database, Path) else DEFAULT_HEARTBEAT
        if self.shards is None:
            return file
        return file.with_stem(f"{file.stem}.{self.shards.first}-{self.shards.last}")  # one for each process

    @model_validator(mode="after")
    def _check_pair(self) -> Self:
        if (self.discord_api is None) is not (self.discord_gateway is None):
            message = "LECTERN_DISCORD_API and LECTERN_DISCORD_GATEWAY must be set together"
            raise ValueError(message)
        return self


EXPECTED = {
    "log_level": "one of DEBUG, INFO, WARNING, ERROR",
    "log_format": "text or json",
    "database": "a path to a file, or an address such as postgresql://name@host/database",
    "heartbeat": "a path to a file",
    "captions": "a path to a folder of subtitle files",
    "courses": "a path to a folder that has a sub-folder for each course",
    "shards": "the shards of this process, such as 0-3/16 (shards 0 to 3 of 16) or 5/16",
    "discord_api": "an address such as http://127.0.0.1:8080/api/v10, without a name and a password",
    "discord_gateway": "an address such as ws://127.0.0.1:8080/gateway",
    "DISCORD_TOKEN": "the bot token from Discord's developer portal",
}


def load_settings() -> Settings:
    """Return the settings from the environment and .env; raise SettingsError, whose message never shows the token."""
    _, encoding = _read_env_file()
    try:
        return Settings(_env_file_encoding=encoding)
    except ValidationError as error:
        raise SettingsError("; ".join(map(_describe, error.errors()))) from None


def _describe(error: ErrorDetails) -> str:
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    field = str(error["loc"][0])
    if isinstance(wrong := error.get("ctx", {}).get("error"), ShardsError):
        return f"{_name(field)} {wrong}"
    return f"{_name(field)} must be {EXPECTED[field]}"


def _read_env_file() -> tuple[str, str]:
    """Return the text of .env ("" if missing) and its encoding, UTF-8 or UTF-16 with a BOM; raise SettingsError."""
    try:
        if ENV_FILE.is_dir():
            message = f"{ENV_FILE} must be a file, but is a folder, as Docker makes one where a file is missing"
            raise SettingsError(message)
        content = ENV_FILE.read_bytes() if ENV_FILE.is_file() else b""
    except OSError as error:
        message = f"cannot read {ENV_FILE}: {error.strerror}; it must be readable for the user that Lectern runs as"
        raise SettingsError(message) from error
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"{ENV_FILE} must be saved as UTF-8, which its line {line} is not"
        raise SettingsError(message) from error
    if "\0" in text:
        message = f"{ENV_FILE} must be saved as UTF-8; it looks like UTF-16"
        raise SettingsError(message)
    return text, encoding


def unknown_settings() -> tuple[str, ...]:
    """Return a sentence on each likely mistake: lines of .env without an equals sign, then unknown variables.

    An unknown variable begins with LECTERN_, or resembles a setting that is not set. May raise SettingsError.
    """
    known = {_name(field) for field in Settings.model_fields}
    text, _ = _read_env_file()
    exported = [name for name, value in os.environ.items() if value]  # noqa: TID251 - the module that may
    given = {name.upper() for name in (*exported, *ASSIGNMENT.findall(text))}
    unassigned = {name.upper() for name in WITHOUT_EQUALS_SIGN.findall(text)}
    remarks = [f"write {name}=… in .env" for name in sorted((known - given) & unassigned)]
    for name in sorted(given - known):
        near = "DISCORD_TOKEN" if name in TOKEN_ALIASES else _nearest(name, sorted(known))
        if near and near not in given:
            remarks.append(f"{name} is no setting (did you mean {near}?)")
        elif name.startswith(PREFIX):
            remarks.append(f"{name} is no setting")
    return tuple(remarks)


def _nearest(name: str, known: list[str]) -> str | None:
    """Return which of *known* is most like *name*, if any is close; a shared prefix LECTERN_ is not compared."""
    if not name.startswith(PREFIX):
        return next(iter(get_close_matches(name, known, 1, 0.8)), None)
    ends = {setting.removeprefix(PREFIX): setting for setting in known}
    near = get_close_matches(name.removeprefix(PREFIX), ends, 1, 0.5)
    return ends[near[0]] if near else None


def _name(field: str) -> str:
    return "DISCORD_TOKEN" if field.upper() == "DISCORD_TOKEN" else f"{PREFIX}{field.upper()}"
