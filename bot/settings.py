"""Settings from the environment and .env, read once; the only module that reads them."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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
        env_file=".env", env_prefix="LECTERN_", env_ignore_empty=True, extra="ignore", frozen=True
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
    "discord_api": "an address such as http://127.0.0.1:8080/api/v10",
    "discord_gateway": "an address such as ws://127.0.0.1:8080/gateway",
    "DISCORD_TOKEN": "the bot token from Discord's developer portal",
}


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: Something is malformed. The message never contains the token.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            _describe(str(e["loc"][0]) if e["loc"] else "", e["msg"]) for e in error.errors()
        )
        raise SettingsError(problems) from None


def _describe(field: str, message: str) -> str:
    if not field:
        return message.removeprefix("Value error, ")
    name = field if field.isupper() else f"LECTERN_{field.upper()}"
    return f"{name} must be {EXPECTED[field]}"
