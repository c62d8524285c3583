"""A small faithful Discord on 127.0.0.1, for a real discord.py client to live on in tests."""

from tests.loopback.contract import DOCUMENT, Contract, contract
from tests.loopback.conversation import Conversation
from tests.loopback.events import Event
from tests.loopback.faults import Hold, Spell
from tests.loopback.gateway import Rebuff
from tests.loopback.journal import Record
from tests.loopback.ledger import MINUTE, WEEK, Ledger, minutes_ago
from tests.loopback.limits import Limits
from tests.loopback.people import Role, User
from tests.loopback.person import Person
from tests.loopback.places import FORUM, STAGE, TEXT, VOICE, Channel, Guild
from tests.loopback.posts import Message
from tests.loopback.process import BotProcess
from tests.loopback.scene import BOT_RIGHTS, Scene, study_server
from tests.loopback.server import TOKEN, Loopback

__all__ = [
    "BOT_RIGHTS",
    "DOCUMENT",
    "FORUM",
    "MINUTE",
    "STAGE",
    "TEXT",
    "TOKEN",
    "VOICE",
    "WEEK",
    "BotProcess",
    "Channel",
    "Contract",
    "Conversation",
    "Event",
    "Guild",
    "Hold",
    "Ledger",
    "Limits",
    "Loopback",
    "Message",
    "Person",
    "Rebuff",
    "Record",
    "Role",
    "Scene",
    "Spell",
    "User",
    "contract",
    "minutes_ago",
    "study_server",
]
