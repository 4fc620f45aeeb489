"""Accepting an invitation, and choosing a new password by a link."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_everywhere, hold_within, settled
from support.network import problem
from support.waiting import wait_until
from support.world import Person, Refused


@pytest.fixture(scope="module")
def tenant(world):
    return world.tenant()


def path_of(url):
    return "/" + url.split("/", 3)[3]


def accept(page, password, name="Robin Example"):
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Accept and sign in").click()


def hold_forgotten(page, token):
    """The token is nowhere that lasts or is seen."""
    kept = "JSON.stringify([location.href, document.documentElement.outerHTML, history.state, document.title, document.cookie, { ...localStorage }, { ...sessionStorage }])"
    wait_until(lambda: token not in page.evaluate(kept), "the token is gone", timeout=5, page=page)


def link_for_password(world, tenant, person):
    member = world.member(tenant, person.email)
    return world.as_staff("POST", f"/v1/tenants/{tenant['id']}/members/{member['id']}/password-link")["url"]


# Invitations


def test_an_invitation_leads_in_and_its_token_is_seen_nowhere(visits, world, tenant):
    email, url = world.invite(tenant, "BUSINESS_ADMIN")
    token = url.split("#token=")[1]
    page = visits.open(path_of(url))
    expect(page).to_have_url(re.compile("/invite$"))
    hold_forgotten(page, token)
    expect(page.get_by_label("Your name")).to_be_focused()
    password = secrets.token_urlsafe(16)
    accept(page, password)
    expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}"))
    page.get_by_role("button", name="Account of Robin Example").click()
    expect(page.get_by_text(email)).to_be_visible()
    hold_forgotten(page, token)
    # Back leads out of the console, and nowhere with the token.
    page.go_back()
    expect(page).not_to_have_url(re.compile(re.escape(token)))
    world.sign_in(Person(email, password, "Robin Example"))


def test_a_link_is_opened_again_after_a_reload(visits, world, tenant):
    _, url = world.invite(tenant, "MEMBER")
    page = visits.open(path_of(url))
    page.reload()
    settled(page)
    expect(page.get_by_text("Open the invitation’s link again.")).to_be_visible()
    hold_accessible(page)
    # A second link in the same tab, as by pasting it into the address bar.
    page.evaluate("(hash) => { location.hash = hash }", url.split("#")[1])
    expect(page.get_by_role("heading", name="Accept your invitation")).to_be_visible()
    expect(page).to_have_url(re.compile("/invite$"))


def test_which_passwords_are_taken_is_said_before_and_after(visits, world, tenant):
    visits.expect_complaint("422")
    _, url = world.invite(tenant, "MEMBER")
    page = visits.open(path_of(url))
    expect(page.get_by_text("12 to 256 characters of any kind")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    password = page.get_by_label("Password", exact=True)
    accept(page, "short")
    expect(page.get_by_text("At least 12 characters are needed; these are 5.")).to_be_visible()
    expect(password).to_be_focused()
    accept(page, "x" * 257)
    expect(page.get_by_text("At most 256 characters")).to_be_visible()
    assert not asked
    for refused, told in (("aaaaaaaaaaaaaaaa", "sequence or a repetition"), ("Robin Example was here", "name or address")):
        accept(page, refused)
        expect(page.locator(".error", has_text=told)).to_be_visible()
        expect(password).to_have_attribute("aria-invalid", "true")
        expect(password).to_have_value(refused)
    page.get_by_label("Show password").check()
    expect(password).to_have_attribute("type", "text")
    hold_everywhere(page)
    page.get_by_label("Show password").uncheck()
    expect(password).to_have_attribute("type", "password")
    accept(page, "quite some words in a row", name="R")
    expect(page.get_by_text("At least 2 characters are needed.")).to_be_visible()


def test_a_link_that_is_used_replaced_or_none_is_told(visits, world, tenant):
    visits.expect_complaint("422")
    email, url = world.invite(tenant, "MEMBER")
    world.invite(tenant, "MEMBER", email=email)
    for address in (path_of(url), "/invite#token=nonsense"):
        page = visits.open(address)
        accept(page, "quite some words in a row")
        expect(page.get_by_role("alert")).to_contain_text("This link is not valid, or no longer")
        expect(page.get_by_label("Your name")).to_have_value("Robin Example")
    hold_accessible(page)


def test_an_address_that_has_a_password_by_now_is_told(visits, world, tenant):
    visits.expect_complaint("409")
    other = world.tenant()
    email, url = world.invite(other, "MEMBER")
    _, first = world.invite(tenant, "MEMBER", email=email)
    world.ask(None, "POST", "/v1/invitations/accept", {"token": first.split("#token=")[1], "name": "Robin Example", "password": secrets.token_urlsafe(16)})
    page = visits.open(path_of(url))
    accept(page, "quite some words in a row")
    expect(page.get_by_role("alert")).to_contain_text("If you have a password here, sign in with it.")


def test_whoever_cannot_be_signed_in_at_once_is_a_member_all_the_same(visits, world, tenant):
    visits.expect_complaint("503")
    email, url = world.invite(tenant, "MEMBER")
    page = visits.open(path_of(url))
    busy = problem(503, "There is too much to do just now.")
    page.route("**/v1/sessions", lambda route: route.fulfill(**busy))
    accept(page, "quite some words in a row")
    expect(page.get_by_role("heading", name="You are a member now")).to_be_focused()
    expect(page.get_by_text(email)).to_be_visible()
    hold_accessible(page)
    page.unroute("**/v1/sessions")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill("quite some words in a row")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name=tenant["name"])).to_be_visible()


def test_whoever_is_signed_in_as_somebody_else_is_told(visits, world, tenant):
    present = world.person(tenant, "BUSINESS_ADMIN", name="Kim Present")
    _, url = world.invite(tenant, "MEMBER")
    page = visits.open(path_of(url), present)
    expect(page.get_by_text(present.email)).to_be_visible()
    # What another tab does takes nobody's link away.
    other = page.context.new_page()
    visits.watch(other)
    other.goto("/account")
    settled(other)
    accept(page, "quite some words in a row", name="Sasha New")
    expect(page.get_by_role("button", name="Account of Sasha New")).to_be_visible()
    expect(other.get_by_role("button", name="Account of Sasha New")).to_be_visible()


# Links for a new password


def test_a_link_sets_a_new_password_once(visits, world, tenant):
    visits.expect_complaint("422")
    person = world.person(tenant, "MEMBER")
    url = link_for_password(world, tenant, person)
    token = url.split("#token=")[1]
    page = visits.open(path_of(url))
    expect(page).to_have_url(re.compile("/password$"))
    hold_forgotten(page, token)
    field = page.get_by_label("New password", exact=True)
    expect(field).to_be_focused()
    field.fill("aaaaaaaaaaaaaaaa")
    page.keyboard.press("Enter")
    expect(page.get_by_text("sequence or a repetition")).to_be_visible()
    hold_accessible(page)
    field.fill("quite other words in a row")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page.get_by_text("Your new password is set.")).to_be_visible()
    hold_forgotten(page, token)
    with pytest.raises(Refused):
        world.sign_in(Person(person.email, person.password, person.name))
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill("quite other words in a row")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name=tenant["name"])).to_be_visible()

    again = visits.open(path_of(url))
    again.get_by_label("New password", exact=True).fill("quite other words in a row")
    again.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_contain_text("This link is not valid, or no longer")
    again.reload()
    settled(again)
    expect(again.get_by_text("Open the link for your new password again.")).to_be_visible()


def test_the_page_for_a_new_password_is_accessible_and_fits(visits):
    page = visits.open("/password#token=nonsense", viewport=NARROW)
    hold_accessible(page)
    hold_within(page)
