"""The people of a tenant: letting in, changing, helping and removing them, and what is refused, to whom and in which words."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_copied, hold_within, settled
from support.network import lose_answer
from support.once import hold_gone, shown_secret, store
from support.times import now

NASTY = "<img src=x onerror=alert(1)> \"'&"


@pytest.fixture(scope="module")
def business(world):
    """A tenant, its admin, and a ceiling that people can be given."""
    tenant, admin = world.admin()
    return tenant, admin, world.group(tenant, type="USER")


def members_of(tenant, query=""):
    return f"/tenants/{tenant['id']}/members{query}"


def row(page, who):
    return page.get_by_role("row").filter(has_text=who)


def address(world):
    return f"new-{world.mark}-{next(world.numbers)}@console.example"


def invite(page, email, role=None, ceiling=None, last_day=None):
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    if role:
        dialog.get_by_label("Role").select_option(label=role)
    if ceiling:
        dialog.get_by_label("Ceiling").select_option(label=ceiling)
    if last_day is not None:
        dialog.get_by_label("Last day").fill(last_day)
    dialog.get_by_role("button", name="Invite").click()
    return dialog


def take_link(page, title):
    """The link that is shown once, as it was copied; the dialog is closed then."""
    shown = page.get_by_role("dialog", name=title)
    link = shown_secret(page, re.compile("#token="))
    shown.get_by_role("button", name=re.compile("^Copy")).click()
    hold_copied(page, link)
    store(page)
    hold_gone(page, link)
    return link


# Reading


def test_people_are_listed_with_what_they_are_and_filtered_by_the_address(world, visits, business):
    tenant, admin, ceiling = business
    world.person(tenant, "MEMBER", "Mia Member")
    advisor = world.person(tenant, "ADVISOR", "Ada Visor", authorization_group_id=ceiling["id"], expires_at="2031-01-01T00:00:00.000Z")
    page = visits.open(members_of(tenant), admin)
    expect(row(page, admin.email)).to_contain_text("You")
    expect(row(page, "Mia Member")).to_contain_text("Member")
    expect(row(page, advisor.email).get_by_role("link", name=ceiling["name"])).to_be_visible()
    expect(row(page, advisor.email).locator("time").first).to_have_attribute("datetime", "2031-01-01T00:00:00.000Z")
    page.get_by_role("navigation", name="Which members").get_by_role("link", name="Business admins").click()
    expect(page).to_have_url(re.compile(r"\?role=BUSINESS_ADMIN$"))
    expect(row(page, "Mia Member")).to_have_count(0)
    expect(row(page, admin.email)).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("link", name="Business admins")).to_have_attribute("aria-current", "page")


def test_oneself_is_marked_and_leaves_on_the_account_s_page(visits, business):
    tenant, admin, _ = business
    page = visits.open(members_of(tenant), admin)
    mine = row(page, admin.email)
    expect(mine.get_by_role("link", name="Leave")).to_have_attribute("href", "/account")
    expect(mine.get_by_role("button", name=re.compile("Remove|Sign-in help"))).to_have_count(0)


def test_more_people_than_a_page_has_are_paged(world, visits):
    tenant, admin = world.admin()
    for _ in range(26):
        world.invite(tenant, "MEMBER")
    page = visits.open(members_of(tenant, "?view=invitations"), admin)
    expect(page.get_by_role("row")).to_have_count(26)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile("view=invitations&cursor="))


@pytest.fixture(scope="module")
def someone(world, business):
    """An advisor, and an advisor who has been invited."""
    tenant, _, ceiling = business
    world.invite(tenant, "ADVISOR")
    return world.person(tenant, "ADVISOR", "Ada Lastname", authorization_group_id=ceiling["id"])


def test_a_dialog_that_is_closed_gives_the_focus_back(visits, business, someone):
    tenant, admin, _ = business
    page = visits.open(members_of(tenant), admin)
    for button in [
        page.get_by_role("button", name="Invite"),
        page.get_by_role("button", name="Let an advisor in"),
        row(page, someone.email).get_by_role("button", name="Edit"),
        row(page, someone.email).get_by_role("button", name="Sign-in help"),
        row(page, someone.email).get_by_role("button", name="Remove"),
    ]:
        button.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(button).to_be_focused()


# Letting in


def test_an_invitation_s_link_is_shown_once_and_leads_in(world, visits, business):
    tenant, admin, ceiling = business
    email = address(world)
    page = visits.open(members_of(tenant), admin)
    invite(page, email, "Business admin", ceiling["name"], "2031-05-31")
    shown = page.get_by_role("dialog", name=f"The invitation of {email}")
    expect(shown).to_contain_text("Latchkey sends no mail")
    expect(shown).to_contain_text("seven days")
    for _ in range(5):
        page.keyboard.press("Escape")
    expect(shown.locator(".secret")).to_contain_text("#token=")
    expect(shown).to_contain_text("Another link can be made at any time.")
    # A link is no variable that a program reads.
    expect(shown.get_by_role("button", name=re.compile("Download"))).to_have_count(0)
    hold_accessible(page)
    hold_within(page)
    link = take_link(page, f"The invitation of {email}")

    guest = visits.open(link.replace(visits.server.url, ""))
    guest.get_by_label(re.compile("name", re.I)).first.fill("Grace Guest")
    for field in guest.locator("input[type=password]").all():
        field.fill("a-long-enough-passphrase-1")
    guest.locator("main button[type=submit]").click()
    expect(guest).not_to_have_url(re.compile("invite"))
    member = world.member(tenant, email)
    assert member["role"] == "BUSINESS_ADMIN"
    assert member["expires_at"] == "2031-06-01T00:00:00.000Z"
    assert member["authorization_group"]["id"] == ceiling["id"]


def test_somebody_with_an_account_is_in_at_once_and_it_says_who(world, visits, business):
    tenant, admin, _ = business
    elsewhere, other = world.admin()
    page = visits.open(members_of(tenant), admin)
    invite(page, other.email, "Member")
    shown = page.get_by_role("dialog", name=f"{other.name} is in")
    expect(shown).to_contain_text(other.email)
    expect(shown).to_contain_text("whom you meant")
    hold_accessible(page)
    shown.get_by_role("button", name="Done").click()
    expect(row(page, other.email)).to_be_visible()
    visits.expect_complaint("409")
    dialog = invite(page, other.email, "Member")
    expect(dialog).to_contain_text(f"This person is a member of {tenant['name']} already.")


def test_a_double_click_invites_once(world, visits, business):
    tenant, admin, _ = business
    email = address(world)
    page = visits.open(members_of(tenant), admin)
    asked = []
    page.on("request", lambda request: asked.append(request) if request.method == "POST" and request.url.endswith("/members") else None)
    page.get_by_role("button", name="Invite").dblclick()
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.get_by_role("dialog").get_by_label("E-mail").fill(email)
    page.get_by_role("dialog").get_by_role("button", name="Invite").dblclick()
    take_link(page, f"The invitation of {email}")
    assert len(asked) == 1


def test_a_double_click_edits_once(visits, business):
    tenant, admin, _ = business
    page = visits.open(members_of(tenant), admin)
    page.get_by_role("button", name=re.compile("^Edit")).first.dblclick()
    expect(page.get_by_role("dialog").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_whoever_is_let_in_may_be_let_in_until_today(visits, business):
    tenant, admin, _ = business
    today = now()
    page = visits.open(members_of(tenant), admin, at=today)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog").get_by_label("Last day")).to_have_attribute("min", today.date().isoformat())


def test_a_link_whose_answer_was_lost_comes_back(world, visits, business):
    tenant, admin, _ = business
    email = address(world)
    page = visits.open(members_of(tenant), admin)
    lost = lose_answer(page, "**/members")
    visits.expect_complaint("ERR_FAILED")
    dialog = invite(page, email, "Member")
    expect(dialog.get_by_text("The server cannot be reached")).to_be_visible()
    dialog.get_by_role("button", name="Invite").click()
    assert take_link(page, f"The invitation of {email}") == lost[0].json()["invitation"]["url"]


def test_an_address_that_is_none_is_said_at_its_field(visits, business):
    tenant, admin, _ = business
    page = visits.open(members_of(tenant), admin)
    visits.expect_complaint("422")
    dialog = invite(page, "nobody", "Member", last_day="2020-01-01")
    expect(dialog.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Last day")).to_have_attribute("aria-invalid", "true")
    hold_accessible(page)


def test_an_invitation_is_renewed_and_withdrawn(world, visits, business):
    tenant, admin, _ = business
    email, before = world.invite(tenant, "MEMBER")
    page = visits.open(members_of(tenant, "?view=invitations"), admin)
    expect(row(page, email)).to_contain_text("by Platform Staff")
    row(page, email).get_by_role("button", name="New link").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new link").click()
    assert take_link(page, f"The invitation of {email}") != before
    row(page, email).get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Withdraw").dblclick()
    expect(page.get_by_text(f"Withdrew the invitation of {email}.")).to_be_visible()
    expect(row(page, email)).to_have_count(0)


# Changing


def test_a_member_gets_another_role_ceiling_and_end(world, visits, business):
    tenant, admin, ceiling = business
    person = world.person(tenant, "MEMBER", "Mo Changed")
    page = visits.open(members_of(tenant), admin)
    row(page, person.email).get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit Mo Changed")
    dialog.get_by_label("Role").select_option(label="Advisor")
    expect(dialog.get_by_label("Last day")).to_have_value("")
    dialog.get_by_label("Ceiling").select_option(label=ceiling["name"])
    dialog.get_by_label("Last day").fill("2030-12-31")
    dialog.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Saved Mo Changed.")).to_be_visible()
    expect(row(page, person.email)).to_contain_text("Advisor")
    member = world.member(tenant, person.email)
    assert (member["role"], member["expires_at"]) == ("ADVISOR", "2031-01-01T00:00:00.000Z")
    row(page, person.email).get_by_role("button", name="Edit").click()
    expect(dialog.get_by_label("Last day")).to_have_value("2030-12-31")
    dialog.get_by_label("Ceiling").select_option(label="No ceiling")
    dialog.get_by_label("Last day").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(row(page, person.email)).to_contain_text("No end")
    expect(row(page, person.email)).to_contain_text("No ceiling")


def test_an_end_to_the_minute_is_not_moved_by_another_change(world, visits, business):
    tenant, admin, _ = business
    person = world.person(tenant, "ADVISOR", expires_at="2030-06-15T12:34:00.000Z")
    page = visits.open(members_of(tenant), admin)
    row(page, person.email).get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_label("Role").select_option(label="Member")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(row(page, person.email).get_by_text("Advisor")).to_have_count(0)
    assert world.member(tenant, person.email)["expires_at"] == "2030-06-15T12:34:00.000Z"


def test_a_stale_edit_says_so_and_shows_what_it_is_now(world, visits, business):
    tenant, admin, _ = business
    person = world.person(tenant, "MEMBER")
    page = visits.open(members_of(tenant), admin)
    row(page, person.email).get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Last day").fill("2030-01-01")
    path = f"/v1/tenants/{tenant['id']}/members/{world.member(tenant, person.email)['id']}"
    world.ask(admin, "GET", path)
    world.ask(admin, "PATCH", path, {"role": "ADVISOR"}, {"If-Match": world.last_headers["ETag"]})
    visits.expect_complaint("412")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Somebody else has changed this meanwhile")).to_be_visible()
    dialog.get_by_role("button", name="Reload").click()
    expect(page.get_by_role("dialog").get_by_label("Role")).to_have_value("ADVISOR")


def test_the_last_admin_stays_one_and_is_told_why(world, visits):
    tenant, admin = world.admin()
    page = visits.open(members_of(tenant), admin)
    visits.expect_complaint("409")
    row(page, admin.email).get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This is you.")
    dialog.get_by_label("Role").select_option(label="Member")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("without an admin who stays. Make somebody else one first.")
    hold_accessible(page)
    staff = visits.open(members_of(tenant), world.staff)
    row(staff, admin.email).get_by_role("button", name="Remove").click()
    removal = staff.get_by_role("dialog")
    removal.get_by_label("Reason").fill("A try")
    removal.get_by_role("button", name="Remove").click()
    expect(removal).to_contain_text("without an admin who stays")


def test_what_is_beyond_one_s_own_is_refused_in_words(world, visits, business):
    tenant, _, _ = business
    ending = world.person(tenant, "BUSINESS_ADMIN", expires_at="2030-01-01T00:00:00.000Z")
    page = visits.open(members_of(tenant), ending)
    visits.expect_complaint("403")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog").get_by_label("Last day")).to_have_value("2029-12-31")
    page.keyboard.press("Escape")
    dialog = invite(page, address(world), "Member", last_day="2030-01-01")
    expect(dialog).to_contain_text("Your own access ends at")
    hold_accessible(page)


def bounded(page, tenant, ceiling):
    """As if the server had said of the tenant that one's own access has these scopes only; None for as if it had not."""

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), "ceiling": ceiling})

    page.route(f"**/v1/tenants/{tenant['id']}", answer)


def test_whoever_has_a_ceiling_gives_one_within_it(world, visits, business):
    tenant, _, narrow = business
    wide = world.group(tenant, type="USER", scopes=["invoices:read", "payments:write"])
    person = world.person(tenant, "BUSINESS_ADMIN", authorization_group_id=narrow["id"])
    page = visits.open("/account", person)
    bounded(page, tenant, ["invoices:read"])
    page.goto(members_of(tenant))
    page.get_by_role("button", name="Invite").click()
    choice = page.get_by_role("dialog").get_by_label("Ceiling")
    expect(choice.locator("option").first).to_have_text("Choose …")
    expect(choice).to_contain_text(narrow["name"])
    for other in (wide["name"], "No ceiling"):
        expect(choice).not_to_contain_text(other)
    page.keyboard.press("Escape")
    email = address(world)
    invite(page, email, "Member", narrow["name"])
    take_link(page, f"The invitation of {email}")
    expect(page.get_by_text(f"Invited {email}.")).to_be_visible()


def test_a_ceiling_that_is_too_wide_is_refused_in_words(world, visits, business):
    tenant, _, narrow = business
    person = world.person(tenant, "BUSINESS_ADMIN", authorization_group_id=narrow["id"])
    page = visits.open("/account", person)
    bounded(page, tenant, None)
    page.goto(members_of(tenant))
    visits.expect_complaint("403")
    dialog = invite(page, address(world), "Member", "No ceiling")
    expect(dialog).to_contain_text("Your own access has a ceiling, and whom you let in needs one within it.")


# Removing and helping


def test_whoever_is_removed_leaves_keys_that_are_named(world, visits):
    tenant, admin = world.admin()
    leaver = world.person(tenant, "BUSINESS_ADMIN", "Lee Leaver")
    group = world.group(tenant)
    made = world.ask(leaver, "POST", f"/v1/tenants/{tenant['id']}/keys", {"name": world.name("Left"), "authorization_group_id": group["id"]})
    page = visits.open(members_of(tenant), admin)
    row(page, leaver.email).get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove Lee Leaver?")
    expect(dialog).to_contain_text("The keys that they made stay")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Remove").dblclick()
    left = page.get_by_role("dialog", name="Lee Leaver is removed")
    expect(left).to_contain_text("1 key")
    expect(left.get_by_role("link", name=made["key"]["name"])).to_have_attribute("href", f"/tenants/{tenant['id']}/keys/{made['key']['id']}")
    hold_accessible(page)
    left.get_by_role("button", name="Done").click()
    expect(row(page, leaver.email)).to_have_count(0)
    assert world.verify(made["secret"])["verdict"] == "VALID"


def test_a_password_link_is_shown_once_and_is_good(world, visits, business):
    tenant, admin, _ = business
    person = world.person(tenant, "MEMBER", "Fay Forgetful")
    page = visits.open(members_of(tenant), admin)
    row(page, person.email).get_by_role("button", name="Sign-in help").click()
    page.get_by_role("button", name="Make a password link").click()
    dialog = page.get_by_role("dialog", name="Make a password link for Fay Forgetful?")
    expect(dialog).to_contain_text("signed out everywhere")
    dialog.get_by_role("button", name="Make the link").dblclick()
    expect(page.get_by_role("dialog", name="The password link of Fay Forgetful")).to_contain_text("Latchkey sends no mail")
    link = take_link(page, "The password link of Fay Forgetful")
    person.password = "another-long-passphrase-2"
    world.ask(None, "POST", "/v1/password-links/accept", {"token": link.split("#token=")[1], "password": person.password})
    world.sign_in(person)


def test_nobody_helps_whoever_is_more_elsewhere(world, visits, business):
    tenant, admin, _ = business
    _, other = world.admin()
    world.join(other, tenant, "MEMBER")
    page = visits.open(members_of(tenant), admin)
    visits.expect_complaint("403")
    row(page, other.email).get_by_role("button", name="Sign-in help").click()
    page.get_by_role("button", name="Make a password link").click()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("dialog")).to_contain_text("Platform staff can help.")


def test_a_second_factor_is_taken_away_after_a_question(world, visits, business):
    tenant, admin, _ = business
    person = world.person(tenant, "MEMBER", "Sid Second")
    page = visits.open(members_of(tenant), admin)
    row(page, person.email).get_by_role("button", name="Sign-in help").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it away").click()
    dialog = page.get_by_role("dialog", name="Take away the second factor of Sid Second?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("Sid Second has no second factor now.")).to_be_visible()
    actions = [event["action"] for event in world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/audit-events?limit=5")["data"]]
    assert "member.remove_second_factor" in actions


def test_names_are_text_whatever_they_look_like(world, visits, business):
    tenant, admin, _ = business
    person = world.person(tenant, "MEMBER", NASTY)
    page = visits.open(members_of(tenant), admin)
    expect(row(page, person.email).get_by_role("rowheader")).to_contain_text(NASTY)
    row(page, person.email).get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog", name=f"Remove {NASTY}?")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text(f"Removed {NASTY}.")).to_be_visible()
    expect(page.locator("img[src=x]")).to_have_count(0)


# Who may


def test_a_partner_has_its_own_roles_and_manages_the_people_of_a_merchant(world, visits):
    partner, admin = world.admin("partner-portal")
    page = visits.open(members_of(partner), admin)
    expect(page.get_by_role("button", name="Let an advisor in")).to_have_count(0)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog").get_by_label("Role").locator("option")).to_have_text(["Partner admin", "Member"])
    page.keyboard.press("Escape")
    merchant = world.merchant(partner)
    page.goto(members_of(merchant))
    settled(page)
    expect(page.get_by_role("heading", name="Nobody yet")).to_be_visible()
    email = address(world)
    invite(page, email, "Business admin")
    take_link(page, f"The invitation of {email}")
    page.get_by_role("link", name="Open invitations").click()
    expect(row(page, email)).to_contain_text("Business admin")


@pytest.mark.parametrize("role", ["ADVISOR", "MEMBER"])
def test_whoever_may_not_read_members_is_told_who_can(world, visits, business, role):
    tenant, *_ = business
    person = world.person(tenant, role)
    visits.expect_complaint("403")
    page = visits.open(members_of(tenant), person)
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    expect(page.get_by_text(f"A business admin of {tenant['name']} can do that.")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Members")).to_have_count(0)
    hold_accessible(page)


def test_staff_say_why_and_the_tenant_can_read_it(world, visits, business):
    tenant, admin, _ = business
    email = address(world)
    page = visits.open(members_of(tenant), world.staff)
    dialog = invite(page, email, "Member")
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    hold_accessible(page)
    dialog.get_by_label("Reason").fill("Ticket 7: they asked")
    dialog.get_by_role("button", name="Invite").click()
    take_link(page, f"The invitation of {email}")
    events = world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/audit-events?limit=5&action=member.invite")["data"]
    assert events[0]["reason"] == "Ticket 7: they asked"
