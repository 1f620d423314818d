"""Recovery by mail and by link, invitations, and what users change or delete of themselves."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text, update
from tests.identity.flows.conftest import JsonBrowser

from wirelatch.database import now
from wirelatch.identity.flows.tables import flow_tokens, invitations
from wirelatch.identity.mail.server import MailServer
from wirelatch.identity.mail.tables import outbox

RECOVERY = "/if/flow/default-recovery-flow/"
NEW = {"password": "a new password", "password_repeat": "a new password"}


@pytest.fixture
def mail(identity):
    """Mail that stays in the outbox, since nobody listens there."""
    identity.app.services.mail.server = MailServer(
        host="127.0.0.1", port=9, sender="id@example.com", tls="none"
    )
    return identity


async def sent(identity) -> list[tuple[str, str]]:
    """Recipient and link of what is in the outbox."""
    services = identity.app.services
    rows = await services.database.read(lambda c: c.execute(select(outbox).order_by(outbox.c.id)).all())
    found = []
    for row in rows:
        body = json.loads(services.sealer.open(row.content))["text"]
        found.append((row.recipient, re.search(r"https?://\S+", body)[0]))
    return found


def path_of(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


async def ask_for_recovery(identity, name: str, **headers: str):
    browser = identity.browser()
    return browser, await browser.submit(await browser.get(RECOVERY), uid_field=name)


async def recovered(browser, link: str):
    """Open a link, go on, choose a password."""
    page = await browser.follow(await browser.submit(await browser.get(path_of(link))))
    return await browser.submit(page, **NEW)


async def test_a_mail_lets_its_owner_choose_a_new_password(mail) -> None:
    await mail.user("ada", email="ada@example.com")
    _, answer = await ask_for_recovery(mail, "ADA@example.com")
    assert answer.status_code == 303
    [(recipient, link)] = await sent(mail)
    assert recipient == "ada@example.com"
    browser = mail.browser()
    answer = await recovered(browser, link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/if/user/")
    assert (await browser.get("/api/v3/core/users/me/")).json()["user"]["username"] == "ada"
    await mail.signed_in("ada", "a new password")
    assert len(await mail.events("password_set")) == 2


async def test_a_link_is_good_once_and_opening_it_does_not_use_it_up(mail) -> None:
    await mail.user("ada", email="ada@example.com")
    await ask_for_recovery(mail, "ada")
    [(_, link)] = await sent(mail)
    for _ in range(3):
        assert (await mail.browser().get(path_of(link))).status_code == 200
    pages = [mail.browser() for _ in range(64)]
    opened = [await browser.get(path_of(link)) for browser in pages]
    answers = await asyncio.gather(
        *(browser.submit(page) for browser, page in zip(pages, opened, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [303] + [400] * 63
    assert (await mail.browser().get(path_of(link))).status_code == 400


async def test_browsers_say_where_the_form_of_a_link_comes_from(mail) -> None:
    """With `no-referrer` they send "Origin: null", and the form counts as another site's."""
    await mail.user("ada", email="ada@example.com")
    await ask_for_recovery(mail, "ada")
    [(_, link)] = await sent(mail)
    assert (await mail.browser().get(path_of(link))).headers["referrer-policy"] == "same-origin"


async def test_unknown_users_get_the_same_answer_in_the_same_time__cve_2023_39522(mail) -> None:
    await mail.user("ada", email="ada@example.com")
    texts, times = [], {"ada": [], "nobody": []}
    for name in ("ada", "nobody"):
        browser, answer = await ask_for_recovery(mail, name)
        page = await browser.follow(answer)
        texts.append(re.sub(r'value="[^"]*"', "", page.text).replace(name, "NAME"))
    for _ in range(4):
        for name, took in times.items():
            browser = mail.browser()
            page = await browser.get(RECOVERY)
            begun = time.perf_counter()
            await browser.submit(page, uid_field=name)
            took.append(time.perf_counter() - begun)
    assert texts[0] == texts[1]
    assert 0.3 < statistics.median(times["ada"]) / statistics.median(times["nobody"]) < 3
    assert {recipient for recipient, _ in await sent(mail)} == {"ada@example.com"}


async def test_deactivated_users_are_sent_nothing(mail) -> None:
    await mail.user("gone", email="gone@example.com", is_active=False)
    await ask_for_recovery(mail, "gone")
    assert await sent(mail) == []


async def test_no_more_mails_are_sent_than_the_stage_says(mail) -> None:
    await mail.user("ada", email="ada@example.com")
    for _ in range(7):
        await ask_for_recovery(mail, "ada")
    assert len(await sent(mail)) == 5


async def test_the_link_never_leads_where_only_the_host_header_says(mail) -> None:
    await mail.user("ada", email="ada@example.com")
    browser = mail.browser()
    browser.base_url = "http://evil.example.com"
    page = await browser.get(RECOVERY)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    form = {"uid_field": "ada", "csrf_token": token}
    await browser.post(RECOVERY, data=form, headers={"Origin": "http://evil.example.com"})
    [(_, link)] = await sent(mail)
    assert "evil" not in link


async def test_a_link_of_one_flow_is_no_good_in_another__cve_2022_23555(mail, builder) -> None:
    await mail.user("ada", email="ada@example.com")
    await ask_for_recovery(mail, "ada")
    [(_, link)] = await sent(mail)
    elsewhere = path_of(link).replace("default-recovery-flow", "default-password-change")
    assert (await (await mail.signed_in()).get(elsewhere)).status_code == 400


async def test_a_restored_run_cannot_be_turned_to_another_user__cve_2023_26481(mail, builder) -> None:
    flow = await builder.flow("recover", "recovery")
    name = await builder.stage("identification", "who", user_fields=["username"])
    again = await builder.stage("identification", "who again", user_fields=["username"])
    send = await builder.stage("email", "mail", use_global_settings=True)
    write = await builder.default_stage("default-recovery-user-write")
    login = await builder.default_stage("default-recovery-user-login")
    for order, stage in enumerate((name, send, again, write, login)):
        await builder.bind(flow, stage, order)
    await mail.user("ada", email="ada@example.com")
    browser = mail.browser()
    await browser.submit(await browser.get("/if/flow/recover/"), uid_field="ada")
    [(_, link)] = await sent(mail)
    other = mail.browser()
    await other.follow(await other.submit(await other.get(path_of(link)), uid_field="admin"))
    assert (await other.get("/api/v3/core/users/me/")).json()["user"]["username"] == "ada"


async def test_an_expired_link_is_no_good(mail) -> None:
    await mail.user("ada", email="ada@example.com")
    await ask_for_recovery(mail, "ada")
    [(_, link)] = await sent(mail)
    past = update(flow_tokens).values(expires=now() - timedelta(seconds=1))
    await mail.app.services.database.write(lambda c: c.execute(past))
    assert (await mail.browser().get(path_of(link))).status_code == 400


async def test_an_administrators_link_recovers_and_is_in_the_events(identity, builder) -> None:
    user = await identity.user("ada")
    answer = await identity.api.post(
        f"core/users/{user['pk']}/recovery/", json={"token_duration": "minutes=5"}
    )
    assert answer.status_code == 200, answer.text
    browser = identity.browser()
    assert (await recovered(browser, answer.json()["link"])).status_code == 303
    assert (await browser.get("/api/v3/core/users/me/")).json()["user"]["username"] == "ada"
    assert "flow_token" not in json.dumps(await identity.events("recovery_link_created"))


async def test_recovery_ends_offline_access_and_an_ordinary_new_password_does_not(identity) -> None:
    user = await identity.user("ada")
    rp = await identity.relying_party(
        "offline", property_mappings=await identity.scopes("openid", "offline_access")
    )
    browser = await identity.signed_in("ada", "a password")
    token = (await rp.tokens(browser, scope="openid offline_access"))["refresh_token"]

    async def refreshed() -> dict:
        return (await rp.token(grant_type="refresh_token", refresh_token=token)).json()

    path = f"core/users/{user['pk']}/"
    assert (await identity.api.post(f"{path}set_password/", json={"password": "another one"})).is_success
    token = (await refreshed())["refresh_token"]
    link = (await identity.api.post(f"{path}recovery/", json={})).json()["link"]
    assert (await recovered(identity.browser(), link)).status_code == 303
    assert (await refreshed())["error"] == "invalid_grant"
    [event] = await identity.events("token_revoked")
    assert event["context"]["reason"] == "password set by recovery"
    assert event["context"]["grants"] == 1


async def test_tokens_are_stored_as_hashes(identity) -> None:
    user = await identity.user("ada")
    link = (await identity.api.post(f"core/users/{user['pk']}/recovery/", json={})).json()["link"]
    key = link.split("flow_token=")[1]
    rows = await identity.app.services.database.read(
        lambda c: c.execute(text("SELECT * FROM flow_tokens")).all()
    )
    assert key not in str(rows)


async def test_who_is_not_allowed_gets_no_recovery_link(identity) -> None:
    user = await identity.user("ada")
    client = identity.api_client(await identity.user_token(user))
    assert (await client.post("core/users/1/recovery/", json={})).status_code in (403, 404)


async def invite(builder, **values):
    flow = await builder.get("flows/instances/default-enrollment-flow/")
    return await builder.created(
        "stages/invitation/invitations/", **{"name": "welcome", "flow": flow["pk"]} | values
    )


ENROL = "/if/flow/default-enrollment-flow/"
PERSON = {"username": "eve", "name": "Eve", "email": "eve@example.com", **NEW}


async def test_an_invitation_lets_somebody_enrol(identity, builder) -> None:
    invitation = await invite(builder, single_use=True, fixed_data={"email": "fixed@example.com"})
    browser = identity.browser()
    page = await browser.get(ENROL, params={"itoken": invitation["pk"]})
    answer = await browser.submit(page, **PERSON)
    assert (answer.status_code, answer.headers["location"]) == (303, "/if/user/")
    me = (await browser.get("/api/v3/core/users/me/")).json()["user"]
    assert (me["username"], me["email"], me["is_superuser"]) == ("eve", "fixed@example.com", False)
    assert len(await identity.events("invitation_used")) == 1
    again = await identity.browser().get(ENROL, params={"itoken": invitation["pk"]})
    assert again.status_code == 403


async def test_of_many_at_once_one_uses_an_invitation_for_single_use(identity, builder) -> None:
    invitation = await invite(builder, single_use=True)
    browsers = [identity.browser() for _ in range(64)]
    pages = [await browser.get(ENROL, params={"itoken": invitation["pk"]}) for browser in browsers]
    answers = await asyncio.gather(
        *(
            b.submit(p, **PERSON | {"username": f"eve{n}"})
            for n, (b, p) in enumerate(zip(browsers, pages, strict=True))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303] + [403] * 63


async def test_without_an_invitation_nobody_enrols(identity) -> None:
    for token in ("", "nonsense", "00000000-0000-0000-0000-000000000000"):
        assert (await identity.browser().get(ENROL, params={"itoken": token})).status_code == 403


async def test_an_expired_invitation_lets_nobody_in__cve_2025_64708(identity, builder) -> None:
    invitation = await invite(builder)
    past = update(invitations).values(expires=now() - timedelta(seconds=1))
    await identity.app.services.database.write(lambda c: c.execute(past))
    assert (await identity.browser().get(ENROL, params={"itoken": invitation["pk"]})).status_code == 403


async def test_an_invitation_is_for_its_flow__cve_2022_23555(identity, builder) -> None:
    flow = await builder.flow("else", "enrollment")
    invitation = await invite(builder, flow=flow["pk"])
    assert (await identity.browser().get(ENROL, params={"itoken": invitation["pk"]})).status_code == 403


@pytest.mark.parametrize("fixed", [{"is_superuser": True}, {"groups": ["x"]}, {"password": "known"}])
async def test_an_invitation_gives_no_rights(identity, builder, fixed) -> None:
    answer = await identity.api.post(
        "stages/invitation/invitations/", json={"name": "x", "fixed_data": fixed}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"username": "ADMIN"}, "Username is already taken."),
        ({"username": ""}, "This field is required."),
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"password_repeat": "another one"}, "The passwords do not match."),
        ({"password": "short", "password_repeat": "short"}, "The password needs at least 8 characters."),
    ],
)
async def test_what_is_wrong_with_a_field_is_said_beside_it(identity, builder, change, message) -> None:
    invitation = await invite(builder)
    browser = identity.browser()
    page = await browser.get(ENROL, params={"itoken": invitation["pk"]})
    answer = await browser.submit(page, **PERSON | change)
    assert answer.status_code == 400
    assert message in answer.text
    assert NEW["password"] not in answer.text


async def test_changing_the_password_needs_the_present_one_and_keeps_this_session(identity) -> None:
    await identity.user("ada")
    other = await identity.signed_in("ada", "a password")
    browser = await identity.signed_in("ada", "a password")
    page = await browser.get("/if/flow/default-password-change/")
    assert (await browser.submit(page, password="wrong")).status_code == 401
    page = await browser.follow(await browser.submit(page, password="a password"))
    assert (await browser.submit(page, **NEW)).status_code == 303
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200
    assert (await other.get("/api/v3/core/users/me/")).status_code == 403
    await identity.signed_in("ada", "a new password")


async def test_users_change_their_name_and_not_what_the_settings_forbid(identity) -> None:
    await identity.user("ada", email="ada@example.com")
    browser = await identity.signed_in("ada", "a password")
    path = "/if/flow/default-user-settings-flow/"
    page = await browser.get(path)
    assert 'value="ada@example.com"' in page.text
    mine = {
        "username": "ada",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "attributes.settings.locale": "de",
    }
    assert (await browser.submit(page, **mine)).status_code == 303
    me = (await browser.get("/api/v3/core/users/me/")).json()["user"]
    assert (me["name"], me["settings"]) == ("Ada Lovelace", {"locale": "de"})
    refused = await browser.submit(await browser.get(path), **mine | {"username": "admin2"})
    assert refused.status_code == 403
    assert (await browser.get("/api/v3/core/users/me/")).json()["user"]["username"] == "ada"


async def test_the_settings_flow_creates_nobody__cve_2022_46145(identity) -> None:
    browser = identity.browser()
    answer = await browser.get("/if/flow/default-user-settings-flow/")
    assert answer.headers["location"].startswith("/if/flow/default-authentication-flow/")
    runner = JsonBrowser(browser, "default-user-settings-flow")
    assert (await runner.get())["component"] == "ak-stage-access-denied"
    assert (await runner.solve(username="new", name="n", email=""))["component"] == "ak-stage-access-denied"


async def test_a_named_user_is_not_written_to__cve_2022_46172(identity, builder) -> None:
    """A settings flow that identifies by name only would hand over any account."""
    flow = await builder.flow("open", "stage_configuration")
    who = await builder.stage("identification", "who", user_fields=["username"])
    prompt = await builder.default_stage("default-password-change-prompt")
    write = await builder.default_stage("default-password-change-write")
    for order, stage in enumerate((who, prompt, write)):
        await builder.bind(flow, stage, order)
    browser = identity.browser()
    page = await browser.follow(await browser.submit(await browser.get("/if/flow/open/"), uid_field="admin"))
    assert (await browser.submit(page, **NEW)).status_code == 403
    await identity.signed_in()


async def test_users_delete_themselves_after_confirming(identity) -> None:
    await identity.user("ada")
    browser = await identity.signed_in("ada", "a password")
    page = await browser.get("/if/flow/default-unenrollment-flow/")
    page = await browser.follow(await browser.submit(page, password="a password"))
    assert "cannot be undone" in page.text
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200
    await browser.submit(page)
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403
    assert (await identity.api.get("core/users/?username=ada")).json()["results"] == []


async def test_the_last_administrator_cannot_delete_themselves(identity, browser) -> None:
    page = await browser.get("/if/flow/default-unenrollment-flow/")
    page = await browser.follow(await browser.submit(page, password="correct horse battery staple"))
    assert (await browser.submit(page)).status_code == 403
    await identity.signed_in()
