"""Leaving a page: what is asked before, what Back does, and what becomes of what is under way."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_everywhere, settled
from support.network import problem
from support.once import take_secret
from support.waiting import wait_until


@pytest.fixture(scope="module")
def acme(world):
    tenant, admin = world.admin("business-integrations")
    key = world.key(tenant, scopes=["customers:read"])["key"]
    return {"tenant": tenant, "admin": admin, "key": key, "path": f"/tenants/{tenant['id']}"}


@pytest.fixture
def enter(visits, acme):
    return lambda path, **options: visits.open(f"{acme['path']}/{path}", acme["admin"], **options)


def go_to(page, name):
    """By the links at the side."""
    page.locator(".side").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("main h1").first).to_contain_text(name)
    settled(page)


def hold_requests(page, where):
    """What is asked for there waits; the list that this returns has its routes."""
    waiting = []
    page.route(where, lambda route: waiting.append(route))
    return waiting


def let_go(waiting):
    while waiting:
        waiting.pop(0).continue_()


def the_question(page):
    return page.get_by_role("dialog", name="Leave this page?")


def typed_key(enter):
    """The form for a key, half filled in, with three pages behind it."""
    page = enter("groups")
    go_to(page, "Usage")
    go_to(page, "API keys")
    page.get_by_role("link", name="Generate API key").click()
    page.get_by_label("Name").fill("Half a key")
    return page


def press_back_twice(page):
    page.evaluate("() => { history.back(); history.back(); }")


def hold_position(page, path):
    """The browser stands at the page that is shown, and stays there: address, and place in the history."""
    expect(page).to_have_url(re.compile(f"{path}$"))
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    expect(page).to_have_url(re.compile(f"{path}$"))


# Back


def test_who_presses_back_twice_and_stays_is_where_the_address_says(enter):
    page = typed_key(enter)
    press_back_twice(page)
    expect(the_question(page)).to_have_count(1)
    hold_position(page, "/keys/new")
    the_question(page).get_by_role("button", name="Stay").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_label("Name")).to_have_value("Half a key")
    # And from there the way back is as long as it was.
    page.go_back()
    hold_position(page, "/keys/new")
    the_question(page).get_by_role("button", name="Leave").click()
    expect(page.locator("main h1")).to_have_text("API keys")
    expect(page).to_have_url(re.compile("/keys$"))
    page.go_back()
    expect(page.locator("main h1")).to_contain_text("Usage")
    page.go_forward()
    expect(page.locator("main h1")).to_have_text("API keys")


def test_back_is_asked_about_once(enter):
    page = typed_key(enter)
    for _ in range(3):
        page.go_back()
        hold_position(page, "/keys/new")
        expect(the_question(page)).to_have_count(1)
    the_question(page).get_by_role("button", name="Stay").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Name")).to_have_value("Half a key")


def test_back_is_pressed_in_vain_while_a_secret_is_open_and_closing_it_leads_on_from_there(enter, world):
    page = typed_key(enter)
    name = world.name("Kept key")
    page.get_by_label("Name").fill(name)
    page.get_by_role("group", name="Scopes").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name="Generate key").click()
    expect(page.locator("dialog .secret")).to_be_visible()
    press_back_twice(page)
    hold_position(page, "/keys/new")
    take_secret(page)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.go_back()
    expect(page.locator("main h1")).to_have_text("API keys")


def test_who_goes_back_while_their_session_has_ended_signs_in_where_they_were(visits, enter, world, acme):
    visits.keeps_sessions = False
    visits.expect_complaint("401")
    page = enter("groups")
    go_to(page, "Usage")
    world.ask(world.sign_in(acme["admin"]), "DELETE", "/v1/sessions")
    page.get_by_role("main").get_by_role("combobox").first.select_option(index=1)
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    page.go_back()
    hold_position(page, "/usage.*")
    dialog.get_by_label("Password", exact=True).fill(acme["admin"].password)
    dialog.get_by_role("button", name="Sign in and go on").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("main h1")).to_contain_text("Usage")


def test_an_export_asks_for_the_session_that_has_ended_and_then_comes(visits, enter, world, acme):
    visits.keeps_sessions = False
    visits.expect_complaint("401")
    page = enter("audit")
    world.ask(world.sign_in(acme["admin"]), "DELETE", "/v1/sessions")
    page.get_by_role("link", name="Export").click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password", exact=True).fill(acme["admin"].password)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Sign in and go on").click()
    assert download.value.suggested_filename.endswith(".jsonl")


def test_what_is_still_being_done_is_asked_for_again_under_the_same_key(visits, enter):
    visits.expect_complaint("409")
    page = enter("groups/new")
    asked = []

    def refuse(route):
        asked.append(route.request.headers["idempotency-key"])
        route.fulfill(**problem(409, "Same request in flight", "IDEMPOTENCY_IN_FLIGHT", {"Retry-After": "1"}))

    page.route(re.compile("/authorization-groups$"), lambda route: route.fallback() if route.request.method == "GET" else refuse(route))
    page.get_by_label("Name").fill("Asked twice")
    page.get_by_role("checkbox").first.check()
    for times in (1, 2):
        page.get_by_role("button", name=re.compile("^(Create|Make|Add|Save)")).click()
        expect(page.get_by_role("alert")).to_contain_text("nothing is done twice")
        wait_until(lambda: len(asked) == times, "it has been asked for", page=page)
    assert len(set(asked)) == 1


def test_a_link_that_is_pressed_twice_has_one_way_back(enter):
    page = enter("groups")
    go_to(page, "Usage")
    entries = page.evaluate("history.length")
    page.locator(".side").get_by_role("link", name="Members", exact=True).dblclick()
    expect(page.locator("main h1")).to_contain_text("Members")
    settled(page)
    go_to(page, "Members")
    assert page.evaluate("[history.length, history.state.position]") == [entries + 1, 2]
    page.go_back()
    expect(page.locator("main h1")).to_contain_text("Usage")
    page.go_forward()
    expect(page.locator("main h1")).to_contain_text("Members")


def test_what_was_pressed_twice_does_not_lead_back_astray_from_a_form(enter):
    page = enter("groups")
    go_to(page, "Members")
    page.locator(".side").get_by_role("link", name="Usage", exact=True).dblclick()
    expect(page.locator("main h1")).to_contain_text("Usage")
    go_to(page, "API keys")
    page.get_by_role("link", name="Generate API key").click()
    page.get_by_label("Name").fill("Half a key")
    page.go_back()
    the_question(page).get_by_role("button", name="Leave").click()
    expect(page.locator("main h1")).to_have_text("API keys")
    page.go_back()
    expect(page.locator("main h1")).to_contain_text("Usage")
    page.go_back()
    expect(page.locator("main h1")).to_contain_text("Members")


# While the next page is on its way


def test_nothing_is_typed_into_a_page_that_is_being_left(enter):
    page = enter("limit")
    waiting = hold_requests(page, re.compile("/webhook-endpoints"))
    page.locator(".side").get_by_role("link", name="Webhooks").click()
    wait_until(lambda: waiting, "the page has asked", page=page)
    assert page.get_by_label("Reason").evaluate("(field) => Boolean(field.closest('[inert]'))")
    let_go(waiting)
    expect(page.locator("main h1")).to_have_text("Webhooks")
    assert page.evaluate("document.querySelector('main').inert") is False
    # Nothing of the page before is asked about.
    go_to(page, "Members")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_sign_out_that_fails_leaves_what_was_typed_to_be_asked_about(visits, enter, acme):
    visits.expect_complaint("status of 503")
    page = enter("groups/new")
    page.get_by_label("Name").fill("Half a group")
    page.route("**/v1/sessions/current", lambda route: route.fulfill(status=503))
    page.get_by_role("button", name=f"Account of {acme['admin'].name}").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    the_question(page).get_by_role("button", name="Leave").click()
    expect(page.locator(".note")).to_be_visible()
    page.locator(".side").get_by_role("link", name="Members").click()
    the_question(page).get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Name")).to_have_value("Half a group")


# Dialogs


def test_two_buttons_pressed_at_once_open_one_dialog(enter, acme):
    page = enter(f"keys/{acme['key']['id']}")
    waiting = hold_requests(page, re.compile("/preview"))
    revoke, disable = (page.locator("main").get_by_role("button", name=name) for name in ("Revoke", "Disable"))
    revoke.click()
    expect(revoke).to_have_attribute("aria-disabled", "true")
    disable.click()
    wait_until(lambda: waiting, "the page has asked", page=page)
    let_go(waiting)
    expect(page.get_by_role("dialog", name="Revoke")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.locator("[aria-disabled=true]")).to_have_count(0)
    page.keyboard.press("Escape")
    disable.click()
    wait_until(lambda: waiting, "the page has asked", page=page)
    let_go(waiting)
    expect(page.get_by_role("dialog", name="Disable")).to_be_visible()


def invite(enter):
    page = enter("members")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_label("E-mail").fill("new@console.example")
    return page, page.get_by_role("dialog", name="Invite")


def test_esc_does_not_throw_away_what_was_typed_in_a_dialog(enter):
    page, dialog = invite(enter)
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Close without saving?")
    hold_everywhere(page)
    question.get_by_role("button", name="Go on here").click()
    expect(dialog.get_by_label("E-mail")).to_have_value("new@console.example")
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    go_to(page, "Usage")


def test_a_name_is_typed_without_what_is_not_seen_of_it(enter, acme, world):
    key = world.key(acme["tenant"], "Ki\u00adosk\u200b \U0001f469\u200d\U0001f4bb\ufe0f", scopes=["customers:read"])["key"]
    page = enter(f"keys/{key['id']}")
    page.locator("main").get_by_role("button", name="Revoke").click()
    dialog = page.get_by_role("dialog", name="Revoke")
    dialog.get_by_label("to confirm").fill("Kiosk \U0001f469\U0001f4bb")
    dialog.get_by_role("button", name="Revoke for good").click()
    expect(page.locator(".note")).to_contain_text("is revoked")


def test_cancel_is_not_asked_about(enter):
    page, dialog = invite(enter)
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    go_to(page, "Usage")


def test_back_asks_before_it_closes_a_dialog_with_something_typed(enter):
    page = enter("groups")
    go_to(page, "Members")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_label("E-mail").fill("new@console.example")
    page.go_back()
    the_question(page).get_by_role("button", name="Stay").click()
    expect(page.get_by_label("E-mail")).to_have_value("new@console.example")
    page.go_back()
    the_question(page).get_by_role("button", name="Leave").click()
    expect(page.locator("main h1")).to_have_text("Authorization groups")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_signing_out_in_another_tab_leaves_what_was_typed_in_a_dialog(visits, enter, acme):
    visits.keeps_sessions = False
    visits.expect_complaint("401")
    page, dialog = invite(enter)
    other = page.context.new_page()
    visits.watch(other)
    other.goto("/account")
    other.get_by_role("button", name=f"Account of {acme['admin'].name}").click()
    other.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    expect(dialog.get_by_label("E-mail")).to_have_value("new@console.example")
