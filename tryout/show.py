"""Puts the bot on stage: the simulated Discord, the study server, the page and the clock together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import simcord
from discord.ext import commands

from tryout.clock import Clock
from tryout.languages import spoken
from tryout.pictures import Asset
from tryout.stage import Stage
from tryout.travel import LEAP
from tryout.world import World, seed


@dataclass(frozen=True, slots=True)
class Show:
    """A running try-out."""

    env: simcord.Env
    world: World
    stage: Stage
    clock: Clock


@asynccontextmanager
async def opened(
    bot: commands.Bot, *, now: datetime, assets: Mapping[str, Asset], port: int = 0, timezone: str = "UTC"
) -> AsyncIterator[Show]:
    """Let *bot* log in to a study server founded at *now*, and serve the page that shows it.

    Args:
        bot: The bot, opened but not logged in.
        now: The instant at which the simulated time starts.
        assets: Pictures that stand in for those on the network, by address.
        port: The loopback port of the page; 0 takes a free one.
        timezone: The zone in which the page shows dates, as everybody's Discord does in their own.
    """
    env = simcord.Env(bot)
    env.backend.advance_clock((now - env.now()).total_seconds())
    world = seed(env)
    clock = Clock(env)
    bot.add_listener(clock.leap, f"on_{LEAP}")
    with spoken(env, world.locales):
        await env.start()
        try:
            stage = Stage(env, world, assets=assets, port=port, timezone=timezone)
            async with stage:
                yield Show(env, world, stage, clock)
        finally:
            await env.shutdown()
