"""wirelatch.settings"""

from pathlib import Path

import pytest

from wirelatch.settings import SettingsError, describe, load


def test_each_source_overrules_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "wirelatch.toml").write_text('flows_port = 1\nidentity_port = 2\nhost = "h"\n')
    environ = {"WIRELATCH_DATA": str(tmp_path), "WIRELATCH_FLOWS_PORT": "3", "WIRELATCH_IDENTITY_PORT": "4"}
    settings = load({"identity_port": 5, "log_level": None}, environ)
    assert (settings.host, settings.flows_port, settings.identity_port) == ("h", 3, 5)
    assert settings.log_level == "info"
    assert settings.origin("host") == f"file {tmp_path / 'wirelatch.toml'}"
    assert settings.origin("flows_port") == "environment WIRELATCH_FLOWS_PORT"
    assert settings.origin("identity_port") == "flag --identity-port"
    assert settings.origin("log_level") == "default"


def test_structured_values_come_as_json_in_the_environment_and_as_tables_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "wirelatch.toml").write_text('[permissions]\nstaff = ["flows.read"]\n')
    assert load({"data": tmp_path}, {}).permissions == {"staff": ["flows.read"]}
    given = {"WIRELATCH_PERMISSIONS": '{"a": "*"}', "WIRELATCH_DATA": str(tmp_path)}
    assert load({}, given).permissions == {"a": "*"}


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("FLOWS_PORT", "many", "flows_port (environment WIRELATCH_FLOWS_PORT): must be an integer"),
        ("FLOWS_PORT", "70000", "must be a port number"),
        ("LOG_FORMAT", "xml", "must be one of text, json"),
        ("SIGN_IN", "perhaps", "must be true or false"),
        ("PERMISSIONS", "[1", "must be a JSON object"),
        ("OIDC_ISSUER", "example", "must be a full http(s) URL"),
    ],
)
def test_wrong_values_are_named_with_their_origin(
    tmp_path: Path, variable: str, value: str, message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load({"data": tmp_path}, {f"WIRELATCH_{variable}": value})
    assert message in str(caught.value)


def test_unknown_keys_and_broken_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "wirelatch.toml").write_text("flow_port = 1\n")
    with pytest.raises(SettingsError, match="unknown setting 'flow_port'"):
        load({"data": tmp_path}, {})
    (tmp_path / "wirelatch.toml").write_text("= 1\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        load({"data": tmp_path}, {})


def test_addresses_for_links_are_those_a_browser_can_use(tmp_path: Path) -> None:
    assert load({"data": tmp_path, "host": "0.0.0.0"}, {}).flows_base_url == "http://localhost:1880"
    assert load({"data": tmp_path, "host": "::1"}, {}).identity_base_url == "http://[::1]:9000"
    environ = {"WIRELATCH_FLOWS_URL": "https://flows.example/"}
    assert load({"data": tmp_path}, environ).flows_base_url == "https://flows.example"


def test_every_setting_is_described() -> None:
    for item in describe():
        assert item.doc.endswith("."), item.name
        assert item.environment == "WIRELATCH_" + item.name.upper()
