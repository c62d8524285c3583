"""The loopback Discord's REST routes for interactions: the first answer, its edits, and follow-ups."""

from tests.loopback import problems
from tests.loopback.call import Call, Reply, Route
from tests.loopback.conversation import DEADLINE, Conversation, Conversations
from tests.loopback.message_routes import MessageRoutes, checked
from tests.loopback.people import Json
from tests.loopback.posts import EPHEMERAL, LOADING, Message
from tests.loopback.world import World

_AUTOCOMPLETE = 4
_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE, _CHOICES = 4, 5, 6, 7, 8
_ON_MESSAGES = (_DEFERRED_UPDATE, _UPDATE)


class InteractionRoutes:
    """The routes by which the bot answers people."""

    def __init__(self, world: World, conversations: Conversations, messages: MessageRoutes) -> None:
        self._world, self._talks, self._messages = world, conversations, messages

    def routes(self) -> list[Route]:
        """The rows for the table of routes; none needs the bot's token."""
        webhook = "/webhooks/{application_id}/{token}"
        return [
            ("POST", "/interactions/{interaction_id}/{token}/callback", self.answer),
            ("POST", webhook, self.follow_up),
            ("GET", webhook + "/messages/{message_id}", self.read),
            ("PATCH", webhook + "/messages/{message_id}", self.edit),
            ("DELETE", webhook + "/messages/{message_id}", self.delete),
        ]

    async def answer(self, call: Call) -> Reply:
        """The first answer, which must be in time and the only one."""
        talk = self._talks.by_token(call.names["token"])
        if talk is None or talk.id != call.id("interaction_id") or call.at - talk.asked_at > DEADLINE:
            raise problems.unknown_interaction()
        if talk.callback is not None:
            raise problems.already_acknowledged()
        kind = call.form.get("type")
        if (kind == _CHOICES) != (talk.kind == _AUTOCOMPLETE):
            raise problems.invalid_form([f"type: {kind} does not answer an interaction of type {talk.kind}"])
        if kind in _ON_MESSAGES and talk.subject is None:
            raise problems.invalid_form([f"type: {kind} needs a message to change"])
        await self._perform(talk, call.form)
        talk.callback, talk.answered_at = call.form, call.at
        self._talks.changed.notify()
        if call.query.get("with_response") not in ("true", "True", "1"):
            return 204, None
        return 200, self._resource(talk)

    async def _perform(self, talk: Conversation, form: Json) -> None:
        data = form.get("data") or {}
        match form["type"]:
            case 4:  # a message
                talk.original = await self._publish(talk, checked(data))
            case 5:  # "thinking", to be filled in later
                waiting = (data.get("flags") or 0) & EPHEMERAL | LOADING
                talk.original = await self._publish(talk, {"flags": waiting})
            case 6:  # nothing to be seen, an edit may follow
                talk.original = talk.subject
            case 7:  # the clicked message, changed
                talk.original = talk.subject
                await self._change(talk, self._known(talk.subject), data)
            case 8 if len(data.get("choices") or []) > 25:
                raise problems.invalid_form(["choices: at most 25"])
            case 8 | 9:  # choices or a modal, shown to the person only
                pass
            case other:
                raise problems.invalid_form([f"type: {other} is no answer"])

    async def _publish(self, talk: Conversation, form: Json) -> Message:
        application = str(self._world.bot.id)
        about: Json = {"application_id": application, "webhook_id": application}
        return await self._messages.publish(talk.channel, form, **about)

    async def _change(self, talk: Conversation, message: Message, form: Json) -> None:
        message.edit(checked(form, already=message.flags, editing=True), self._world.now())
        talk.redrawn = True
        await self._messages.announce("MESSAGE_UPDATE", talk.channel, message)
        self._talks.changed.notify()

    def _resource(self, talk: Conversation) -> Json:
        kind = (talk.callback or {})["type"]
        interaction: Json = {"id": str(talk.id), "type": talk.kind, "channel_id": str(talk.channel.id)}
        if talk.original is None:
            return {"interaction": interaction}
        interaction |= {
            "response_message_id": str(talk.original.id),
            "response_message_loading": talk.original.loading,
            "response_message_ephemeral": talk.original.ephemeral,
        }
        shown = _MESSAGE if kind == _DEFERRED else kind
        resource = {"type": shown, "message": talk.original.json()}
        return {"interaction": interaction} | ({} if kind == _DEFERRED_UPDATE else {"resource": resource})

    async def follow_up(self, call: Call) -> Reply:
        """One more message; the first after a "thinking" replaces it, as on Discord."""
        talk = self._answered(call)
        form = checked(call.form)
        if talk.original is not None and talk.original.loading:
            await self._change(talk, talk.original, form)
            message = talk.original
        else:
            message = await self._publish(talk, form)
            talk.followups.append(message)
            self._talks.changed.notify()
        return (200, message.json()) if call.query.get("wait") in ("true", "True", "1") else (204, None)

    async def read(self, call: Call) -> Reply:
        """One of the answers."""
        return 200, self._message(call)[1].json()

    async def edit(self, call: Call) -> Reply:
        """Change one of the answers; "@original" is the first."""
        talk, message = self._message(call)
        await self._change(talk, message, call.form)
        return 200, message.json()

    async def delete(self, call: Call) -> Reply:
        """Delete one of the answers."""
        self._message(call)[1].deleted = True
        self._talks.changed.notify()
        return 204, None

    def _answered(self, call: Call) -> Conversation:
        talk = self._talks.by_token(call.names["token"])
        if talk is None or talk.callback is None or call.id("application_id") != self._world.bot.id:
            raise problems.unknown_webhook()
        return talk

    def _message(self, call: Call) -> tuple[Conversation, Message]:
        talk = self._answered(call)
        wanted = call.names["message_id"]
        if wanted == "@original":
            return talk, self._known(talk.original)
        known = {str(message.id): message for message in [*talk.followups, talk.original] if message}
        return talk, self._known(known.get(wanted))

    @staticmethod
    def _known(message: Message | None) -> Message:
        if message is None or message.deleted:
            raise problems.unknown_message()
        return message
