"""One's own account: places, password, second factor, sessions."""

import re

import pytest
import qrcodegen
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_copied, hold_everywhere, hold_within, settled
from support.once import hold_gone
from support.totp import Authenticator
from support.waiting import wait_until
from support.world import Person


@pytest.fixture
def visits(visits):
    """Each browser with a session of its own."""
    visits.keeps_sessions = False
    return visits


@pytest.fixture(scope="module")
def tenant(world):
    return world.tenant()


@pytest.fixture
def person(world, tenant):
    """Somebody new, who may do to their account what they like, and has a session of the API."""
    return world.sign_in(world.person(tenant, "BUSINESS_ADMIN"))


def part(page, title):
    return page.get_by_role("heading", name=title, exact=True).locator("xpath=..")


def press(page, dialog, button):
    page.get_by_role("dialog", name=dialog).get_by_role("button", name=button, exact=True).click()


# Places


def test_people_see_who_they_are_and_where_they_belong(visits, world, tenant):
    group = world.group(tenant, name="Only reading", type="USER")
    person = world.person(tenant, "BUSINESS_ADMIN", authorization_group_id=group["id"], expires_at="2099-01-01T00:00:00Z")
    client = world.tenant()
    world.join(person, client, "ADVISOR")
    page = visits.open("/account", person)
    expect(part(page, "Who you are")).to_contain_text(person.email)
    row = page.get_by_role("row", name=re.compile(re.escape(tenant["name"])))
    expect(row).to_contain_text("Business admin")
    expect(row).to_contain_text("Within Only reading")
    expect(row.get_by_role("cell").nth(2)).to_contain_text("in 7")
    row = page.get_by_role("row", name=re.compile(re.escape(client["name"])))
    expect(row).to_contain_text("Advisor")
    expect(row).to_contain_text("Never")
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(client["id"]))


def test_the_last_admin_cannot_leave(visits, world):
    visits.expect_complaint("409")
    tenant, admin = world.admin()
    page = visits.open("/account", admin)
    page.get_by_role("button", name=f"Leave {tenant['name']}").click()
    dialog = page.get_by_role("dialog", name=f"Leave {tenant['name']}?")
    expect(dialog).to_contain_text("you will be signed out everywhere")
    hold_accessible(page)
    dialog.get_by_role("button", name="Leave", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("admin")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("row", name=re.compile(re.escape(tenant["name"])))).to_be_visible()


def test_whoever_leaves_is_told_which_keys_stay(visits, world, tenant, person):
    world.person(tenant, "BUSINESS_ADMIN")
    other = world.tenant()
    world.join(person, other, "MEMBER")
    group = world.group(tenant)
    made = world.ask(person, "POST", f"/v1/tenants/{tenant['id']}/keys", {"name": "Left behind", "authorization_group_id": group["id"]})
    page = visits.open("/account", person, viewport=NARROW)
    page.get_by_role("button", name=f"Leave {tenant['name']}").click()
    press(page, f"Leave {tenant['name']}?", "Leave")
    dialog = page.get_by_role("dialog", name=f"You have left {tenant['name']}")
    expect(dialog).to_contain_text("1 API key that you made stays there")
    expect(dialog).to_contain_text("Left behind")
    expect(dialog).to_contain_text(made["key"]["prefix"])
    hold_accessible(page)
    hold_within(page)
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_text(f"You have left {tenant['name']}.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Leave {other['name']}")).to_be_visible()
    expect(page.get_by_role("button", name=f"Leave {tenant['name']}")).to_have_count(0)
    assert world.verify(made["secret"])["valid"]


def test_whoever_leaves_their_only_place_is_signed_out(visits, world, tenant):
    visits.expect_complaint("401")
    person = world.person(tenant, "MEMBER")
    page = visits.open("/account", person)
    page.get_by_role("button", name=f"Leave {tenant['name']}").click()
    press(page, f"Leave {tenant['name']}?", "Leave")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page.get_by_text(f"You have left {tenant['name']}.")).to_be_visible()


# Password


def test_a_password_is_changed_and_other_sessions_end(visits, world, person):
    visits.expect_complaint("422")
    page = visits.open("/account", person, viewport=NARROW)
    elsewhere = visits.open("/account", person)
    page.get_by_role("button", name="Change password").click()
    dialog = page.get_by_role("dialog", name="Change your password")
    current, new = dialog.get_by_label("Current password"), dialog.get_by_label("New password", exact=True)
    expect(dialog.get_by_text("12 to 256 characters")).to_be_visible()
    hold_accessible(page)
    hold_within(page)
    current.fill("not my password")
    new.fill("quite other words in a row")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("This is not your password.")).to_be_visible()
    expect(current).to_be_focused()
    current.fill(person.password)
    new.fill("short")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("At least 12 characters are needed")).to_be_visible()
    new.fill("quite other words in a row")
    page.keyboard.press("Enter")
    # Two slow hashes, and a new one.
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    # This session goes on, under a new token.
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    world.sign_in(Person(person.email, "quite other words in a row", person.name))
    visits.expect_complaint("401")
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Sign in", level=1)).to_be_visible()


# Second factor


def test_a_second_factor_is_set_up_used_renewed_and_removed(visits, person):
    visits.expect_complaint("422|401")
    page = visits.open("/account", person)
    expect(part(page, "Second factor")).to_contain_text("Off")
    page.get_by_role("button", name="Set up a second factor").click()
    dialog = page.get_by_role("dialog", name="Set up a second factor")
    dialog.get_by_label("Your password").fill("not my password")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("This is not your password.")).to_be_visible()
    dialog.get_by_label("Your password").fill(person.password)
    with page.expect_response("**/v1/me/second-factor") as answer:
        page.keyboard.press("Enter")
    told = answer.value.json()

    dialog = page.get_by_role("dialog", name="Add it to your authenticator app")
    secret = told["secret"]
    expect(dialog.locator(".secret")).to_have_text(re.compile(r"\s*".join(secret)))
    assert modules(dialog.get_by_role("img")) in codes_for(told["otpauth_url"])
    hold_accessible(page)
    dialog.get_by_role("button", name="Copy the key").click()
    hold_copied(page, secret)
    # It is shown nowhere else.
    for _ in range(5):
        page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    app = Authenticator(secret)
    dialog.get_by_label("Code that the app shows").fill(app.wrong_code())
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("The code is wrong")).to_be_visible()
    dialog.get_by_label("Code that the app shows").fill(app.code())
    page.keyboard.press("Enter")

    first = read_codes(page)
    expect(page.get_by_text("Your second factor is on.")).to_be_visible()
    expect(part(page, "Second factor")).to_contain_text("On")
    expect(part(page, "Second factor").get_by_text("10", exact=True)).to_be_visible()
    for text in [*first, secret, " ".join(re.findall("....", secret))]:
        hold_gone(page, text)

    page.get_by_role("button", name="New recovery codes").click()
    dialog = page.get_by_role("dialog", name="Make new recovery codes?")
    dialog.get_by_label("Code of your authenticator app").fill(app.wrong_code())
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("The code is wrong")).to_be_visible()
    dialog.get_by_label("Code of your authenticator app").fill(app.code())
    page.keyboard.press("Enter")
    held = []
    page.route("**/v1/me", lambda route: route.fallback() if held else held.append(route))
    second = read_codes(page)
    assert not set(first) & set(second)
    # The page is about to come anew: nothing can be begun in this one.
    wait_until(lambda: held, "the page asks what the person may do by now", page=page)
    expect(page.locator("main")).to_have_attribute("inert", "")
    held[0].continue_()
    expect(page.get_by_text("You have new recovery codes.")).to_be_visible()

    page.get_by_role("button", name="Remove", exact=True).click()
    dialog = page.get_by_role("dialog", name="Remove your second factor?")
    dialog.get_by_label("Your password").fill("not my password")
    dialog.get_by_label("Code").fill(second[0])
    # Enter does nothing dangerous.
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(dialog.get_by_text("This is not your password.")).to_be_visible()
    hold_accessible(page)
    dialog.get_by_label("Your password").fill(person.password)
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Your second factor is removed.")).to_be_visible()
    expect(part(page, "Second factor")).to_contain_text("Off")


def read_codes(page):
    """The recovery codes, which nothing but saying so takes away."""
    dialog = page.get_by_role("dialog", name="Your recovery codes")
    items = dialog.get_by_role("listitem")
    expect(items).to_have_count(10)
    codes = items.all_inner_texts()
    for _ in range(5):
        page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_disabled()
    hold_accessible(page)
    hold_within(page)
    dialog.get_by_role("button", name="Copy the recovery codes").click()
    hold_copied(page, "\n".join(codes))
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    written = download.value.path().read_text()
    assert all(code in written for code in codes)
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    return codes


def test_staff_whose_role_takes_a_second_factor_are_told(visits, person):
    page = visits.open("/account", person)
    page.route("**/v1/me", lambda route: change_me(route, {"enabled": False, "required": True}))
    page.reload()
    expect(part(page, "Second factor")).to_contain_text("Your role on the platform takes a second factor.")
    hold_accessible(page)
    # Everywhere else they are led here.
    page.goto("/tenants")
    settled(page)
    hold_accessible(page)
    page.get_by_role("link", name="Set it up").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_whoever_came_from_their_organization_is_told_plainly(visits, person):
    page = visits.open("/account", person)
    page.route("**/v1/me", lambda route: change_me(route, None))
    page.reload()
    settled(page)
    expect(page.get_by_text("You have signed in with your organization")).to_be_visible()
    for name in ("Change password", "Set up a second factor", "Sign out everywhere else"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    hold_accessible(page)


def change_me(route, second_factor):
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "second_factor": second_factor})


# QR codes, against an implementation of somebody else's


@pytest.mark.parametrize("length", [1, 14, 15, 42, 43, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181, 213])
def test_a_qr_code_is_what_the_standard_says(visits_once, length):
    text = ("otpauth://totp/Latchkey:Zoë?secret=" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 8).encode()[:length].decode(errors="ignore")
    rows = visits_once.evaluate(DRAW, text)
    assert rows in codes_for(text)


def test_a_text_that_is_too_long_has_no_qr_code(visits_once):
    assert visits_once.evaluate(DRAW, "x" * 214) is None


DRAW = """async (text) => {
  const { qrMatrix } = await import(document.querySelector('script[type=module]').src.replace('main.js', 'lib/qr.js'));
  return qrMatrix(text)?.map((row) => row.map(Number)) ?? null;
}"""


@pytest.fixture(scope="module")
def visits_once(browser, server):
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/sign-in")
    settled(page)
    yield page
    context.close()


def codes_for(text):
    """As which a text may be drawn: one for each mask."""
    segments = [qrcodegen.QrSegment.make_bytes(text.encode())]
    for mask in range(8):
        code = qrcodegen.QrCode.encode_segments(segments, qrcodegen.QrCode.Ecc.MEDIUM, 1, 10, mask, False)
        yield [[int(code.get_module(x, y)) for x in range(code.get_size())] for y in range(code.get_size())]


def modules(image):
    """What is drawn, as rows of 0 and 1."""
    size = int(image.get_attribute("viewBox").split()[2]) - 8
    rows = [[0] * size for _ in range(size)]
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", image.locator("path").get_attribute("d")):
        rows[int(y) - 4][int(x) - 4] = 1
    return rows


# Sessions


def test_sessions_are_shown_and_ended(visits, person):
    page = visits.open("/account", person)
    elsewhere = visits.open("/account", person, user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")
    page.reload()
    settled(page)
    sessions = page.get_by_role("table", name="Your sessions")
    # The API's, this one, and the one elsewhere.
    expect(sessions.get_by_role("row")).to_have_count(4)
    this = sessions.get_by_role("row").filter(has_text="This one")
    expect(this).to_contain_text("Chrome on Linux")
    expect(this.get_by_role("button")).to_have_count(0)
    hold_everywhere(page)
    sessions.get_by_role("button", name="Sign out Firefox on Windows").click()
    expect(page.get_by_text("Firefox on Windows is signed out.")).to_be_visible()
    expect(sessions.get_by_role("row")).to_have_count(3)
    visits.expect_complaint("401")
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Sign in", level=1)).to_be_visible()

    page.get_by_role("button", name="Sign out everywhere else").click()
    dialog = page.get_by_role("dialog", name="Sign out everywhere else?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("You are signed out everywhere else.")).to_be_visible()
    expect(sessions.get_by_role("row")).to_have_count(2)


def test_a_session_that_had_ended_already_is_told(visits, world, person):
    visits.expect_complaint("404")
    page = visits.open("/account", person)
    world.ask(person, "DELETE", "/v1/sessions/current")
    page.get_by_role("button", name="Sign out Python-urllib").click()
    expect(page.get_by_text("had ended already")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out Python-urllib")).to_have_count(0)
