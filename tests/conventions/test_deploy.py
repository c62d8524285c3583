"""The files in deploy/ keep to the schemas of what reads them, and to what the bot needs and may not have."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = {
    file.stem: file for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")) if file.stem != "kustomization"
}
VERSIONS = ("1.29", "1.32")
"""Of Kubernetes; what these know has not been taken out since."""
TOLD = """#!/bin/sh
echo "$LECTERN_SHARDS $*"
"""


def manifest(name: str) -> dict[str, Any]:
    """Return what stands in a file for Kubernetes."""
    loaded: dict[str, Any] = yaml.safe_load(KUBERNETES[name].read_text("utf-8"))
    return loaded


POD = manifest("statefulset")["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
PROCESSES = {name: service for name, service in COMPOSE["services"].items() if name != "postgres"}


def setting(name: str) -> dict[str, Any]:
    """Return a variable of the container's environment."""
    (found,) = (each for each in CONTAINER["env"] if each["name"] == name)
    return dict(found)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", KUBERNETES)
def test_manifests_keep_to_the_schema_of_kubernetes(name: str, version: str) -> None:
    """Strictly: with no field that it does not know."""
    assert kubernetes_validate.validate(manifest(name), version, strict=True).startswith(version)


def test_a_wrong_manifest_would_be_noticed() -> None:
    wrong = manifest("statefulset") | {"spec": manifest("statefulset")["spec"] | {"replicas": "four"}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_kustomize_is_told_of_every_manifest() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text("utf-8"))["resources"]
    assert sorted(listed) == sorted(file.name for file in KUBERNETES.values())


def test_all_manifests_mean_the_same_pods() -> None:
    stateful, service, budget = (manifest(name) for name in ("statefulset", "service", "disruption-budget"))
    labels = stateful["spec"]["template"]["metadata"]["labels"]
    assert stateful["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels
    assert budget["spec"] == {"maxUnavailable": 1, "selector": {"matchLabels": labels}}
    assert stateful["spec"]["serviceName"] == service["metadata"]["name"]
    assert service["spec"]["clusterIP"] == "None"


def test_secrets_are_named_and_not_written() -> None:
    for name in ("DISCORD_TOKEN", "LECTERN_DATABASE"):
        assert setting(name)["valueFrom"]["secretKeyRef"]["name"] == "lectern"
        assert "value" not in setting(name)
    assert not any(manifest(name)["kind"] == "Secret" for name in KUBERNETES)
    for service in COMPOSE["services"].values():
        assert "TOKEN" not in json.dumps(service)
        assert json.dumps(service).count("PASSWORD") == json.dumps(service).count("${POSTGRES_PASSWORD:?") + (
            "POSTGRES_PASSWORD" in service["environment"]
        )


def test_a_pod_may_no_more_than_the_bot_needs() -> None:
    assert POD["automountServiceAccountToken"] is False
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert f"--uid {POD['securityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text("utf-8")
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert CONTAINER["resources"].keys() == {"requests", "limits"}
    heartbeat = Path(setting("LECTERN_HEARTBEAT")["value"])
    assert str(heartbeat.parent) in {mount["mountPath"] for mount in CONTAINER["volumeMounts"]}


def test_the_probes_ask_what_the_image_asks() -> None:
    """Whether it hangs, where that would restart it. None gives up before the image's own check would answer."""
    asked = CONTAINER["readinessProbe"]["exec"]["command"]
    assert f"CMD {json.dumps(asked)}" in (ROOT / "Dockerfile").read_text("utf-8")
    for probe in ("startupProbe", "livenessProbe"):
        assert CONTAINER[probe]["exec"]["command"] == [*asked, "--alive"]
    assert min(CONTAINER[f"{kind}Probe"]["timeoutSeconds"] for kind in ("startup", "readiness", "liveness")) >= 10
    assert POD["terminationGracePeriodSeconds"] > 10


def test_each_pod_starts_the_bot_with_shards_of_its_own(tmp_path: Path) -> None:
    """The container's command line, as a process, with another `lectern`."""
    (tmp_path / "lectern").write_text(TOLD, "utf-8")
    (tmp_path / "lectern").chmod(0o755)
    known = {name: setting(name)["value"] for name in ("PROCESSES", "SHARDS_EACH")}
    replicas = manifest("statefulset")["spec"]["replicas"]
    assert known["PROCESSES"] == str(replicas)
    told = [
        subprocess.run(  # noqa: S603
            CONTAINER["command"],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", "POD_NAME": f"lectern-{number}", **known},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in range(replicas)
    ]
    assert told == ["0-3/16 run\n", "4-7/16 run\n", "8-11/16 run\n", "12-15/16 run\n"]


def test_the_compose_file_keeps_to_the_specification() -> None:
    """Which the reader does strictly: with no key and no kind of value that the specification does not know."""
    assert set(compose_spec.PyCompose.from_yaml(yaml.safe_dump(COMPOSE)).service_names()) == set(COMPOSE["services"])
    with pytest.raises(ValueError, match="restrat"):
        compose_spec.PyCompose.from_yaml(yaml.safe_dump({"services": {"lectern": {"restrat": "always"}}}))


def test_processes_of_the_compose_file_share_a_database_and_no_shard() -> None:
    shards = [service["environment"]["LECTERN_SHARDS"] for service in PROCESSES.values()]
    assert shards == ["0-1/4", "2-3/4"]
    for service in PROCESSES.values():
        assert service["environment"]["LECTERN_DATABASE"].startswith("postgresql://")
        assert service["environment"]["LECTERN_HEARTBEAT"].rpartition("/")[0] in service["tmpfs"]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_commands_of_the_page_name_files_and_processes_that_there_are() -> None:
    """Paths in the Compose file begin at its own folder, which `--file` sets."""
    page = (DEPLOY / "README.md").read_text("utf-8")
    files = set(re.findall(r"^    .*--(?:file|kustomize) (\S+)", page, re.MULTILINE))
    assert files == {"deploy/compose.yaml", "deploy/kubernetes"}
    assert all((ROOT / file).exists() for file in files)
    assert set(re.findall(r"run --rm (\S+)", page)) <= PROCESSES.keys()
    assert {service["build"]["context"] for service in PROCESSES.values()} == {".."}
