"""Generating a key, under the rules of each of the five portals."""

import datetime
import re
import types
import urllib.parse

import pytest
from playwright.sync_api import expect

from conftest import NARROW, PORTALS, hold_accessible, hold_copied, hold_within, picture, reach, settled
from support.network import lose_answer
from support.once import Answers, hold_gone, shown_secret, store, take_secret
from support.times import instant, now
from support.waiting import wait_until


def form_of(portal):
    return f"/tenants/{portal.tenant['id']}/keys/new"


def permit(page, portal):
    """Gives the first permission that there is."""
    if portal.group:
        page.get_by_label("Authorization group").select_option(label="Invoicing")
    else:
        page.get_by_role("group", name="Scopes").get_by_role("checkbox").first.check()


def fill_in(page, portal, name):
    page.get_by_label("Name").fill(name)
    permit(page, portal)


def review(page):
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()


def generate(page):
    page.get_by_role("button", name="Generate key").click()


def keys_named(world, tenant, name):
    found = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/keys?q={urllib.parse.quote(name)}")["data"]
    return [key for key in found if key["name"] == name]


@pytest.mark.parametrize("preset", PORTALS)
def test_a_key_of_each_portal_is_generated_and_works(world, visits, portals, preset):
    portal = portals(preset)
    page = visits.open(form_of(portal), portal.admin)
    answers = Answers(page)
    name = world.name("ERP")
    fill_in(page, portal, name)
    review(page)
    expect(page.get_by_text(re.compile(r"This will be key \d+ of 1000\."))).to_be_visible()
    generate(page)
    secret = shown_secret(page)
    assert world.verify(secret)["verdict"] == "VALID"
    store(page)

    expect(page).to_have_url(re.compile(r"/keys/key_\w+$"))
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    settled(page)
    hold_gone(page, secret)
    assert len(answers.holding(secret)) == 1
    assert len(keys_named(world, portal.tenant, name)) == 1


def test_the_review_says_in_words_what_the_key_will_do(visits, portals):
    portal = portals("enterprise-dashboard")
    page = visits.open(form_of(portal), portal.admin)
    page.get_by_label("Name").fill("Till")
    page.get_by_label("Description").fill("At the counter")
    page.get_by_role("radio", name="Test").check()
    page.get_by_role("checkbox", name=re.compile("Read Invoices")).check()
    page.get_by_role("radio", name="On a date").check()
    page.get_by_label("Date", exact=True).fill("2031-01-31")
    expect(page.get_by_text("Works through 30 January 2031 (UTC)")).to_be_visible()
    page.get_by_label("IP allowlist").fill("192.0.2.7\n\n2001:db8::/32")
    page.get_by_label("Requests").fill("100")
    page.get_by_label("Burst").fill("20")
    review(page)
    seen = page.locator("section").filter(has=page.get_by_role("heading", name="Is this right?"))
    for text in ["At the counter", "Through 30 January 2031 (UTC)", "192.0.2.7", "2001:db8::/32", "100 requests in a minute, 20 at once", "It may do this, and nothing else", "View invoices", "Test", "This cannot be changed later"]:
        expect(seen.get_by_text(text).first).to_be_visible()
    hold_accessible(page)
    page.set_viewport_size(NARROW)
    hold_within(page)
    picture(page, "key-review")

    # What was typed is still there.
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("Name")).to_have_value("Till")
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_role("checkbox", name=re.compile("Read Invoices"))).to_be_checked()


def test_a_date_of_the_settings_portal_works_through_that_day(world, visits, portals):
    portal = portals("tenant-settings")
    page = visits.open(form_of(portal), portal.admin)
    name = world.name("Dated")
    fill_in(page, portal, name)
    expect(page.get_by_text("Create and update invoices")).to_be_visible()
    page.get_by_role("radio", name="On a date").check()
    page.get_by_label("Date", exact=True).fill("2031-01-31")
    expect(page.get_by_text("Works through 31 January 2031 (UTC)")).to_be_visible()
    review(page)
    # The group's permissions are not for ever those of today.
    expect(page.get_by_role("heading", name="It may do what the group “Invoicing” allows, today these 2 things.")).to_be_visible()
    expect(page.get_by_text("Whoever edits the group changes this key.")).to_be_visible()
    expect(page.get_by_text("None", exact=True)).to_be_visible()
    generate(page)
    take_secret(page)
    settled(page)
    assert keys_named(world, portal.tenant, name)[0]["expires_at"] == "2031-02-01T00:00:00.000Z"
    expect(page.get_by_text("1 Feb 2031, 00:00 UTC, last day 31 Jan 2031").first).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("It ends on 1 Feb 2031, 00:00 UTC, last day 31 Jan 2031.")).to_be_visible()


def test_a_partners_key_lives_for_one_of_four_periods(world, visits, portals):
    portal = portals("partner-portal")
    today = now()
    page = visits.open(form_of(portal), portal.admin, at=today)
    expiry = page.get_by_role("group", name="Expiry")
    expect(expiry.get_by_role("radio")).to_have_count(4)
    expect(expiry.get_by_role("radio", name="1 year")).to_be_checked()
    # With the date to which each leads.
    in_30_days = today + datetime.timedelta(days=30)
    expect(expiry.get_by_text(f"Until {in_30_days.day} {in_30_days:%b %Y}")).to_be_visible()
    expiry.get_by_role("radio", name="30 days").check()
    name = world.name("Short-lived")
    fill_in(page, portal, name)
    review(page)
    generate(page)
    take_secret(page)
    expires = datetime.datetime.fromisoformat(keys_named(world, portal.tenant, name)[0]["expires_at"])
    assert abs(expires - in_30_days) < datetime.timedelta(minutes=30)


def test_a_merchants_key_does_not_expire_and_the_form_says_so(visits, portals):
    portal = portals("merchant-portal")
    page = visits.open(form_of(portal), portal.admin)
    expect(page.get_by_text("Keys here do not expire.")).to_be_visible()
    expect(page.get_by_role("group", name="Expiry")).to_have_count(0)


def test_a_key_of_the_integrations_portal_ends_at_an_instant(world, visits, portals):
    portal = portals("business-integrations")
    page = visits.open(form_of(portal), portal.admin)
    name = world.name("Instant")
    fill_in(page, portal, name)
    page.get_by_role("radio", name="At a point in time").check()
    page.get_by_label("Date and time (UTC)").fill("2031-05-06T07:08")
    expect(page.get_by_text("Where you are, that is")).to_be_visible()
    review(page)
    expect(page.get_by_text("Until 6 May 2031, 07:08 UTC")).to_be_visible()
    generate(page)
    take_secret(page)
    assert keys_named(world, portal.tenant, name)[0]["expires_at"] == "2031-05-06T07:08:00.000Z"


def test_full_access_is_every_scope_of_today(world, visits, portals):
    portal = portals("enterprise-dashboard")
    page = visits.open(form_of(portal), portal.admin)
    name = world.name("Everything")
    page.get_by_label("Name").fill(name)
    page.get_by_role("checkbox", name=re.compile("Full access")).check()
    expect(page.get_by_role("group", name="Scopes")).to_be_hidden()
    review(page)
    expect(page.get_by_text("It may do everything: all 12 scopes")).to_be_visible()
    generate(page)
    take_secret(page)
    assert len(keys_named(world, portal.tenant, name)[0]["scopes"]) == 12


def test_scopes_are_searched_and_chosen_all_at_once(visits, portals):
    portal = portals("enterprise-dashboard")
    page = visits.open(form_of(portal), portal.admin)
    page.get_by_role("searchbox", name="Search scopes").fill("payout")
    # Enter in the search sends nothing.
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is this right?")).to_have_count(0)
    expect(page.get_by_role("checkbox", name=re.compile("Read Invoices"))).to_be_hidden()
    page.get_by_role("button", name="Select all").click()
    expect(page.get_by_text("2 of 12 chosen")).to_be_visible()
    page.get_by_role("searchbox", name="Search scopes").fill("")
    page.get_by_role("button", name="Select all").click()
    expect(page.get_by_text("12 of 12 chosen")).to_be_visible()
    page.get_by_role("button", name="Select none").click()
    expect(page.get_by_text("0 of 12 chosen")).to_be_visible()


def test_what_is_wrong_is_said_beside_its_field(visits, portals):
    portal = portals("enterprise-dashboard")
    page = visits.open(form_of(portal), portal.admin)
    page.get_by_label("Name").fill("x")
    page.get_by_label("IP allowlist").fill("192.0.2.7\n\n10.0.0.1/8\n300.1.1.1")
    page.get_by_label("Requests").fill("many")
    page.get_by_role("radio", name="On a date").check()
    page.get_by_label("Date", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_accessible_description(re.compile("2 to 200 characters are possible; these are 1"))
    for text in ["Line 2: The bits beyond the prefix length must be zero. Line 3: An IPv4 or IPv6 address", "This is needed.", "1 to 1,000,000 is possible.", "A key ends in the future."]:
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("heading", name="Is this right?")).to_have_count(0)
    hold_accessible(page)


def test_what_only_the_server_can_tell_leads_back_to_the_field(visits, portals):
    portal = portals("enterprise-dashboard")
    page = visits.open(form_of(portal), portal.admin)
    visits.expect_complaint("422")
    fill_in(page, portal, "Twice the same")
    page.get_by_label("IP allowlist").fill("192.0.2.7\n192.0.2.7/32")
    review(page)
    generate(page)
    expect(page.get_by_text("Line 2: 192.0.2.7")).to_be_visible()
    expect(page.get_by_label("IP allowlist")).to_be_focused()
    expect(page.get_by_role("button", name="Review")).to_be_visible()


def test_scopes_beyond_ones_own_access_cannot_be_given(world, visits):
    tenant = world.tenant("enterprise-dashboard")
    ceiling = world.group(tenant, scopes=["invoices:read"], type="USER")
    world.person(tenant, "BUSINESS_ADMIN")
    bound = world.person(tenant, "BUSINESS_ADMIN", authorization_group_id=ceiling["id"])
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", bound)
    expect(page.get_by_role("checkbox", name=re.compile("Write Invoices"))).to_be_disabled()
    expect(page.get_by_text("(beyond your own access)").first).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile("Full access"))).to_be_disabled()
    page.get_by_role("button", name="Select all").click()
    expect(page.get_by_text("1 of 12 chosen")).to_be_visible()
    fill_in(page, types.SimpleNamespace(group=None), "Within")
    review(page)
    generate(page)
    secret = take_secret(page)
    assert world.verify(secret)["scopes"] == ["invoices:read"]


def test_without_a_group_there_is_a_way_to_make_one(world, visits):
    tenant, admin = world.admin("tenant-settings")
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
    expect(page.get_by_text("there is none yet")).to_be_visible()
    hold_accessible(page)
    page.get_by_role("link", name="New group").click()
    expect(page).to_have_url(re.compile(r"/groups/new\?for=key$"))
    page.get_by_label("Name", exact=True).fill("Bookkeeping")
    page.get_by_role("checkbox", name="invoices:read").check()
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile(r"/keys/new\?group=grp_\w+$"))
    expect(page.get_by_label("Authorization group").locator("option:checked")).to_have_text("Bookkeeping")


def test_a_reached_limit_says_what_can_be_done(world, visits):
    tenant, admin = world.admin("business-integrations", key_limit=1)
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
    visits.expect_complaint("409")
    fill_in(page, types.SimpleNamespace(group=None), "One too many")
    review(page)
    # Somebody else is faster.
    world.key(tenant)
    generate(page)
    alert = page.get_by_role("alert").filter(has_text="The only key is used")
    expect(alert).to_be_visible()
    expect(alert.get_by_role("link", name="Ask for more keys")).to_have_attribute("href", f"/tenants/{tenant['id']}/limit")
    hold_accessible(page)
    # And whoever comes now is told before they begin, with the ways out.
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
    banner = page.get_by_role("region", name="Key limit")
    expect(banner.get_by_role("heading", name="The only key is used")).to_be_visible()
    expect(page.get_by_role("button", name="Review")).to_have_count(0)
    hold_accessible(page)
    banner.get_by_role("button", name="Ask for more keys").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("A second till")
    page.get_by_role("dialog").get_by_role("button", name="Ask for more").click()
    expect(banner).to_contain_text("6 keys asked for")


def test_candidates_for_letting_go_are_linked(world, visits):
    tenant, admin = world.admin("business-integrations", key_limit=1)
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
    visits.expect_complaint("409")
    fill_in(page, types.SimpleNamespace(group=None), "One too many")
    review(page)
    other = world.key(tenant, expires_at=instant(2 * 86_400))["key"]
    generate(page)
    expect(page.get_by_role("link", name=other["name"])).to_have_attribute("href", f"/tenants/{tenant['id']}/keys/{other['id']}")
    expect(page.get_by_text("expires soon")).to_be_visible()


def test_revoking_a_candidate_leads_to_the_form(world, visits):
    tenant, admin = world.admin("business-integrations", key_limit=1)
    other = world.key(tenant, expires_at=instant(2 * 86_400))["key"]
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
    page.get_by_role("button", name=f"Revoke {other['name']}").click()
    page.get_by_role("dialog").get_by_label("to confirm").fill(other["name"])
    page.get_by_role("dialog").get_by_role("button", name="Revoke for good").click()
    expect(page.get_by_role("button", name="Review")).to_be_visible()


def test_staff_say_why(world, visits):
    tenant = world.tenant("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/keys/new", world.staff)
    fill_in(page, types.SimpleNamespace(group=None), "By staff")
    review(page)
    generate(page)
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_label("Reason").fill("The tenant asked for it – ticket ★ 12")
    generate(page)
    take_secret(page)
    settled(page)
    expect(page.get_by_text("Reason: The tenant asked for it – ticket ★ 12")).to_be_visible()


def test_whoever_may_not_generate_is_told_so(world, visits, portals):
    portal = portals("business-integrations")
    member = world.person(portal.tenant, "MEMBER")
    page = visits.open(form_of(portal), member)
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()


# The secret


def test_nothing_but_saying_so_closes_the_secret(visits, portals):
    portal = portals("business-integrations")
    page = visits.open(f"/tenants/{portal.tenant['id']}/keys", portal.admin)
    page.get_by_role("link", name=re.compile("Generate")).first.click()
    settled(page)
    fill_in(page, portal, "Not to be lost")
    review(page)
    generate(page)
    secret = shown_secret(page)
    shown = page.locator("dialog .secret")
    for _ in range(5):
        page.keyboard.press("Escape")
    expect(shown).to_have_text(secret)
    page.mouse.click(5, 5)
    expect(shown).to_have_text(secret)
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(shown).to_have_text(secret)
    expect(page.get_by_role("button", name="Close")).to_be_disabled()
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile("/keys/new$"))
    expect(shown).to_have_text(secret)
    expect(page.get_by_text("It cannot be shown again")).to_be_visible()
    hold_accessible(page)
    page.set_viewport_size(NARROW)
    hold_within(page)
    picture(page, "key-secret")
    store(page)
    settled(page)
    hold_gone(page, secret)
    # Nor is it there for whoever goes back, which leads past the form.
    page.go_back()
    expect(page).to_have_url(re.compile("/keys$"))
    settled(page)
    hold_gone(page, secret)


def test_the_secret_is_copied_whole_and_downloaded(visits, portals):
    portal = portals("business-integrations")
    page = visits.open(form_of(portal), portal.admin)
    fill_in(page, portal, "Müller’s 2nd shop")
    review(page)
    generate(page)
    secret = shown_secret(page)
    page.get_by_role("button", name="Copy the secret").click()
    expect(page.get_by_role("button", name="Copied the secret")).to_be_visible()
    hold_copied(page, secret)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as .env").click()
    assert download.value.suggested_filename == "muller-s-2nd-shop.env"
    with open(download.value.path()) as file:
        assert file.read() == f"MULLER_S_2ND_SHOP_API_KEY={secret}\n"
    lines = page.get_by_role("group", name="Lines to try it")
    expect(lines).to_contain_text('"X-API-Key: $MULLER_S_2ND_SHOP_API_KEY"')
    expect(lines).not_to_contain_text(secret)
    # What is to be replaced is marked, and said.
    expect(lines.locator("mark")).to_have_text("https://your-api.example/")
    expect(page.get_by_role("dialog").get_by_text("in place of https://your-api.example/")).to_be_visible()
    page.get_by_role("button", name="Copy the lines").click()
    hold_copied(page, '. ./muller-s-2nd-shop.env\ncurl -i -H "X-API-Key: $MULLER_S_2ND_SHOP_API_KEY" https://your-api.example/')
    # A double click selects it.
    page.locator("dialog .secret").dblclick()
    wait_until(lambda: page.evaluate("getSelection().toString()").strip() == secret, "the secret is selected", page=page)


def test_a_lost_answer_is_asked_for_again_and_no_second_key_is_made(world, visits, portals):
    portal = portals("business-integrations")
    page = visits.open(form_of(portal), portal.admin)
    visits.expect_complaint("ERR_FAILED")
    lost = lose_answer(page, re.compile(r"/v1/tenants/[^/]+/keys$"))
    name = world.name("Lost")
    fill_in(page, portal, name)
    review(page)
    generate(page)
    expect(page.get_by_role("alert")).to_contain_text("no second key is made")
    generate(page)
    assert take_secret(page) == lost[0].json()["secret"]
    assert len(keys_named(world, portal.tenant, name)) == 1


def test_leaving_a_form_that_was_typed_in_is_asked_about(visits, portals):
    portal = portals("business-integrations")
    page = visits.open(form_of(portal), portal.admin)
    page.get_by_label("Name").fill("Half a name")
    page.get_by_role("link", name="API keys").first.click()
    expect(page.get_by_role("heading", name="Leave this page?")).to_be_visible()
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Name")).to_have_value("Half a name")
    # The review is no way out of that.
    permit(page, portal)
    review(page)
    page.get_by_role("link", name="API keys").first.click()
    expect(page.get_by_role("heading", name="Leave this page?")).to_be_visible()
    page.get_by_role("button", name="Leave").click()
    expect(page).to_have_url(re.compile("/keys$"))


def test_a_key_is_generated_with_the_keyboard_alone(world, visits, portals):
    portal = portals("partner-portal")
    page = visits.open(form_of(portal), portal.admin)
    expect(page.get_by_label("Name")).to_be_focused()
    name = world.name("By keyboard")
    page.keyboard.type(name)
    reach(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="Review"))
    page.keyboard.press("Enter")
    # Enter once too often generates nothing.
    expect(page.get_by_role("heading", name="Is this right?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    reach(page, page.get_by_role("button", name="Generate key"))
    page.keyboard.press("Enter")
    secret = shown_secret(page)
    expect(page.get_by_role("button", name="Copy the secret")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("checkbox", name=re.compile("I have stored it")))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="Close"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    assert world.verify(secret)["verdict"] == "VALID"


def test_a_name_is_text_wherever_it_is_shown(visits, portals):
    portal = portals("business-integrations")
    page = visits.open(form_of(portal), portal.admin)
    name = "<img src=x onerror=alert(1)> \"'`${7*7}</title>"
    run = []
    page.on("dialog", lambda dialog: (run.append(dialog.message), dialog.dismiss()))
    fill_in(page, portal, name)
    page.get_by_label("Description").fill("<script>alert(2)</script>")
    review(page)
    expect(page.get_by_text(name)).to_be_visible()
    generate(page)
    expect(page.get_by_role("heading", name=f"“{name}” is generated")).to_be_visible()
    take_secret(page)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    assert not run
