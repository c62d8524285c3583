"""The page's command picker in the viewer's language, with the bot still hearing the names it registered."""

from collections.abc import Iterable, Mapping
from typing import Any

from simcord.interactions import command_leaves

from bot.text.locales import Locale

Spec = Mapping[str, Any]
"""A command, subcommand, option or choice as it was registered with Discord."""


class Picker:
    """Shows registered commands in one language, and translates what is picked back."""

    def __init__(self, commands: Iterable[Spec], locale: Locale) -> None:
        self._locale = locale
        self._commands = {str(command["id"]): dict(command) for command in commands}
        self._shown = {
            _key(number, path): {option["name"]: self._word(option, "name") for option in leaf.get("options") or ()}
            for number, command in self._commands.items()
            for path, leaf in command_leaves(command)
        }

    def entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return the picker's *entry* for one (sub)command as Discord shows it in this language."""
        command = self._commands[entry["commandId"]]
        parts: list[Spec] = [command]
        for name in entry["path"][1:]:
            parts.append(next(option for option in parts[-1]["options"] if option["name"] == name))
        specs = {option["name"]: option for option in parts[-1].get("options") or ()}
        return {
            **entry,
            "invocation": " ".join(self._word(part, "name") for part in parts),
            "description": self._word(parts[-1], "description"),
            "options": [self._option(option, specs[option["name"]]) for option in entry["options"]],
        }

    def heard(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an action of the page with the option names that the bot registered."""
        if isinstance(control := body.get("control_key"), str) and control.startswith("command:"):
            return {**body, "control_key": self._control(control, back=True)}
        command, path = body.get("command_id"), body.get("path")
        if not isinstance(command, str) or not isinstance(path, list):
            return body
        registered = {shown: name for name, shown in self._shown.get(_key(command, path), {}).items()}
        heard = dict(body)
        if isinstance(body.get("options"), Mapping):
            heard["options"] = {registered.get(name, name): value for name, value in body["options"].items()}
        if "focused" in body:
            heard["focused"] = registered.get(body["focused"], body["focused"])
        return heard

    def candidates(self, candidates: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members, roles and channels on offer, each under its option's shown name."""
        return {self._control(key, back=False): value for key, value in candidates.items()}

    def receipt(self, receipt: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the preview's answer to an action as the page expects it, which sent shown names."""
        result = receipt.get("result")
        if isinstance(result, dict):
            for field in ("control_key", "focused"):
                if field in result and field in body:
                    result[field] = body[field]
        shown = self._shown.get(_key(str(body.get("command_id")), body.get("path") or ()), {})
        for diagnostic in receipt.get("diagnostics", ()):
            subject = diagnostic.get("subject") or {}
            if (name := subject.get("commandOption")) in shown:
                diagnostic["subject"] = {**subject, "commandOption": shown[name]}
        return receipt

    def _option(self, option: dict[str, Any], spec: Spec) -> dict[str, Any]:
        choices = {choice["value"]: self._word(choice, "name") for choice in spec.get("choices") or ()}
        return {
            **option,
            "name": self._word(spec, "name"),
            "description": self._word(spec, "description"),
            "choices": [{**choice, "name": choices[choice["value"]]} for choice in option["choices"]],
        }

    def _control(self, control: str, *, back: bool) -> str:
        """Translate the option's name at the end of `command:<id>:<path>:option:<name>`."""
        kind, _, rest = control.partition(":")
        command, _, rest = rest.partition(":")
        path, _, name = rest.partition(":option:")
        names = self._shown.get(_key(command, path.split("."))) if kind == "command" else None
        if not names:
            return control
        if back:
            names = {shown: registered for registered, shown in names.items()}
        return f"command:{command}:{path}:option:{names.get(name, name)}"

    def _word(self, spec: Spec, field: str) -> str:
        """Read a name or description in this language, falling back as Discord does."""
        return str((spec.get(f"{field}_localizations") or {}).get(self._locale.value) or spec[field])


def _key(command: str, path: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    return (command, tuple(path))
