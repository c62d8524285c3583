"""Every text exists, complete and usable, in every language that the bot speaks."""

import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from bot.client.commands import LOCALES
from bot.text.locales import Locale
from bot.text.translations import catalogue_name, localizer
from tests.conventions.loaded_commands import TRYOUT, loaded_commands

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "bot" / "text" / "catalogues"
TRANSLATED = [locale for locale in Locale if locale is not Locale.ENGLISH]
DISCORD_TAGS = {locale: tag.value for tag, locale in LOCALES.items()}

# Discord's rule for names of slash commands and options; lower case is checked apart.
NAME = re.compile(r"[-_'\w]{1,32}")
LONGEST_DESCRIPTION = 100
LONGEST_MENU_NAME = 32
LONGEST_CHOICE = 100
LONGEST_COMMAND = 8000
SUBCOMMANDS = {1, 2}  # those, and groups of them, among the types of options
QUOTED = re.compile(r"`([^`]+)`")

# What a native reader has replaced, each by one word for the same thing everywhere.
REPLACED = {
    Locale.ENGLISH: r"keep no more|is no more\b|stands? in\b|by name: take",
    Locale.PORTUGUESE: r"[Ee]m curso|não guardo mais|O início era|\bVão \{|Lembrar-me|nominalmente|o canal segue"
    r"|postag|\bperdid[ao]s?\b|se omitid|mini-lote|passo à frente|os anuncia|\bsomem\b|offline|pausado"
    r"|20\d\d-\d\d-\d\d",
}

Payload = Mapping[str, Any]
Texts = str | Sequence[str] | None


def _catalogue(locale: Locale) -> Catalog:
    name = catalogue_name(locale)
    with (CATALOGUES / name / "LC_MESSAGES" / "lectern.po").open("rb") as file:
        return read_po(file, locale=name, abort_invalid=True)


def _messages(locale: Locale) -> list[Message]:
    return [message for message in _catalogue(locale) if message.id]


def _forms(texts: Texts) -> list[str]:
    """Return the singular and plural forms of a text, of which most texts have one."""
    return [texts] if isinstance(texts, str) else list(texts or ())


def _key(text: Texts) -> tuple[str, ...]:
    return tuple(_forms(text))


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a copy of the catalogues, after `make words` was run on it."""
    folder = tmp_path_factory.mktemp("words")
    shutil.copytree(CATALOGUES, folder / "catalogues")
    _, _, recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nwords:")
    recipe, _, _ = recipe.replace("\\\n", " ").partition("\n\n")
    for name, copy in ((".words.pot", "words.pot"), ("bot/text/catalogues", "catalogues")):
        recipe = recipe.replace(name, str(folder / copy))
    with chdir(ROOT):
        for command in re.findall(r"\$\(BIN\)/(pybabel .+)", recipe):
            CommandLineInterface().run(shlex.split(command))  # type: ignore[no-untyped-call] # Babel has no types
    return folder


@pytest.fixture(scope="module")
def in_code(updated: Path) -> set[tuple[str, ...]]:
    """Every text in the code, as `make words` finds them."""
    with (updated / "words.pot").open("rb") as file:
        return {_key(message.id) for message in read_po(file) if message.id}


@pytest.fixture(scope="module")
def commands() -> list[dict[str, Any]]:
    """The commands of every cog and of the try-out as Discord is sent them, in every language."""
    _, told = loaded_commands(TRYOUT)
    return told


def _parts(payload: Payload, path: str = "") -> Iterator[tuple[str, Payload]]:
    """Yield the command and everything below it that has a name of its own, choices left out."""
    here = f"{path} {payload['name']}".strip()
    yield here, payload
    for option in payload.get("options", ()):
        yield from _parts(option, here)


def _everything(commands: Sequence[Payload]) -> list[tuple[str, Payload]]:
    return [part for command in commands for part in _parts(command)]


def _spoken(payload: Payload, field: str, locale: Locale) -> str:
    """Return what Discord shows of *field* to a reader of *locale*."""
    translations = payload.get(f"{field}_localizations") or {}
    return str(translations.get(DISCORD_TAGS.get(locale, ""), payload[field]))


def _is_menu(payload: Payload) -> bool:
    """Tell whether this is a command of a right-click menu: those have spaces and capitals."""
    return "description" not in payload


def _callable_names(commands: Sequence[Payload], locale: Locale) -> set[str]:
    """Return every command a member can type in *locale*, such as "schedule setup"."""
    names = set()
    for command in commands:
        root = _spoken(command, "name", locale)
        below = [o for o in command.get("options", ()) if o["type"] in SUBCOMMANDS]
        names |= {f"{root} {_spoken(option, 'name', locale)}" for option in below} or {root}
    return names


def test_every_language_is_known_to_discord_and_has_a_catalogue() -> None:
    """English stands in the code; each other locale has a catalogue and a tag of Discord's."""
    assert {path.name for path in CATALOGUES.iterdir()} == {catalogue_name(locale) for locale in TRANSLATED}
    assert set(DISCORD_TAGS) == set(TRANSLATED)


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_catalogue_has_just_the_texts_of_the_code(locale: Locale, in_code: set[tuple[str, ...]]) -> None:
    """`make words` brings it up to date."""
    known = {_key(message.id) for message in _messages(locale)}
    assert in_code - known == set(), "say `make words`, then translate these"
    assert known - in_code == set(), "say `make words`: the code has these no more"


def test_make_words_changes_nothing_when_no_text_has_changed(updated: Path) -> None:
    """Order and line breaks stay, so that a commit shows only the texts that it changes."""
    for catalogue in CATALOGUES.rglob("*.po"):
        assert (updated / "catalogues" / catalogue.relative_to(CATALOGUES)).read_bytes() == catalogue.read_bytes()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_text_is_translated(locale: Locale) -> None:
    """In all plural forms, with no entry that is fuzzy or obsolete."""
    catalogue = _catalogue(locale)
    for message in _messages(locale):
        forms = _forms(message.string)
        assert all(form.strip() for form in forms), f"{message.id!r} is not translated"
        assert len(forms) == (catalogue.num_plurals if message.pluralizable else 1), message.id
        assert not message.fuzzy, f"{message.id!r} is not reviewed"
    assert not catalogue.obsolete


@pytest.mark.parametrize("locale", Locale)
def test_no_text_has_words_that_a_native_reader_has_replaced(locale: Locale) -> None:
    messages = _messages(Locale.PORTUGUESE)
    texts = [message.id if locale is Locale.ENGLISH else message.string for message in messages]
    assert [form for text in texts for form in _forms(text) if re.search(REPLACED[locale], form)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_source(locale: Locale) -> None:
    """Only a singular may leave its number out."""
    for message in _messages(locale):
        *special, general = _forms(message.string)
        wanted = _holes(_forms(message.id)[-1])
        assert _holes(general) == wanted, message.id
        assert all(_holes(form) <= wanted for form in special), message.id


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_ends_like_its_source(locale: Locale) -> None:
    """With the same punctuation, and no space added at either end."""
    for message in _messages(locale):
        for source, form in zip(_forms(message.id), _forms(message.string), strict=True):
            assert form == form.strip(), message.id
            assert (form[-1] in ".:?!") == (source[-1] in ".:?!"), message.id


@pytest.mark.parametrize("locale", Locale)
def test_names_follow_discords_pattern(locale: Locale, commands: list[dict[str, Any]]) -> None:
    """discord.py does not check translated names, and Discord refuses all commands for a bad one."""
    for path, payload in _everything(commands):
        name = _spoken(payload, "name", locale)
        if _is_menu(payload):
            assert 1 <= len(name) <= LONGEST_MENU_NAME, path
        else:
            assert NAME.fullmatch(name), f"{path}: {name!r}"
            assert name == name.lower(), f"{path}: {name!r}"


@pytest.mark.parametrize("locale", Locale)
def test_siblings_have_different_names(locale: Locale, commands: list[dict[str, Any]]) -> None:
    """Commands of one kind, subcommands of one group, options and choices of one command."""
    siblings = [[payload for payload in commands if _is_menu(payload) is menu] for menu in (True, False)]
    for _, payload in _everything(commands):
        siblings += [payload.get("options", []), payload.get("choices", [])]
    for several in siblings:
        counted = Counter(_spoken(payload, "name", locale) for payload in several)
        assert not [name for name, number in counted.items() if number > 1]


@pytest.mark.parametrize("locale", Locale)
def test_descriptions_and_choices_fit_discords_limits(locale: Locale, commands: list[dict[str, Any]]) -> None:
    """At most 100 characters each."""
    for path, payload in _everything(commands):
        if not _is_menu(payload):
            assert 1 <= len(_spoken(payload, "description", locale)) <= LONGEST_DESCRIPTION, path
        for choice in payload.get("choices", ()):
            assert 1 <= len(_spoken(choice, "name", locale)) <= LONGEST_CHOICE, path


def test_a_whole_command_fits_discords_limit(commands: list[dict[str, Any]]) -> None:
    """Discord counts names, descriptions and values together, each in its longest language."""

    def longest(payload: Payload, field: str) -> int:
        return max(len(_spoken(payload, field, locale)) for locale in Locale) if payload.get(field) else 0

    for command in commands:
        size = 0
        for _, payload in _parts(command):
            size += longest(payload, "name") + longest(payload, "description")
            size += sum(longest(c, "name") + len(str(c["value"])) for c in payload.get("choices", ()))
        assert size <= LONGEST_COMMAND, command["name"]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_everything_in_the_picker_is_translated(
    locale: Locale, commands: list[dict[str, Any]], in_code: set[tuple[str, ...]]
) -> None:
    """A name or description that is no `locale_str` would stay English."""
    for path, payload in _everything(commands):
        for field in ("name",) if _is_menu(payload) else ("name", "description"):
            assert (payload[field],) in in_code, f"{path}: its {field} is not given to be translated"
            assert _spoken(payload, field, locale) == localizer(locale)(payload[field]), path


@pytest.mark.parametrize("locale", TRANSLATED)
def test_choices_in_the_picker_are_translated(
    locale: Locale, commands: list[dict[str, Any]], in_code: set[tuple[str, ...]]
) -> None:
    """All but numbers, and the languages, each of which is called what it calls itself."""
    choices = [(path, choice) for path, payload in _everything(commands) for choice in payload.get("choices", ())]
    own_names = {each.own_name.lower() for each in Locale}
    assert choices != []
    for path, choice in choices:
        if choice["name"].lower() not in own_names and not choice["name"].isdecimal():
            assert (choice["name"],) in in_code, f"{path}: {choice['name']} is not given to be translated"
            assert _spoken(choice, "name", locale) == localizer(locale)(choice["name"]), path


@pytest.mark.parametrize("locale", Locale)
def test_texts_name_commands_and_options_in_their_readers_language(
    locale: Locale, commands: list[dict[str, Any]], in_code: set[tuple[str, ...]]
) -> None:
    """`/schedule setup` is `/cronograma configurar` to whoever reads Portuguese; options likewise."""
    known = _callable_names(commands, locale) | {""}
    options = {
        _spoken(payload, "name", locale)
        for _, payload in _everything(commands)
        if "options" not in payload and payload.get("type") not in SUBCOMMANDS
    }
    said = in_code if locale is Locale.ENGLISH else {_key(message.string) for message in _messages(locale)}
    for text in {form for forms in said for form in forms}:
        for quoted in QUOTED.findall(text):
            if quoted.startswith("/"):
                assert quoted.removeprefix("/") in known, f"{text!r} names no command"
            elif not _holes(quoted):
                assert quoted in options, f"{text!r} names no option"
