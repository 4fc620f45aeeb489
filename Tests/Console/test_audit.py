"""The audit trail: told in words, filtered, taken along, and verified, also after somebody has changed the database."""

import json
import pathlib
import re
import subprocess

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere, hold_within, picture, settled
from support.times import day

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(world):
    """A tenant to which a few things have happened."""
    tenant, admin = world.admin("business-integrations", name="Northwind Trail")
    base = f"/v1/tenants/{tenant['id']}"
    key = world.ask(admin, "POST", f"{base}/keys", {"name": "Till", "scopes": ["customers:read"]})["key"]
    world.ask(admin, "GET", f"{base}/keys/{key['id']}")
    edited = {"name": "Till 2", "ip_allowlist": ["192.0.2.1"]}
    world.ask(admin, "PATCH", f"{base}/keys/{key['id']}", edited, {"If-Match": world.last_headers["ETag"]})
    world.ask(admin, "POST", f"{base}/keys/{key['id']}/revoke", {"reason": "Lost", "compromised": True})
    world.ask(admin, "POST", f"{base}/limit-requests", {"requested_limit": 50, "reason": "Christmas"})
    world.ask(admin, "POST", f"{base}/webhook-endpoints", {"url": "https://192.0.2.1/a-secret-path", "events": ["api_key.created"]})
    world.ask(admin, "POST", f"{base}/role-mappings", {"directory_group": "Finance", "role": "MEMBER"})
    return tenant, admin, key


def tampered(server, statement):
    """Does to the database what only somebody who holds it can."""
    database = server.run("db", "url").decode().strip()
    subprocess.run(["psql", "-v", "ON_ERROR_STOP=1", "-qc", statement, database], check=True, capture_output=True)


def rows(page):
    return page.get_by_role("list", name="Rows, newest first").get_by_role("listitem")


def test_a_trail_is_told_in_words(visits, home):
    tenant, admin, key = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    for words in [
        "Robin Example generated the key “Till”.",
        "Robin Example changed the key “Till 2”.",
        "Robin Example revoked the key “Till 2” as compromised.",
        "Robin Example asked for 50 keys.",
        "Robin Example added the webhook endpoint “192.0.2.1”.",
        "Robin Example added the role mapping of Finance to member.",
        "Robin Example accepted an invitation as business admin.",
        "Platform Staff created the tenant “Northwind Trail”.",
    ]:
        expect(rows(page).filter(has_text=words)).to_be_visible()
    expect(rows(page).filter(has_text="asked for 50 keys")).to_contain_text("Reason: Christmas")
    expect(rows(page).filter(has_text="created the tenant")).to_contain_text("Reason: A test")
    expect(page.locator("body")).not_to_contain_text("a-secret-path")
    assert "a-secret-path" not in page.content()

    row = rows(page).filter(has_text="changed the key")
    row.get_by_role("button", name="Details").click()
    expect(row.get_by_text("Till → became Till 2")).to_be_visible()
    expect(row.get_by_text("none → became 192.0.2.1")).to_be_visible()
    expect(row.get_by_text(re.compile(r"^req_\w{26}$"))).to_be_visible()
    expect(row.get_by_text("Password", exact=True)).to_be_visible()
    hold_accessible(page)
    picture(page, "audit")
    row.get_by_role("link", name="“Till 2”").click()
    expect(page).to_have_url(re.compile(rf"/keys/{key['id']}$"))


def test_every_action_of_the_documentation_has_its_words():
    assert set(documented_actions((ROOT / "docs/audit.md").read_text())) == set(told_actions())


def told_actions():
    """The actions that the console has words for, in their order."""
    return re.findall(r'^    "([a-z_.]+)": \[', (ROOT / "Sources/Console/web/pages/audit/actions.js").read_text(), re.MULTILINE)


def documented_actions(text):
    """The first column of the table of actions; `.update` goes on where `tenant.create` begins."""
    table = text.split("| action | when | in whose trail |")[1].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        names = re.findall(r"`([a-z_.…]+)`", line.split("|")[1])
        # `directory.user.…` is a stem of several.
        stems = [name[: -len("…")] for name in names if name.endswith("…")]
        endings = [name for name in names if not name.endswith("…")]
        if stems:
            yield from (stem.rstrip(".") + ending for stem in stems for ending in endings)
            continue
        stem = ""
        for name in endings:
            if not name.startswith("."):
                stem = name.rpartition(".")[0]
                yield name
            else:
                yield stem + name


def test_filters_stay_over_reload_and_back(visits, home):
    tenant, admin, key = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    page.get_by_role("button", name="Actions").click()
    page.get_by_label("Key generated").check()
    page.get_by_label("Key revoked").check()
    expect(rows(page)).to_have_count(2)
    settled(page)
    hold_accessible(page)
    picture(page, "audit-actions")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"action=key\.create%2Ckey\.revoke"))
    page.get_by_label("Who").select_option(label="Robin Example")
    expect(page).to_have_url(re.compile(r"actor=usr_"))
    page.reload()
    settled(page)
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Actions")).to_contain_text("Key generated and 1 more")
    expect(page.get_by_label("Who").locator("option:checked")).to_have_text("Robin Example")

    rows(page).first.get_by_role("link", name="“Till 2”").click()
    settled(page)
    page.go_back()
    settled(page)
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name="Clear filters").click()
    expect(rows(page).filter(has_text="asked for 50 keys")).to_be_visible()
    expect(page).to_have_url(re.compile("/audit$"))


def test_the_actions_that_can_be_chosen_stay_within_the_screen(visits, home):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    for width in (320, 341, 342, 390, 520, 521, 768, 861):
        page.set_viewport_size({"width": width, "height": 800})
        page.get_by_role("button", name="Actions").click()
        expect(page.get_by_label("Key generated")).to_be_visible()
        hold_within(page)
        box = page.locator(".filter .menu-box").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


def test_one_action_too_many_is_told_of(visits, home):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit?action={','.join(told_actions()[:20])}", admin)
    page.get_by_role("button", name="Actions").click()
    menu = page.locator(".filter .menu-box")
    boxes = menu.get_by_role("checkbox")
    note = menu.get_by_role("status")
    expect(boxes.nth(19)).to_be_checked()
    expect(note).to_have_text("")
    with page.expect_response(re.compile(r"/audit-events\?")):
        boxes.nth(20).click()
    expect(boxes.nth(20)).not_to_be_checked()
    expect(note).to_have_text("20 actions at most can be chosen.")
    expect(note).to_be_in_viewport()
    expect(page.get_by_role("button", name="Actions")).to_contain_text("and 19 more")
    settled(page)
    hold_accessible(page)
    picture(page, "audit-actions-most")
    boxes.first.uncheck()
    expect(note).to_have_text("")
    boxes.nth(20).check()
    expect(page.get_by_role("button", name="Actions")).to_contain_text("and 19 more")


def test_members_of_many_pages_can_be_asked_for_by_name(visits, home):
    tenant, admin, _ = home
    asked = []

    def members(route):
        asked.append(route.request.url)
        number = len(asked)
        user = {"id": f"usr_{number:026}", "name": f"Member {number}", "email": f"{number}@console.example"}
        route.fulfill(json={"data": [{"user": user}], "next_cursor": str(number) if number < pages else None})

    page = visits.open("/account", admin)
    page.route(re.compile(r"/members\?"), members)
    who = page.get_by_label("Who")
    for pages, names in [(3, ["Member 3"]), (11, ["Only the first 1,000 members are here", "Member 10"])]:
        asked.clear()
        page.goto(f"/tenants/{tenant['id']}/audit")
        settled(page)
        for name in names:
            expect(who.get_by_role("option", name=name, exact=True)).to_have_count(1)
        assert len(asked) == min(pages, 10)
        assert re.search(r"[?&]cursor=2(&|$)", asked[2])
        # Whoever is not among them is there once a row has named them.
        expect(who.get_by_role("option", name="Robin Example")).to_have_count(1)
        expect(who.locator("option:checked")).to_have_text("Anybody")
    expect(who.get_by_role("option", name="Only the first 1,000 members are here")).to_be_disabled()
    hold_accessible(page)


def test_a_filter_that_is_not_valid_says_so_itself(visits, home):
    tenant, admin, _ = home
    visits.expect_complaint("422")
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    item = page.get_by_label("Key or object")
    nothing = page.locator("main .empty")
    item.fill("key x")
    expect(item).to_have_attribute("aria-invalid", "true")
    expect(item).to_have_accessible_description(re.compile("^Expected an id such as"))
    expect(page.get_by_role("alert").filter(has_text="Expected an id such as")).to_be_visible()
    expect(nothing).to_contain_text("What is wrong is said at the filter.")
    expect(page.locator("main")).not_to_contain_text("/query/object")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    settled(page)
    picture(page, "audit-filter-not-valid")
    hold_everywhere(page)
    item.fill("key_x")
    expect(item).to_have_attribute("aria-invalid", "false")
    expect(item).to_have_accessible_description("")

    # Two at once, of which one came with the address.
    page.goto(f"/tenants/{tenant['id']}/audit?actor=bob&object=key%20x")
    expect(page.get_by_label("Who")).to_have_accessible_description(re.compile("usr_"))
    expect(item).to_have_attribute("aria-invalid", "true")
    hold_everywhere(page)
    nothing.get_by_role("button", name="Clear filters").click()
    expect(rows(page).filter(has_text="asked for 50 keys")).to_be_visible()
    expect(page.locator("[aria-invalid=true], .error:not(:empty)")).to_have_count(0)


def test_a_filter_that_has_no_field_is_complained_of_in_place_of_the_rows(visits, home):
    tenant, admin, _ = home
    visits.expect_complaint("422")
    page = visits.open(f"/tenants/{tenant['id']}/audit?action={','.join(told_actions()[:21])}", admin)
    nothing = page.locator("main .empty")
    expect(nothing).to_contain_text("Expected up to 20 actions")
    expect(page.get_by_role("status").filter(has_text="Expected up to 20 actions")).to_be_attached()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    hold_accessible(page)
    nothing.get_by_role("button", name="Clear filters").click()
    expect(rows(page).filter(has_text="asked for 50 keys")).to_be_visible()
    expect(page).to_have_url(re.compile("/audit$"))


def test_only_what_was_done_to_one_key(visits, home):
    tenant, admin, key = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    row = rows(page).filter(has_text="revoked the key")
    row.get_by_role("button", name="Details").click()
    row.get_by_role("link", name="Only what was done to this").click()
    expect(page.get_by_label("Key or object")).to_have_value(key["id"])
    expect(rows(page)).to_have_count(3)
    # Times are those of the clock in Greenwich, as everywhere in the console.
    tomorrow = f"{day(2)}T00:00"
    page.get_by_label("From (UTC)").fill(tomorrow)
    expect(page.get_by_role("heading", name="Nothing like that")).to_be_visible()
    hold_accessible(page)
    page.get_by_label("From (UTC)").fill("")
    page.get_by_label("Before (UTC)").fill(tomorrow)
    expect(rows(page)).to_have_count(3)


def test_changes_are_seen_without_what_was_only_looked_at_or_refused(visits, world):
    tenant, admin = world.admin("business-integrations")
    path = f"/tenants/{tenant['id']}"
    world.key(tenant, "Till")
    world.as_staff("GET", f"/v1{path}/members")
    page = visits.open(f"{path}/audit", admin)
    expect(page.get_by_label("Show", exact=True).locator("option:checked")).to_have_text("Changes only")
    expect(rows(page).filter(has_text="generated the key “Till”")).to_be_visible()
    expect(rows(page).filter(has_text="looked at")).to_have_count(0)
    page.get_by_label("Show", exact=True).select_option("Everything")
    expect(rows(page).filter(has_text="looked at the members")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?show=everything$"))
    expect(page.get_by_role("button", name="Clear filters")).to_have_count(0)
    page.reload()
    expect(rows(page).filter(has_text="looked at the members")).to_be_visible()
    # Whoever asks for what is no change is shown it.
    page.goto(f"{path}/audit?action=staff.read")
    expect(rows(page).filter(has_text="looked at the members")).to_be_visible()


def test_chosen_actions_say_by_themselves_what_is_shown(visits, world):
    tenant, admin = world.admin("business-integrations")
    path = f"/tenants/{tenant['id']}"
    world.as_staff("GET", f"/v1{path}/members")
    page = visits.open(f"{path}/audit?action=staff.read", admin)
    shown = page.get_by_label("Show", exact=True)
    expect(rows(page).filter(has_text="looked at the members")).to_be_visible()
    expect(shown).to_be_disabled()
    expect(shown.locator("option:checked")).to_have_text("Chosen actions")
    hold_accessible(page)
    page.get_by_role("button", name="Clear filters").click()
    expect(rows(page).filter(has_text="created the tenant")).to_be_visible()
    expect(shown).to_be_enabled()
    expect(shown.locator("option")).to_have_text(["Changes only", "Everything"])
    expect(shown.locator("option:checked")).to_have_text("Changes only")

    # What was chosen there before is there again afterwards.
    shown.select_option("Everything")
    expect(rows(page).filter(has_text="looked at the members")).to_be_visible()
    page.get_by_role("button", name="Actions").click()
    page.get_by_label("Tenant created").check()
    expect(page).to_have_url(re.compile(r"/audit\?show=everything&action=tenant\.create$"))
    expect(shown.locator("option:checked")).to_have_text("Chosen actions")
    page.reload()
    expect(rows(page)).to_have_count(1)
    expect(shown.locator("option:checked")).to_have_text("Chosen actions")
    page.get_by_role("button", name="Actions").click()
    page.get_by_label("Tenant created").uncheck()
    expect(shown).to_be_enabled()
    expect(shown.locator("option:checked")).to_have_text("Everything")
    expect(page).to_have_url(re.compile(r"/audit\?show=everything$"))


def test_a_row_that_is_no_change_leads_to_where_it_is_seen(visits, world):
    tenant, admin = world.admin("business-integrations")
    path = f"/tenants/{tenant['id']}"
    world.key(tenant, "Till")
    world.as_staff("GET", f"/v1{path}/members")
    for query in ["?show=everything", "?action=staff.read"]:
        page = visits.open(f"{path}/audit{query}", admin)
        row = rows(page).filter(has_text="looked at the members")
        row.get_by_role("button", name="Details").click()
        row.get_by_role("link", name="Only what this person did").click()
        expect(page).to_have_url(re.compile(r"/audit\?show=everything&actor=usr_\w+$"))
        settled(page)
        expect(row).to_be_visible()
    # From changes alone one is led to changes alone.
    page.goto(f"{path}/audit")
    row = rows(page).filter(has_text="generated the key “Till”")
    row.get_by_role("button", name="Details").click()
    row.get_by_role("link", name="Only what this person did").click()
    expect(page).to_have_url(re.compile(r"/audit\?actor=usr_\w+$"))
    expect(row).to_be_visible()


def test_where_no_change_is_like_that_everything_is_one_press_away(visits, world):
    tenant, admin = world.admin("business-integrations")
    path = f"/tenants/{tenant['id']}"
    world.key(tenant, "Till")
    support = world.support()
    world.ask(support, "GET", f"/v1{path}/members", headers={"Latchkey-Reason": "A test"})
    who = world.ask(support, "GET", "/v1/me")["user"]["id"]
    page = visits.open(f"{path}/audit?actor={who}", admin)
    nothing = page.locator("main .empty")
    expect(nothing).to_contain_text("No change is like that.")
    hold_everywhere(page)
    nothing.get_by_role("button", name="Show everything").click()
    expect(rows(page).filter(has_text="looked at the members")).to_be_visible()
    expect(page.get_by_label("Show", exact=True)).to_be_focused()
    url = page.url
    assert f"actor={who}" in url and "show=everything" in url
    page.get_by_label("Before (UTC)").fill("2020-01-01T00:00")
    expect(nothing).to_contain_text("No row of the trail is like that.")
    expect(nothing.get_by_role("button", name="Show everything")).to_have_count(0)
    nothing.get_by_role("button", name="Clear filters").click()
    expect(rows(page).filter(has_text="generated the key “Till”")).to_be_visible()


@pytest.mark.parametrize("width", [390, 768, 1024, 1440])
def test_the_times_of_a_trail_stand_together_and_the_last_days_are_one_press_away(visits, home, width):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin, viewport={"width": width, "height": 900})
    times = page.get_by_role("group", name="Time")
    first, second = times.get_by_label("From (UTC)").bounding_box(), times.get_by_label("Before (UTC)").bounding_box()
    is_beside = first["y"] == second["y"] and 0 <= second["x"] - first["x"] - first["width"] < 20
    is_below = first["x"] == second["x"] and second["y"] - first["y"] - first["height"] < 40
    assert is_beside or is_below
    hold_within(page)
    times.get_by_label("Before (UTC)").fill("2020-01-01T00:00")
    expect(page.get_by_role("heading", name="Nothing like that")).to_be_visible()
    times.get_by_role("button", name="Last 7 days").click()
    expect(times.get_by_label("Before (UTC)")).to_have_value("")
    expect(page).to_have_url(re.compile(r"/audit\?from=\d{4}-\d\d-\d\dT\d\d%3A\d\d$"))
    expect(rows(page).filter(has_text="asked for 50 keys")).to_be_visible()
    if width == 390:
        picture(page, "audit-times")


def test_a_key_that_leaked_is_called_by_its_name(visits, world):
    tenant, admin = world.admin("business-integrations")
    made = world.key(tenant, "Till on the web")
    world.ask(None, "POST", "/v1/leaks", {"key": made["secret"], "url": "https://paste.example/raw/1"})
    # The row that says the name is not among those that are asked for.
    page = visits.open(f"/tenants/{tenant['id']}/audit?action=key.leak", admin)
    row = rows(page).filter(has_text="was told that the secret of the key “Till on the web” was found where it should not be")
    row.get_by_role("link", name="“Till on the web”").click()
    expect(page.get_by_role("heading", name="Till on the web")).to_be_visible()


def test_a_trail_goes_on_over_pages(visits, world):
    tenant, admin = world.admin("business-integrations")
    for number in range(26):
        world.ask(admin, "POST", f"/v1/tenants/{tenant['id']}/role-mappings", {"directory_group": f"Group {number}", "role": "MEMBER"})
    page = visits.open(f"/tenants/{tenant['id']}/audit?action=member.manage", admin)
    expect(rows(page)).to_have_count(25)
    page.get_by_role("link", name="Next page").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Group 0")
    page.go_back()
    expect(rows(page)).to_have_count(25)


def test_a_trail_is_verified_and_taken_along(visits, home):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    page.get_by_role("button", name="Verify").click()
    verdict = page.get_by_role("status").filter(has_text="Intact")
    expect(verdict).to_be_visible()
    expect(verdict).to_contain_text(re.compile(r"\d+ rows are what was written"))
    expect(verdict.get_by_role("link", name="signed heads")).to_have_attribute("href", f"/v1/tenants/{tenant['id']}/audit-events/heads")
    expect(verdict.get_by_role("link", name="public keys")).to_have_attribute("href", "/v1/audit-keys")
    hold_accessible(page)
    picture(page, "audit-intact")

    page.get_by_label("Before (UTC)").fill("2100-01-01T00:00")
    expect(page).to_have_url(re.compile("to=2100"))
    export = page.get_by_role("link", name="Export")
    expect(export).to_have_attribute("href", re.compile(r"/export\?to=2100-01-01T00%3A00%3A00\.000Z$"))
    with page.expect_download() as downloading:
        export.click()
    download = downloading.value
    assert re.fullmatch(r"audit-northwind-trail-\d{4}-\d\d-\d\d\.jsonl", download.suggested_filename)
    lines = [json.loads(line) for line in open(download.path())]
    assert "begin" in lines[0] and "end" in lines[-1]
    assert any(line["event"]["action"] == "key.revoke" for line in lines[1:-1])


def test_a_trail_that_was_changed_says_which_row(visits, world, server):
    tenant, admin = world.admin("business-integrations", name=world.name("Tampered"))
    world.key(tenant, name="Till")
    tampered(server, f"""update audit_events set "row" = replace("row", 'BUSINESS_ADMIN', 'MEMBER') where seq = 2
        and tenant_id = (select id from tenants where name = '{tenant['name']}')""")
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    page.get_by_role("button", name="Verify").click()
    verdict = page.get_by_role("status").filter(has_text="Not intact")
    expect(verdict).to_contain_text("Row 2 is not what was written.")
    expect(verdict).to_contain_text("does not follow from the rows before it")
    expect(verdict).to_contain_text("1 row before it fits.")
    hold_accessible(page)
    picture(page, "audit-tampered")

    tampered(server, f"delete from audit_events where seq = 2 and tenant_id = (select id from tenants where name = '{tenant['name']}')")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("status").filter(has_text="it was deleted")).to_contain_text("Row 2")


def test_verifying_can_take_long_and_be_left(visits, home):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    # Never answered.
    page.route("**/audit-events/verify", lambda route: None)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verifying the whole trail …")).to_be_visible()
    hold_accessible(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Verifying the whole trail …")).to_have_count(0)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verifying the whole trail …")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="API keys").click()
    settled(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Audit")


def test_what_is_not_known_is_shown_plainly(visits, home):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/members", admin)
    event = {
        "id": "evt_01h455vb4pex5vsknk084sn02q", "tenant_id": tenant["id"], "seq": 99, "at": "2026-01-01T00:00:00.000Z", "actor": None,
        "action": "oven.preheat", "object": "ovn_1", "before": None, "after": {"degrees": 200, "mark": "<b>hot</b>"}, "reason": None,
        "ip": None, "request_id": None, "hash": "00" * 32, "actor_name": None,
    }
    page.route("**/audit-events?*", lambda route: route.fulfill(json={"data": [event], "next_cursor": None}))
    page.route("**/audit-events", lambda route: route.fulfill(json={"data": [event], "next_cursor": None}))
    page.get_by_role("navigation").get_by_role("link", name="Audit").click()
    settled(page)
    expect(rows(page)).to_contain_text("Latchkey oven.preheat on “ovn_1”.")
    rows(page).get_by_role("button", name="Details").click()
    expect(rows(page).get_by_text("<b>hot</b>")).to_be_visible()


def test_refusals_and_what_staff_read_are_told(visits, world, home):
    tenant, admin, _ = home
    world.ask(world.staff, "GET", f"/v1/tenants/{tenant['id']}/members")
    page = visits.open(f"/tenants/{tenant['id']}/audit?action=staff.read", admin)
    expect(rows(page).filter(has_text="Platform Staff looked at the members.").first).to_be_visible()


def test_an_advisor_reads_the_trail_and_a_member_does_not(visits, world, home):
    tenant, _, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", world.person(tenant, "ADVISOR"))
    expect(rows(page).filter(has_text="revoked the key")).to_be_visible()
    expect(page.get_by_role("link", name="“192.0.2.1”")).to_have_count(0)
    visits.expect_complaint("403")
    page = visits.open(f"/tenants/{tenant['id']}/audit", world.person(tenant, "MEMBER"))
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Audit")).to_have_count(0)


def test_staff_read_the_platforms_own_trail_and_nobody_else_does(visits, world, home):
    tenant, admin, _ = home
    page = visits.open("/audit?show=everything", world.staff)
    expect(rows(page).filter(has_text="signed in").first).to_be_visible()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("status").filter(has_text="Intact")).to_be_visible()
    hold_accessible(page)
    picture(page, "audit-platform")
    visits.expect_complaint("403")
    page = visits.open("/audit", admin)
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()


def test_staff_read_the_trails_of_all_tenants_together(visits, world, home):
    tenant, admin, key = home
    other = world.tenant(name=world.name("Southwind Trail"))
    page = visits.open("/audit", world.staff)
    page.get_by_role("link", name="All tenants", exact=True).click()
    expect(rows(page).filter(has_text=f"created the tenant “{other['name']}”")).to_contain_text(f"Tenant: {other['name']}")
    expect(page.get_by_role("button", name="Verify")).to_have_count(0)
    page.get_by_label("Key or object").fill(key["id"])
    expect(rows(page).filter(has_text="revoked the key “Till 2”")).to_contain_text(f"Tenant: {tenant['name']}")
    expect(rows(page).filter(has_text="revoked the key “Till 2”")).not_to_contain_text("on behalf of")
    expect(rows(page).filter(has_text=other["name"])).to_have_count(0)
    page.reload()
    settled(page)
    hold_accessible(page)
    hold_within(page)
    rows(page).filter(has_text="revoked the key “Till 2”").get_by_role("link", name=tenant["name"]).click()
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/audit$"))


def test_a_partner_who_acts_below_is_called_by_name_among_all_tenants(visits, world):
    partner, admin = world.admin("partner-portal", name=world.name("Meridian Trail"))
    merchant = world.merchant(partner)
    world.ask(admin, "POST", f"/v1/tenants/{merchant['id']}/limit-requests", {"requested_limit": 50, "reason": "Christmas"})
    world.ask(admin, "POST", f"/v1/tenants/{partner['id']}/limit-requests", {"requested_limit": 60, "reason": "Easter"})
    page = visits.open(f"/audit?tenants=ALL&action=limit.request&actor={world.ask(admin, 'GET', '/v1/me')['user']['id']}", world.staff)
    expect(rows(page).filter(has_text="50 keys")).to_contain_text(f"on behalf of {partner['name']}")
    expect(rows(page).filter(has_text="60 keys")).to_contain_text("Partner admin")
    expect(rows(page).filter(has_text="60 keys")).not_to_contain_text("on behalf of")


def test_a_trail_fits_a_narrow_screen(visits, home):
    tenant, admin, _ = home
    page = visits.open(f"/tenants/{tenant['id']}/audit", admin)
    rows(page).filter(has_text="changed the key").get_by_role("button", name="Details").click()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Intact")).to_be_visible()
    hold_everywhere(page)
