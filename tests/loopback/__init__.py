"""A small Discord on 127.0.0.1, faithful to the real one, to which tests connect discord.py's own client."""

from tests.loopback.bot_database import MINUTE, WEEK, BotDatabase, minutes_ago
from tests.loopback.contract import DOCUMENT, Contract, contract
from tests.loopback.conversation import Conversation
from tests.loopback.events import Event
from tests.loopback.faults import Hold, LastingFault
from tests.loopback.gateway import ConnectRefusal
from tests.loopback.journal import Record
from tests.loopback.limits import Limits
from tests.loopback.people import Role, User
from tests.loopback.person import Person
from tests.loopback.places import FORUM, STAGE, TEXT, VOICE, Channel, Guild
from tests.loopback.posts import Message
from tests.loopback.process import BotProcess
from tests.loopback.scene import Scene, study_server
from tests.loopback.server import TOKEN, Loopback

__all__ = [
    "DOCUMENT",
    "FORUM",
    "MINUTE",
    "STAGE",
    "TEXT",
    "TOKEN",
    "VOICE",
    "WEEK",
    "BotDatabase",
    "BotProcess",
    "Channel",
    "ConnectRefusal",
    "Contract",
    "Conversation",
    "Event",
    "Guild",
    "Hold",
    "LastingFault",
    "Limits",
    "Loopback",
    "Message",
    "Person",
    "Record",
    "Role",
    "Scene",
    "User",
    "contract",
    "minutes_ago",
    "study_server",
]
