"""Webhooks: endpoints, their secrets, what was sent to them and what came back, with a real receiver on loopback."""

import base64
import hashlib
import hmac
import re

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_everywhere, picture, settled
from support.listener import Listener
from support.network import lose_answer
from support.once import hold_gone, take_secret
from support.waiting import wait_until
from support.world import Refused

SIGNING_SECRET = re.compile("^whsec_")


class Receiver(Listener):
    """Takes what is sent to it, and answers `status`."""

    def __init__(self):
        super().__init__()
        self.status = 204
        self.messages = []
        self.url = f"http://{self.host}/hooks/till"

    def answer(self, path, headers, body):
        self.messages.append((headers, body))
        return self.status, {"X-Receiver": "till"}, b"" if self.status == 204 else b"The till is closed."


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def home(world):
    return world.admin("business-integrations", name="Northwind Hooks")


def endpoint(world, tenant, url, events=("api_key.created",), **more):
    return world.as_staff("POST", f"/v1/tenants/{tenant['id']}/webhook-endpoints", {"url": url, "events": list(events), **more})


def is_signed(message, secret):
    headers, body = message
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


def test_an_endpoint_is_added_and_told_of_the_next_key(visits, world, receiver):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/webhooks", admin)
    expect(page.get_by_role("heading", name="No endpoint yet")).to_be_visible()
    hold_accessible(page)
    picture(page, "webhooks-empty")
    page.get_by_role("link", name="New endpoint").click()
    settled(page)
    hold_accessible(page)
    page.get_by_label("URL").fill(receiver.url)
    page.get_by_label("Description").fill("Our till")
    page.get_by_label("api_key.created").check()
    page.get_by_label("api_key.revoked").check()
    picture(page, "webhooks-new")
    page.get_by_role("button", name="Create").click()

    dialog = page.get_by_role("dialog", name="Copy the signing secret now")
    expect(dialog).to_be_visible()
    dialog.get_by_text("How to verify a message").click()
    expect(dialog.get_by_text("webhook-signature")).to_be_visible()
    hold_accessible(page)
    picture(page, "webhooks-secret")
    secret = take_secret(page, SIGNING_SECRET)
    expect(page).to_have_url(re.compile(r"/webhooks/whe_\w+$"))
    expect(page.get_by_role("heading", name=receiver.host)).to_be_visible()

    # Shown once, and nowhere after.
    hold_gone(page, secret)
    page.reload()
    settled(page)
    hold_gone(page, secret)

    world.key(tenant, name="Till")
    page.reload()
    row = page.get_by_role("row").filter(has_text="A key is generated")
    expect(row).to_contain_text("Delivered")
    expect(row).to_contain_text("Taken with 204")
    [message] = receiver.messages
    assert is_signed(message, secret)
    hold_accessible(page)
    picture(page, "webhooks-endpoint")


def test_a_test_event_is_seen_to_arrive(visits, world, home, receiver):
    tenant, admin = home
    made = endpoint(world, tenant, receiver.url)
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    expect(page.get_by_text("Nothing was sent here yet")).to_be_visible()
    page.get_by_role("button", name="Send a test event").click()
    dialog = page.get_by_role("dialog", name="A test")
    expect(dialog.locator(".delivery-state")).to_contain_text("Delivered")
    expect(dialog).to_contain_text("Taken with 204")
    expect(page).to_have_url(re.compile(r"\?delivery=whd_\w+$"))
    dialog.get_by_text("The message").click()
    expect(dialog.get_by_text('"type": "webhook.test"')).to_be_visible()
    expect(dialog.get_by_text(re.compile("x-receiver: till", re.IGNORECASE))).to_be_visible()
    hold_accessible(page)
    picture(page, "webhooks-delivery")
    page.reload()
    expect(page.get_by_role("dialog", name="A test")).to_contain_text("Delivered")
    page.get_by_role("button", name="Close").click()
    expect(page).to_have_url(re.compile(r"/webhooks/whe_\w+$"))
    expect(page.get_by_role("row").filter(has_text="A test")).to_contain_text("Delivered")


def test_a_test_event_whose_answer_was_lost_is_sent_once(visits, world, home, receiver):
    tenant, admin = home
    made = endpoint(world, tenant, receiver.url)
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    visits.expect_complaint("ERR_FAILED")
    lost = lose_answer(page, "**/test")
    send = page.get_by_role("button", name="Send a test event")
    send.click()
    expect(page.get_by_text("cannot be reached")).to_be_visible()
    send.click()
    dialog = page.get_by_role("dialog", name="A test")
    expect(dialog.locator(".delivery-state")).to_contain_text("Delivered")
    sent = lambda: world.as_staff("GET", f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}/deliveries")["data"]
    assert len(sent()) == 1 and lost[0].ok
    # Once it has arrived, another one is another one.
    held = []
    page.route(re.compile(r"/deliveries(\?.*)?$"), lambda route: held.append(route))
    dialog.get_by_role("button", name="Close").click()
    # Though the list is not there anew yet.
    wait_until(lambda: held, "the list is asked for", page=page)
    send.click()
    expect(dialog.locator(".delivery-state")).to_contain_text("Delivered")
    assert len(sent()) == 2


def test_what_failed_says_why_and_is_sent_once_more(visits, world, home, receiver):
    tenant, admin = home
    receiver.status = 500
    made = endpoint(world, tenant, receiver.url)
    world.ask(admin, "POST", f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}/test", {})
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    row = page.get_by_role("row").filter(has_text="A test")
    expect(row).to_contain_text("Answered 500")
    expect(row).to_contain_text("Retrying")
    row.get_by_role("link").click()
    dialog = page.get_by_role("dialog", name="A test")
    expect(dialog.get_by_text("The till is closed.").first).to_be_visible()
    expect(dialog.get_by_text("Attempt 1: Answered 500")).to_be_visible()
    hold_accessible(page)
    receiver.status = 204
    dialog.get_by_role("button", name="Send it once more").click()
    expect(dialog.locator(".delivery-state")).to_contain_text("Delivered")
    expect(dialog).to_contain_text("It is a repetition of")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("row").filter(has_text="once more")).to_contain_text("Delivered")
    ids = {headers["webhook-id"] for headers, _ in receiver.messages}
    assert len(ids) == 1, "a repetition has the id of the first"


def test_a_pending_delivery_is_kept_up_with_while_somebody_looks(visits, world, home, receiver):
    tenant, admin = home
    receiver.status = 500
    made = endpoint(world, tenant, receiver.url)
    world.ask(admin, "POST", f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}/test", {})
    page = visits.open("/account", admin)
    page.clock.install()
    page.goto(f"/tenants/{tenant['id']}/webhooks/{made['id']}")
    row = page.get_by_role("row").filter(has_text="A test")
    expect(row).to_contain_text("Answered 500")
    receiver.status = 204
    # The second attempt is due after some five seconds.
    expect(row).to_contain_text("Delivered")
    # Nothing more is asked for once the page is left.
    page.get_by_role("navigation").get_by_role("link", name="Webhooks").click()
    settled(page)
    asked = []
    page.on("request", lambda request: "deliveries" in request.url and asked.append(request.url))
    page.clock.run_for(60_000)
    assert asked == []


def test_deliveries_are_filtered_in_the_address(visits, world, home, receiver):
    tenant, admin = home
    made = endpoint(world, tenant, receiver.url)
    base = f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}"
    world.ask(admin, "POST", f"{base}/test", {})
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    expect(page.get_by_role("row").filter(has_text="A test")).to_contain_text("Delivered")
    page.get_by_label("Status").select_option(label="Failed")
    expect(page.get_by_text("No delivery is like that.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?status=FAILED$"))
    page.reload()
    settled(page)
    expect(page.get_by_label("Status")).to_have_value("FAILED")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("row").filter(has_text="A test")).to_be_visible()
    page.get_by_label("Event").select_option("webhook.test")
    expect(page).to_have_url(re.compile(r"\?event=webhook\.test$"))


def test_what_is_wrong_with_a_url_is_said_at_the_field(visits, home):
    tenant, admin = home
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/new", admin)
    visits.expect_complaint("422")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("URL")).to_be_focused()
    expect(page.get_by_text("This is needed.")).to_have_count(2)
    page.get_by_label("api_key.created").check()
    for url, words in [
        ("ftp://hooks.example.com", "It must begin with https://."),
        ("https://ada:secret@hooks.example.com", "It must not name a user or a password."),
        ("https://hooks.example.com/#here", "What follows a # is never sent"),
        ("https://nobody.invalid/", "There is no such host."),
    ]:
        page.get_by_label("URL").fill(url)
        page.get_by_role("button", name="Create").click()
        expect(page.locator(".error").filter(has_text=words)).to_be_visible()
        expect(page.get_by_label("URL")).to_have_attribute("aria-invalid", "true")
    hold_accessible(page)


def test_an_endpoint_is_edited_disabled_enabled_and_deleted(visits, world, home, receiver):
    tenant, admin = home
    made = endpoint(world, tenant, receiver.url, description="Till")
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit the endpoint")
    dialog.get_by_label("Description").fill("Till of the shop")
    dialog.get_by_label("key_limit.raised").check()
    hold_accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Till of the shop")).to_be_visible()
    expect(page.get_by_role("code").filter(has_text="key_limit.raised")).to_be_visible()

    page.get_by_role("button", name="Disable").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("ends as failed")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("It was disabled by an admin.")).to_be_visible()
    expect(page.get_by_role("button", name="Send a test event")).to_have_count(0)
    hold_accessible(page)
    page.get_by_role("button", name="Enable").click()
    page.get_by_role("dialog").get_by_role("button", name="Enable").click()
    expect(page.get_by_role("button", name="Send a test event")).to_be_visible()

    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("to confirm")).fill("something else")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_text("That is not the host of its URL.")).to_be_visible()
    hold_accessible(page)
    dialog.get_by_label(re.compile("to confirm")).fill(receiver.host)
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(r"/webhooks$"))
    expect(page.get_by_text(receiver.host)).to_have_count(0)


def test_somebody_elses_change_is_not_written_over(visits, world, home, receiver):
    tenant, admin = home
    made = endpoint(world, tenant, receiver.url)
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    page.get_by_role("button", name="Edit").click()
    path = f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}"
    world.ask(admin, "GET", path)
    world.ask(admin, "PATCH", path, {"description": "Theirs"}, {"If-Match": world.last_headers["ETag"]})
    visits.expect_complaint("412")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Description").fill("Mine")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    dialog.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("Theirs")).to_be_visible()


def test_a_secret_is_rotated_with_a_grace(visits, world, home, receiver):
    tenant, admin = home
    made = endpoint(world, tenant, receiver.url)
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    page.get_by_role("button", name="Rotate the secret").click()
    dialog = page.get_by_role("dialog", name="Rotate the signing secret")
    dialog.get_by_label("The old secret").select_option(label="Signs as well for an hour")
    hold_accessible(page)
    dialog.get_by_role("button", name="Rotate").click()
    expect(page.get_by_role("dialog", name="Copy the signing secret now")).to_be_visible()
    for _ in range(5):
        page.keyboard.press("Escape")
    secret = take_secret(page, SIGNING_SECRET)
    assert secret != made["secret"]
    expect(page.get_by_text("Signs as well, ending")).to_be_visible()
    hold_gone(page, secret)
    page.get_by_role("button", name="Send a test event").click()
    expect(page.get_by_role("dialog").locator(".delivery-state")).to_contain_text("Delivered")
    [message] = receiver.messages
    assert is_signed(message, secret) and is_signed(message, made["secret"])


def test_an_endpoint_that_is_gone_says_so(visits, world, home, receiver):
    tenant, admin = home
    receiver.status = 410
    made = endpoint(world, tenant, receiver.url)
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", admin)
    page.get_by_role("button", name="Send a test event").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".delivery-state")).to_contain_text("Failed")
    expect(dialog).to_contain_text("410 Gone")
    visits.expect_complaint("409")
    dialog.get_by_role("button", name="Send it once more").click()
    expect(dialog.get_by_role("alert")).to_contain_text("disabled")
    dialog.get_by_role("button", name="Close").click()
    expect(page).to_have_url(re.compile(rf"/{made['id']}$"))
    page.reload()
    expect(page.get_by_text("by which a receiver says that it wants nothing more")).to_be_visible()
    page.get_by_role("link", name="← Webhooks").click()
    expect(page.get_by_role("row").filter(has_text=receiver.host)).to_contain_text("It answered 410 Gone")


def test_who_may_not_see_webhooks_is_told_so(visits, world, home):
    tenant, _ = home
    visits.expect_complaint("403")
    for role in ("ADVISOR", "MEMBER"):
        person = world.person(tenant, role)
        page = visits.open(f"/tenants/{tenant['id']}/webhooks", person)
        expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
        expect(page.get_by_role("navigation").get_by_role("link", name="Webhooks")).to_have_count(0)
        page.goto(f"/tenants/{tenant['id']}/webhooks/new")
        expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()


def test_staff_give_a_reason(visits, world, home, receiver):
    tenant, _ = home
    made = endpoint(world, tenant, receiver.url)
    page = visits.open(f"/tenants/{tenant['id']}/webhooks/{made['id']}", world.staff)
    page.get_by_role("button", name="Send a test event").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Reason").fill("They asked whether it works")
    dialog.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("dialog", name="A test").locator(".delivery-state")).to_contain_text("Delivered")


def test_long_addresses_and_descriptions_fit(visits, world, home, receiver):
    tenant, admin = home
    receiver.status = 500
    made = endpoint(world, tenant, receiver.url + "/a-path-that-goes-on-and-on/and-has-no-end/whatever-comes-next", description="A description that is long enough to be broken somewhere")
    world.ask(admin, "POST", f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}/test", {})
    page = visits.open(f"/tenants/{tenant['id']}/webhooks", admin)
    hold_everywhere(page)
    page.goto(f"/tenants/{tenant['id']}/webhooks/{made['id']}")
    settled(page)
    hold_everywhere(page)
    page.get_by_role("link", name="A test").click()
    expect(page.get_by_role("dialog")).to_contain_text("Answered 500")
    hold_everywhere(page)


def test_there_is_no_way_to_a_strangers_endpoint(visits, world, home, receiver):
    tenant, _ = home
    made = endpoint(world, tenant, receiver.url)
    other, admin = world.admin("business-integrations")
    visits.expect_complaint("404")
    page = visits.open(f"/tenants/{other['id']}/webhooks/{made['id']}", admin)
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    with pytest.raises(Refused):
        world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/webhook-endpoints/{made['id']}")
