"""What a project must not be able to do: leave its folder, run programs, reach what the settings do not allow."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from tests.access.flows_half import FlowsHalf
from tests.projects.conftest import deploy, deployed, git
from wirelatch.projects import naming
from wirelatch.projects.git import Git, GitError, Login
from wirelatch.webkit.errors import HttpError

URLS = [
    "ext::sh -c touch% /tmp/pwned", "fd::17", "--upload-pack=touch /tmp/pwned", "-oProxyCommand=x", "ssh://-oProxyCommand=x/y",
    "https://user:secret@example.org/x.git", "https://user@example.org/x.git", "http://example.org/x.git",
    "git://example.org/x.git", "/etc", "../other", "file:///etc", "https://", "https:///x", "git@host:-x", "",
    "https://example.org/x\n.git", "javascript:x", "git@-host:x", "ssh://git:pw@host/x", None,
]  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_only_harmless_addresses_are_taken(url: object) -> None:
    with pytest.raises(HttpError):
        naming.remote_url(url, ["https", "ssh"])


@pytest.mark.parametrize(
    "url", ["https://example.org/a/b.git", "git@example.org:a/b.git", "ssh://git@example.org:2222/a"]
)
def test_the_usual_addresses_are_taken(url: str) -> None:
    assert naming.remote_url(url, ["https", "ssh"]) == url


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "-x", ".git", "a b", "a\0", "x" * 200, "..\\x", None, 5]
)
def test_only_plain_names_are_names_of_projects(name: object) -> None:
    with pytest.raises(HttpError):
        naming.project_name(name)


@pytest.mark.parametrize(
    "name",
    ["-D", "--force", "a..b", "a@{1}", "x.lock", "a b", "a~1", "a:b", "", "HEAD", "/a", "a/", "a/.b", None],
)
def test_only_plain_names_are_names_of_branches(name: object) -> None:
    with pytest.raises(HttpError):
        naming.branch_name(name)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", ".git/config", ".GIT/config", "a/../../x", "a/.git/hooks/x", "-x", "", "out/x", "git~1/config"]
)  # fmt: skip
def test_no_file_is_outside_of_the_project_or_git_s_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").symlink_to("/etc")
    with pytest.raises(HttpError):
        naming.file_name(tmp_path, name)


async def test_hostile_requests_are_refused_and_do_nothing(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    config = half.app.settings.data / "projects" / "house" / ".git" / "config"
    before = config.read_text()
    requests = [
        ("POST", "", {"name": "../evil"}),
        ("POST", "", {"name": "evil", "git": {"remotes": {"origin": {"url": "ext::sh -c x"}}}}),
        ("POST", "", {"name": "evil", "files": {"flow": "../../flows.json"}}),
        ("POST", "/house/resolve/.git/config", {"resolutions": "[core]\n\tsshCommand = x"}),
        ("GET", "/house/files/_/..%2F..%2F.config.projects.json", None),
        ("GET", "/house/files/--output=x/flows.json", None),
        ("GET", "/house/commits/--output=x", None),
        ("GET", "/house/commits?before=--all", None),
        ("POST", "/house/stage", {"files": ["../../flows.json"]}),
        ("POST", "/house/branches", {"name": "--orphan"}),
        ("POST", "/house/remotes", {"name": "--mirror", "url": "https://example.org/x"}),
        ("POST", "/house/remotes", {"name": "o", "url": "--upload-pack=x"}),
        ("POST", "/house/pull/--upload-pack=x", None),
        ("POST", "/house/push/--receive-pack=x", None),
        ("PUT", "/house", {"files": {"flow": ".git/config"}}),
        ("DELETE", "/..%2F..", None),
    ]
    for method, path, body in requests:
        answer = await project.request(method, f"/projects{path}", json=body)
        assert answer.status_code in (400, 404), (method, path, answer.text)
    assert config.read_text() == before
    assert not (half.app.settings.data / "projects" / "evil").exists()


async def test_a_repository_with_hooks_and_links_runs_nothing_and_leads_nowhere(
    half: FlowsHalf, project: httpx.AsyncClient, origin: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", origin.as_uri(), "evil")
    evil, secret = tmp_path / "evil", tmp_path / "secret"
    secret.write_text("not for them")
    (evil / "package.json").write_text('{"node-red": {"settings": {"flowFile": "flows.json"}}}')
    os.symlink(secret, evil / "README.md")
    os.symlink(tmp_path, evil / "out")
    git(evil, "add", "--all")
    git(evil, "commit", "--quiet", "-m", "links")
    git(evil, "push", "--quiet", "origin", "HEAD:main")
    answer = await project.post(
        "/projects", json={"name": "copy", "git": {"remotes": {"origin": {"url": origin.as_uri()}}}}
    )
    assert answer.status_code == 200, answer.text
    assert "not for them" not in answer.text
    assert (await project.get("/projects/copy/files/_/out/secret")).status_code in (400, 404)

    folder = half.app.settings.data / "projects" / "copy"
    (folder / ".git" / "hooks").mkdir(exist_ok=True)
    for hook in ("pre-commit", "post-commit", "commit-msg", "post-checkout"):
        file = folder / ".git" / "hooks" / hook
        file.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        file.chmod(0o755)
    await deploy(project, "x")
    await project.post("/projects/copy/stage", json={"files": ["flows.json"]})
    await project.post("/projects/copy/commit", json={"message": "x"})
    await project.post("/projects/copy/branches", json={"name": "b", "create": True})
    assert await deployed(project) == ["x"]
    assert not (tmp_path / "ran").exists()


async def test_passwords_reach_git_for_their_host_only_and_by_nothing_that_is_kept(tmp_path: Path) -> None:
    git_ = Git(["https"], {"PATH": os.environ["PATH"]}, tmp_path)
    login = Login("https://example.org/x.git", "me", "pa'ss $(x)")
    asked = "protocol=https\nhost={}\n\n"
    said = await git_.run(None, "credential", "fill", text=asked.format("example.org"), login=login)
    assert "username=me\npassword=pa'ss $(x)\n" in said
    with pytest.raises(GitError):
        await git_.run(None, "credential", "fill", text=asked.format("evil.example"), login=login)


async def test_protocols_that_are_not_allowed_fail_in_git_too(tmp_path: Path) -> None:
    git_ = Git(["https"], {"PATH": os.environ["PATH"]}, tmp_path)
    for url in ("ext::sh -c true", tmp_path.as_uri()):
        with pytest.raises(GitError) as caught:
            await git_.run(tmp_path, "ls-remote", "--", url)
        assert caught.value.code == "git_protocol_not_allowed"
