"""Apache with mod_auth_openidc, in a folder and on a port of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.peers.relying_parties.web_application import wait_for_answer
from tests.support.processes import Program, start

MODULES = Path("/usr/lib/apache2/modules")
CONFIGURATION = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog /dev/stderr
LogLevel warn
CustomLog /dev/stdout "%m %U%q answered %s"
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule filter_module {modules}/mod_filter.so
LoadModule include_module {modules}/mod_include.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
DocumentRoot {folder}/www
TypesConfig /dev/null
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
DirectoryIndex index.shtml
<Directory {folder}/www>
    Options +Includes
    AllowOverride None
    Require all granted
</Directory>
{more}
"""
PAGE = """<pre id="user"><!--#echo var="OIDC_CLAIM_preferred_username" --></pre>
<pre id="groups"><!--#echo var="OIDC_CLAIM_groups" --></pre>
<pre id="token"><!--#echo var="OIDC_access_token" --></pre>
"""


@contextlib.contextmanager
def apache(port: int, configuration: str) -> Iterator[tuple[str, Program]]:
    """Run Apache until the block ends; gives its base URL, and itself. Every folder that is asked for holds the same page."""
    program_file = shutil.which("apache2") or "/usr/sbin/apache2"
    folder = Path(tempfile.mkdtemp(prefix="wirelatch-apache-"))  # pytest's own cannot be read by another user
    folder.chmod(0o755)
    for place in ("private", "makers", "api", "public"):
        (folder / "www" / place).mkdir(parents=True)
        (folder / "www" / place / "index.shtml").write_text(PAGE)
    # A server that root starts gives its rights away.
    user = f"User {pwd.getpwnam('www-data').pw_name}\nGroup www-data" if os.geteuid() == 0 else ""
    settings = folder / "apache.conf"
    settings.write_text(
        CONFIGURATION.format(folder=folder, port=port, modules=MODULES, user=user, more=configuration)
    )
    program = start([program_file, "-X", "-f", settings])
    base = f"http://localhost:{port}"
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/public/", program)
        yield base, program
    finally:
        if program.process.poll() is None:
            program.stop()
        shutil.rmtree(folder)
