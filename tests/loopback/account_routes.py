"""The loopback Discord's REST routes for the bot's own account: identity, gateway, commands."""

from tests.loopback import problems
from tests.loopback.call import Call, Reply, Route
from tests.loopback.gateway import Gateway
from tests.loopback.people import Json
from tests.loopback.rules import command_breaches
from tests.loopback.world import World


class AccountRoutes:
    """The routes for login, application, gateway address and registered commands."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world, self._gateway = world, gateway

    def routes(self) -> list[Route]:
        """The rows for the table of routes."""
        commands = "/applications/{application_id}/commands"
        guild_commands = "/applications/{application_id}/guilds/{guild_id}/commands"
        return [
            ("GET", "/users/@me", self.me),
            ("POST", "/users/@me/channels", self.direct),
            ("GET", "/users/{user_id}", self.user),
            ("GET", "/applications/@me", self.application),
            ("GET", "/oauth2/applications/@me", self.application),
            ("GET", "/gateway", self.gateway),
            ("GET", "/gateway/bot", self.gateway_bot),
            ("GET", commands, self.commands),
            ("PUT", commands, self.overwrite_commands),
            ("GET", guild_commands, self.commands),
            ("PUT", guild_commands, self.overwrite_commands),
        ]

    async def me(self, _: Call) -> Reply:
        """The bot's own account."""
        return 200, self._world.bot.private_json()

    async def user(self, call: Call) -> Reply:
        """A user's public account."""
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise problems.unknown_user()
        return 200, user.json()

    async def direct(self, call: Call) -> Reply:
        """Open the direct messages with a user."""
        user = self._world.users.get(int(call.form["recipient_id"]))
        if user is None:
            raise problems.unknown_user()
        return 200, self._world.direct_channel(user).json()

    async def application(self, _: Call) -> Reply:
        """The application that the bot belongs to."""
        world = self._world
        return 200, {
            "id": str(world.bot.id),
            "name": world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": world.bot.json(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": world.owner.json(),
            "team": None,
            "approximate_guild_count": len(world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
        }

    async def gateway(self, _: Call) -> Reply:
        """The gateway's address."""
        return 200, {"url": self._gateway.url}

    async def gateway_bot(self, _: Call) -> Reply:
        """The gateway's address, the recommended number of shards, and how many sessions may be begun."""
        starts = self._gateway.starts
        limit = {
            "total": starts.total,
            "remaining": starts.remaining,
            "reset_after": starts.reset_after_ms,
            "max_concurrency": starts.max_concurrency,
        }
        return 200, {"url": self._gateway.url, "shards": self._gateway.recommended_shards, "session_start_limit": limit}

    async def commands(self, call: Call) -> Reply:
        """The commands registered globally, or in a guild."""
        return 200, list(self._world.commands.get(self._scope(call), {}).values())

    async def overwrite_commands(self, call: Call) -> Reply:
        """Replace all commands, globally or in a guild; those of a known name keep their ids, as on Discord."""
        commands = call.body if isinstance(call.body, list) else []
        if breaches := command_breaches(commands):
            raise problems.invalid_form(breaches)
        scope = self._scope(call)
        before = {(old["type"], old["name"]): old for old in self._world.commands.get(scope, {}).values()}
        after: dict[int, Json] = {}
        for command in commands:
            known = before.get((command.get("type") or 1, command["name"]))
            command_id = int(known["id"]) if known else self._world.snowflake()
            after[command_id] = self._registered(command, command_id, scope)
        self._world.commands[scope] = after
        return 200, list(after.values())

    def _scope(self, call: Call) -> int | None:
        if call.id("application_id") != self._world.bot.id:
            raise problems.missing_access()
        return self._world.guild(call.id("guild_id")).id if "guild_id" in call.names else None

    def _registered(self, command: Json, command_id: int, scope: int | None) -> Json:
        given = {key: value for key, value in command.items() if value is not None}
        rights = given.get("default_member_permissions")
        return {"description": "", "contexts": None, "integration_types": [0], "nsfw": False} | given | {
            "id": str(command_id),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.snowflake()),
            "type": command.get("type") or 1,
            "default_member_permissions": None if rights is None else str(rights),
        } | ({"guild_id": str(scope)} if scope else {})  # fmt: skip
