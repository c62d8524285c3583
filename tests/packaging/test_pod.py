"""What a pod of deploy/kubernetes runs, run as a process: it gets ready, stays alive, and ends in time."""

import asyncio
import os
import sys
from pathlib import Path

from tests.conventions.test_deploy import CONTAINER, POD, setting
from tests.loopback import Loopback, Scene
from tests.packaging.conftest import ROOT
from tests.wire.test_process import IMPORTED


def pod_of(guild: int) -> str:
    """Return the name of the pod that has the shard of *guild*."""
    processes, each = (int(setting(name)["value"]) for name in ("PROCESSES", "SHARDS_EACH"))
    return f"lectern-{(guild >> 22) % (processes * each) // each}"


def environment(pod: str, folder: Path, server: Loopback) -> dict[str, str]:
    """Return the variables of *pod*, with a file for a database, and *folder* for its folders and programs."""
    programs = {"python": f'exec {sys.executable} "$@"', "lectern": f'exec {sys.executable} -m bot "$@"'}
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (folder / name).chmod(0o755)
    written = {each["name"]: each["value"] for each in CONTAINER["env"] if "value" in each}
    assert setting("POD_NAME")["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
    return written | {
        "POD_NAME": pod,
        "PATH": f"{folder}:{os.defpath}",
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": server.token,
        "LECTERN_DATABASE": str(folder / "lectern.db"),
        "LECTERN_HEARTBEAT": str(folder / Path(written["LECTERN_HEARTBEAT"]).name),
        "LECTERN_DISCORD_API": server.api,
        "LECTERN_DISCORD_GATEWAY": server.gateway_url,
    }


async def test_a_pods_process_gets_ready_and_ends_in_time(
    discord_server: Loopback, scene: Scene, tmp_path: Path
) -> None:
    """As its own probes say; on a loopback Discord."""
    settings = environment(pod_of(scene.guild.id), tmp_path, discord_server)

    async def passes(probe: str) -> bool:
        command = CONTAINER[probe]["exec"]["command"]
        return await (await asyncio.create_subprocess_exec(*command, env=settings, cwd="/")).wait() == 0

    bot = await asyncio.create_subprocess_exec(*CONTAINER["command"], env=settings, cwd="/")
    try:
        await discord_server.ready(IMPORTED)
        async with asyncio.timeout(IMPORTED):
            while not await passes("readinessProbe"):  # noqa: ASYNC110 - a process's health tells of no change
                await asyncio.sleep(0.1)
        assert await passes("startupProbe")
        assert await passes("livenessProbe")
        bot.terminate()
        async with asyncio.timeout(POD["terminationGracePeriodSeconds"]):
            assert await bot.wait() == 0
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
    assert not await passes("livenessProbe")
