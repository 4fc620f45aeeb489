"""What is done to a key: rotating, disabling and enabling, duplicating, revoking; from its page and from the list."""

import re
import types

import pytest
from playwright.sync_api import expect

from conftest import NARROW, PORTALS, WIDE, hold_accessible, hold_within, picture, reach, settled
from support.keys import actions, row
from support.network import hold_back, lose_answer, problem
from support.once import Answers, hold_gone, shown_secret, store, take_secret
from support.waiting import wait_until


@pytest.fixture
def business(portals):
    return portals("business-integrations")


def page_of(portal, made, rest=""):
    return f"/tenants/{portal.tenant['id']}/keys/{made['key']['id']}{rest}"


def api(portal, made, rest=""):
    return "/v1" + page_of(portal, made, rest)


def read(world, portal, made):
    return world.as_staff("GET", api(portal, made))


def press(page, label):
    page.get_by_role("button", name=label, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def confirm(dialog, label):
    dialog.get_by_role("button", name=label).click()


def said(page, text):
    expect(page.locator(".note").filter(has_text=text).first).to_be_visible()


def close_by_esc(page):
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


# Disabling and enabling


@pytest.mark.parametrize("preset", PORTALS)
def test_a_key_is_disabled_and_enabled_again(world, visits, portals, preset):
    portal = portals(preset)
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Disable")
    # What breaks something has no button that Enter presses.
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    confirm(dialog, "Disable")
    said(page, "No instance accepts it any more.")
    said(page, re.compile(r"\d+ of \d+ verifiers? confirmed it in \d+ ms"))
    assert world.verify(made["secret"])["verdict"] == "DISABLED"
    expect(page.get_by_text("Refused until it is enabled again.")).to_be_visible()
    expect(page.get_by_role("button", name="Rotate")).to_have_count(0)

    confirm(press(page, "Enable"), "Enable")
    said(page, "is enabled")
    assert world.verify(made["secret"])["verdict"] == "VALID"


# Revoking


@pytest.mark.parametrize("preset", [each for each in PORTALS if each != "merchant-portal"])
def test_a_key_is_revoked_by_typing_its_name(world, visits, portals, preset):
    portal = portals(preset)
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Revoke")
    expect(dialog).to_contain_text("This cannot be undone")
    confirm(dialog, "Revoke for good")
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    name = dialog.get_by_label("to confirm")
    expect(dialog.locator("label code")).to_have_text(made["key"]["name"])
    name.fill("Another name")
    confirm(dialog, "Revoke for good")
    expect(dialog.get_by_text("That is not its name.")).to_be_visible()
    assert world.verify(made["secret"])["verdict"] == "VALID"
    name.fill(made["key"]["name"])
    dialog.get_by_label("Why").fill("Left in a public place")
    confirm(dialog, "Revoke for good")
    said(page, "No instance accepts this key any more.")
    said(page, re.compile(r"\d+ of \d+ verifiers? confirmed it in \d+ ms"))
    assert world.verify(made["secret"])["verdict"] == "REVOKED"
    expect(page.get_by_text("Refused for good: Left in a public place")).to_be_visible()
    # Nothing but a copy can be made of it.
    for label in ["Rotate", "Disable", "Enable", "Revoke"]:
        expect(page.get_by_role("button", name=label, exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    expect(page.get_by_role("button", name="Duplicate")).to_be_visible()


def test_a_merchants_key_is_disabled_before_it_is_revoked(world, visits, portals):
    portal = portals("merchant-portal")
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Revoke")
    expect(dialog).to_contain_text("Here a key is disabled before it is revoked")
    hold_accessible(page)
    dialog.get_by_label("to confirm").fill(made["key"]["name"])
    confirm(dialog, "Revoke for good")
    expect(dialog.get_by_text("Disable the key first, or say that it is compromised.")).to_be_visible()
    assert world.verify(made["secret"])["verdict"] == "VALID"

    confirm(dialog, "Disable it instead")
    confirm(page.get_by_role("dialog", name=re.compile("^Disable")), "Disable")
    expect(page.locator("main").get_by_text("Refused until it is enabled again.")).to_be_visible()
    settled(page)
    dialog = press(page, "Revoke")
    expect(dialog.get_by_role("checkbox")).to_have_count(0)
    dialog.get_by_label("to confirm").fill(made["key"]["name"])
    confirm(dialog, "Revoke for good")
    said(page, "is revoked")
    assert world.verify(made["secret"])["verdict"] == "REVOKED"


def test_a_compromised_merchants_key_is_revoked_at_once(world, visits, portals):
    portal = portals("merchant-portal")
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Revoke")
    dialog.get_by_role("checkbox", name=re.compile("It is compromised")).check()
    dialog.get_by_label("to confirm").fill(made["key"]["name"])
    confirm(dialog, "Revoke for good")
    said(page, "is revoked")
    assert world.verify(made["secret"])["verdict"] == "REVOKED"


def test_enter_never_revokes(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    dialog = press(page, "Revoke")
    for field in [dialog.get_by_label("Why"), dialog.get_by_label("to confirm")]:
        field.fill(made["key"]["name"])
        field.press("Enter")
        field.press("Control+Enter")
    dialog.get_by_role("heading").click()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert read(world, business, made)["status"] == "ACTIVE"


def test_a_key_is_revoked_with_the_keyboard_alone(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    reach(page, page.get_by_role("button", name="Revoke"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    reach(page, dialog.get_by_label("to confirm"))
    page.keyboard.type(made["key"]["name"])
    reach(page, dialog.get_by_role("button", name="Revoke for good"))
    page.keyboard.press("Enter")
    said(page, "is revoked")
    assert world.verify(made["secret"])["verdict"] == "REVOKED"


def test_the_dialogs_say_what_they_would_break(world, visits, business):
    made = world.key(business.tenant, scopes=["invoices:read"])
    for number in range(7):
        world.verify(made["secret"], scopes=["invoices:read"], ip=f"192.0.2.{number}")
    wait_until(lambda: read(world, business, made)["request_count"] == 7, "the requests are counted")
    page = visits.open(page_of(business, made), business.admin)
    for label in ["Revoke", "Disable", "Rotate"]:
        dialog = press(page, label)
        expect(dialog).to_contain_text("In the last 7 days, 7 requests")
        expect(dialog).to_contain_text("invoices:read")
        expect(dialog).to_contain_text("192.0.2.0")
        expect(dialog).to_contain_text("2 others")
        hold_accessible(page)
        hold_within(page)
        picture(page, f"key-{label.lower()}")
        page.set_viewport_size(NARROW)
        hold_within(page)
        picture(page, f"key-{label.lower()}")
        close_by_esc(page)
        page.set_viewport_size(WIDE)


def test_a_preview_that_fails_does_not_keep_from_revoking(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    visits.expect_complaint("ERR_FAILED")
    page.route(re.compile("/preview$"), lambda route: route.abort())
    dialog = press(page, "Revoke")
    expect(dialog).to_contain_text("What this would break could not be found out")
    dialog.get_by_label("to confirm").fill(made["key"]["name"])
    confirm(dialog, "Revoke for good")
    said(page, "is revoked")


def test_a_dialog_follows_the_rules_as_they_are_now(world, visits, business):
    page = visits.open(page_of(business, world.key(business.tenant)), business.admin)
    visits.expect_complaint("ERR_FAILED")
    page.route("**/policy", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("cannot be reached")).to_be_visible()
    with page.expect_response("**/policy"):
        page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_receipt_that_is_not_known_yet_is_asked_for_again(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    visits.expect_complaint("503")
    asked = []

    def unknown_at_first(route):
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) > 1:
            route.continue_()
            return
        route.fetch()
        route.fulfill(**problem(503, "This is done, but …", "RECEIPT_UNKNOWN", {"Retry-After": "1"}))

    page.route(re.compile("/revoke$"), unknown_at_first)
    dialog = press(page, "Revoke")
    dialog.get_by_label("to confirm").fill(made["key"]["name"])
    confirm(dialog, "Revoke for good")
    expect(dialog.get_by_role("alert")).to_contain_text("This is done and stands")
    confirm(dialog, "Try again for the receipt")
    said(page, re.compile(r"\d+ of \d+ verifiers? confirmed it"))
    assert asked[0] == asked[1]


# Rotating


@pytest.mark.parametrize("preset", ["tenant-settings", "business-integrations"])
def test_a_key_is_rotated_at_once(world, visits, portals, preset):
    portal = portals(preset)
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    answers = Answers(page)
    dialog = press(page, "Rotate")
    expect(dialog).to_contain_text("lose access immediately")
    expect(dialog.get_by_role("group", name="The present secret")).to_have_count(0)
    hold_accessible(page)
    confirm(dialog, "Rotate")
    expect(page.get_by_text("No instance accepts the old secret any more")).to_be_visible()
    secret = take_secret(page)
    assert secret != made["secret"]
    assert world.verify(made["secret"])["verdict"] == "ROTATED"
    assert world.verify(secret)["key_id"] == made["key"]["id"]
    said(page, "is rotated")
    settled(page)
    hold_gone(page, secret)
    assert len(answers.holding(secret)) == 1


@pytest.mark.parametrize("preset", ["partner-portal", "enterprise-dashboard", "merchant-portal"])
def test_a_key_is_rotated_with_a_grace(world, visits, portals, preset):
    portal = portals(preset)
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Rotate")
    choices = dialog.get_by_role("group", name="The present secret")
    expect(choices.get_by_role("radio", name="works for 24 hours more")).to_be_checked()
    choices.get_by_role("radio", name="works for 1 hour more").check()
    confirm(dialog, "Rotate")
    expect(page.get_by_text("The old secret works until")).to_be_visible()
    secret = take_secret(page)
    assert world.verify(secret)["verdict"] == world.verify(made["secret"])["verdict"] == "VALID"
    settled(page)
    expect(page.get_by_text(made["key"]["prefix"]).first).to_be_visible()
    expect(page.get_by_text("still works until")).to_be_visible()

    # Once more, at once: then neither of the two is left.
    dialog = press(page, "Rotate")
    expect(dialog).to_contain_text("The secret before the present one")
    dialog.get_by_role("radio", name="ends at once").check()
    confirm(dialog, "Rotate")
    newest = take_secret(page)
    assert [world.verify(each)["verdict"] for each in (made["secret"], secret, newest)] == ["ROTATED", "ROTATED", "VALID"]


def test_a_rotation_of_the_settings_portal_may_set_a_new_end(world, visits, portals):
    portal = portals("tenant-settings")
    made = world.key(portal.tenant)
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Rotate")
    expect(dialog.get_by_role("radio", name="Stays as it is")).to_be_checked()
    dialog.get_by_role("radio", name="On a date").check()
    dialog.get_by_label("Date", exact=True).fill("2031-01-31")
    expect(dialog).to_contain_text("Works through 31 January 2031 (UTC)")
    confirm(dialog, "Rotate")
    take_secret(page)
    assert read(world, portal, made)["expires_at"] == "2031-02-01T00:00:00.000Z"


def test_of_two_rotations_in_two_tabs_one_is_told(world, visits, business):
    made = world.key(business.tenant)
    first = visits.open(page_of(business, made), business.admin)
    second = first.context.new_page()
    visits.watch(second)
    second.goto(page_of(business, made))
    settled(second)
    visits.expect_complaint("412")
    dialogs = [press(first, "Rotate"), press(second, "Rotate")]
    confirm(dialogs[0], "Rotate")
    secret = take_secret(first)
    confirm(dialogs[1], "Rotate")
    expect(dialogs[1].get_by_role("alert")).to_contain_text("Somebody else has changed this meanwhile")
    confirm(dialogs[1], "Reload")
    expect(second.get_by_role("dialog")).to_have_count(0)
    settled(second)
    expect(second.get_by_text(read(world, business, made)["prefix"]).first).to_be_visible()
    assert world.verify(secret)["verdict"] == "VALID"


def test_a_lost_answer_of_a_rotation_is_asked_for_again(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    visits.expect_complaint("ERR_FAILED")
    lost = lose_answer(page, re.compile("/rotate$"))
    dialog = press(page, "Rotate")
    confirm(dialog, "Rotate")
    expect(dialog.get_by_role("alert")).to_contain_text("Try again for its new secret")
    confirm(dialog, "Rotate")
    secret = take_secret(page)
    assert secret == lost[0].json()["secret"]
    assert world.verify(secret)["verdict"] == "VALID"


def test_five_escs_do_not_lose_the_secret_of_a_rotation(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    confirm(press(page, "Rotate"), "Rotate")
    secret = shown_secret(page)
    for _ in range(5):
        page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    page.keyboard.press("Enter")
    expect(page.locator("dialog .secret")).to_have_text(secret)
    # Nor does the browser's own way out, without a question.
    asked = []
    page.once("dialog", lambda question: (asked.append(question.type), question.dismiss()))
    page.close(run_before_unload=True)
    wait_until(lambda: asked == ["beforeunload"], "the browser asks", page=page)
    expect(page.locator("dialog .secret")).to_have_text(secret)
    store(page)


def try_to_leave(page, dialog):
    for _ in range(5):
        page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Cancel").click(force=True)
    expect(dialog).to_be_visible()


def go_back_in_vain(page):
    """Goes back, and waits until the console has come forward again."""
    page.evaluate("""() => new Promise((resolve) => {
      let moves = 0;
      addEventListener("popstate", () => { moves += 1; if (moves === 2) resolve(); });
      history.back();
    })""")


def test_nobody_loses_a_secret_that_is_on_its_way(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(f"/tenants/{business.tenant['id']}/keys", business.admin)
    page.get_by_role("link", name=made["key"]["name"], exact=True).click()
    settled(page)
    asked = hold_back(page, re.compile("/rotate$"))
    dialog = press(page, "Rotate")
    confirm(dialog, "Rotate")
    route = asked()
    try_to_leave(page, dialog)
    go_back_in_vain(page)
    expect(dialog).to_be_visible()
    route.continue_()
    assert world.verify(take_secret(page))["key_id"] == made["key"]["id"]
    said(page, "is rotated")


def test_a_refusal_is_told_to_whoever_wanted_to_leave_and_then_they_can(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    visits.expect_complaint("409")
    asked = hold_back(page, re.compile("/disable$"))
    dialog = press(page, "Disable")
    confirm(dialog, "Disable")
    route = asked()
    try_to_leave(page, dialog)
    route.fulfill(**problem(409, "Not just now.", "CONFLICT", request_id="req_01held"))
    expect(dialog.get_by_role("alert")).to_contain_text("Not just now.")
    expect(dialog.get_by_role("alert")).to_contain_text("req_01held")
    close_by_esc(page)


def test_a_secret_stays_open_when_another_tab_signs_out(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    other = page.context.new_page()
    visits.watch(other)
    other.goto("/account")
    settled(other)
    confirm(press(page, "Rotate"), "Rotate")
    secret = shown_secret(page)
    visits.expect_complaint("401")
    other.get_by_role("button", name=re.compile("Account of")).click()
    other.get_by_role("button", name="Sign out", exact=True).click()
    expect(other.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page.locator("dialog .secret")).to_have_text(secret)
    store(page)
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()


# Duplicating


@pytest.mark.parametrize("preset", PORTALS)
def test_a_key_is_duplicated(world, visits, portals, preset):
    portal = portals(preset)
    made = world.key(portal.tenant, ip_allowlist=["192.0.2.0/24"])
    page = visits.open(page_of(portal, made), portal.admin)
    dialog = press(page, "Duplicate")
    hold_accessible(page)
    if preset == "partner-portal":
        expect(dialog.get_by_role("radio", name="1 year")).to_be_checked()
        dialog.get_by_role("radio", name="90 days").check()
    elif preset == "merchant-portal":
        expect(dialog).to_contain_text("Keys here do not expire.")
    else:
        expect(dialog.get_by_role("radio", name="Never expires")).to_be_checked()
    confirm(dialog, "Duplicate")
    secret = take_secret(page)
    expect(page.get_by_role("heading", name=f"{made['key']['name']} (copy)", level=1)).to_be_visible()
    settled(page)
    expect(page.get_by_role("link", name=made["key"]["id"])).to_be_visible()
    hold_gone(page, secret)
    verdict = world.verify(secret, ip="192.0.2.1")
    assert (verdict["verdict"], verdict["scopes"]) == ("VALID", made["key"]["scopes"])
    assert verdict["key_id"] != made["key"]["id"]


def test_the_copy_of_a_long_name_is_called_what_the_dialog_says(world, visits, business):
    made = world.key(business.tenant, "e\u0323\u0302" + "é" * 100 + "👩‍🚒" * 30)
    page = visits.open(page_of(business, made), business.admin)
    dialog = press(page, "Duplicate")
    told = dialog.locator("bdi", has_text="(copy)").last.inner_text().strip("“”")
    confirm(dialog, "Duplicate")
    take_secret(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(told)


def test_a_revoked_key_is_duplicated_too(world, visits, business):
    made = world.key(business.tenant)
    world.as_staff("POST", api(business, made, "/revoke"), {})
    page = visits.open(page_of(business, made), business.admin)
    confirm(press(page, "Duplicate"), "Duplicate")
    assert world.verify(take_secret(page))["verdict"] == "VALID"


def test_a_duplicate_beyond_the_limit_says_what_can_be_done(world, visits):
    tenant, admin = world.admin("business-integrations", key_limit=2)
    portal = types.SimpleNamespace(tenant=tenant, admin=admin)
    made = world.key(tenant)
    page = visits.open(page_of(portal, made), admin)
    visits.expect_complaint("409")
    dialog = press(page, "Duplicate")
    # Somebody else is faster.
    world.key(tenant)
    confirm(dialog, "Duplicate")
    expect(dialog.get_by_role("alert").filter(has_text="All 2 keys are used")).to_be_visible()
    expect(dialog.get_by_role("link", name="Ask for more keys")).to_be_visible()
    close_by_esc(page)
    # And whoever begins now is told before they choose anything.
    dialog = press(page, "Duplicate")
    expect(dialog).to_contain_text("All 2 keys are used")
    expect(dialog.get_by_role("button")).to_have_text(["Close"])
    expect(dialog.get_by_role("link", name="Ask for more keys")).to_be_visible()
    hold_accessible(page)


# Who, and when


def test_what_somebody_else_has_done_meanwhile_is_said(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    world.as_staff("POST", api(business, made, "/revoke"), {})
    page.get_by_role("button", name="Rotate").click()
    said(page, "is revoked by now")
    expect(page.get_by_text("Refused for good")).to_be_visible()
    expect(page.get_by_role("button", name="Rotate")).to_have_count(0)


def test_staff_say_why(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), world.staff)
    dialog = press(page, "Disable")
    confirm(dialog, "Disable")
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Reason").fill("Asked for by telephone")
    confirm(dialog, "Disable")
    said(page, "is disabled")
    expect(page.get_by_text("Reason: Asked for by telephone")).to_be_visible()


def test_staff_give_one_reason_for_revoking_which_is_kept_with_the_key_too(world, visits, business):
    made = world.key(business.tenant)
    page = visits.open(page_of(business, made), world.staff)
    dialog = press(page, "Revoke")
    expect(dialog.get_by_role("textbox")).to_have_count(2)
    dialog.get_by_label("to confirm").fill(made["key"]["name"])
    confirm(dialog, "Revoke for good")
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Reason").fill("Found in a public place")
    confirm(dialog, "Revoke for good")
    said(page, "is revoked")
    expect(page.get_by_text("Refused for good: Found in a public place")).to_be_visible()
    assert world.audited(business.tenant, "key.revoke")["reason"] == "Found in a public place"


def test_an_expired_key_is_only_duplicated_or_revoked(world, visits, business):
    made = world.expired_key(business.tenant)
    page = visits.open(page_of(business, made), business.admin)
    expect(page.get_by_text("Refused since it has ended.")).to_be_visible()
    buttons = page.locator(".page-head .actions")
    expect(buttons.get_by_role("button")).to_have_text(["Duplicate", "Revoke"])
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)


def test_a_name_is_text_in_every_dialog(world, visits, business):
    name = "<img src=x onerror=alert(1)>\"'&amp;"
    made = world.key(business.tenant, name=name)
    page = visits.open(page_of(business, made), business.admin)
    run = []
    page.on("dialog", lambda dialog: (run.append(dialog.message), dialog.dismiss()))
    for label in ["Rotate", "Disable", "Duplicate", "Revoke"]:
        expect(press(page, label).get_by_role("heading")).to_contain_text(name)
        close_by_esc(page)
    dialog = press(page, "Revoke")
    dialog.get_by_label("to confirm").fill(name)
    confirm(dialog, "Revoke for good")
    said(page, name)
    expect(page.locator("main img, dialog img, .note img")).to_have_count(0)
    assert not run


def test_a_row_of_the_list_has_the_same_actions(world, visits):
    tenant, admin = world.admin("business-integrations")
    portal = types.SimpleNamespace(tenant=tenant, admin=admin)
    made = world.key(tenant)
    name = made["key"]["name"]
    page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
    actions(page, name).get_by_role("button", name=f"Disable {name}").click()
    confirm(page.get_by_role("dialog"), "Disable")
    expect(row(page, name).get_by_text("Disabled", exact=True)).to_be_visible()
    expect(actions(page, name).get_by_role("button", name=f"Enable {name}")).to_be_visible()
    assert read(world, portal, made)["status"] == "DISABLED"
    page.get_by_role("link", name=f"Edit {name}").click()
    expect(page.get_by_role("button", name="Save changes")).to_be_visible()
