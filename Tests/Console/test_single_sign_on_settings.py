"""Settings of single sign-on and directory sync, with a real issuer and a directory that tells of people."""

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from conftest import hold_accessible, hold_copied, hold_everywhere, picture, settled
from support.listener import Listener
from support.once import hold_gone, shown_secret, store


class Issuer(Listener):
    """An identity provider, as far as it says who it is."""

    def __init__(self):
        super().__init__()
        self.named = None
        self.url = f"http://{self.host}"

    def answer(self, path, *_):
        documents = {"/.well-known/openid-configuration": self.document(), "/keys": {"keys": []}}
        return 200 if path in documents else 404, {"Content-Type": "application/json"}, json.dumps(documents.get(path, {})).encode()

    def document(self):
        return {
            "issuer": self.named or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }


@pytest.fixture
def issuer():
    issuer = Issuer()
    yield issuer
    issuer.close()


@pytest.fixture(autouse=True)
def no_provider_is_404(visits):
    """What the API answers while a tenant has no identity provider, which a browser complains of."""
    visits.expect_complaint("status of 404")


def section(page, name):
    return page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))


def connect(page, issuer, secret="a-client-secret"):
    sso = section(page, "Single sign-on")
    sso.get_by_role("button", name="Connect a provider").click()
    dialog = page.get_by_role("dialog", name="Connect an identity provider")
    dialog.get_by_label("Issuer").fill(issuer)
    dialog.get_by_label("Client id").fill("latchkey")
    dialog.get_by_label("Client secret").fill(secret)
    dialog.get_by_role("button", name="Connect").click()
    return dialog


def test_a_provider_is_connected_changed_and_removed(visits, world, issuer):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    sso = section(page, "Single sign-on")
    expect(sso).to_contain_text("No identity provider is connected")
    expect(sso).to_contain_text(f"/v1/single-sign-on/{tenant['id']}/callback")
    expect(connect(page, issuer.url)).to_have_count(0)
    expect(sso).to_contain_text(issuer.url)
    expect(sso).to_contain_text("Set; it is never shown")
    expect(sso).to_contain_text("None may come with its tokens")
    hold_gone(page, "a-client-secret")
    connection = world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/single-sign-on")
    expect(sso.get_by_text(connection["start_url"], exact=True)).to_be_visible()
    expect(sso.get_by_text(connection["redirect_uri"], exact=True)).to_be_visible()
    sso.get_by_role("button", name="Copy Where people begin").click()
    hold_copied(page, connection["start_url"])
    hold_accessible(page)
    picture(page, "single-sign-on")

    # The secret stays unless another one is typed.
    sso.get_by_role("button", name="Change the provider").click()
    dialog = page.get_by_role("dialog", name="Change the identity provider")
    expect(dialog.get_by_label("Client secret")).to_have_value("")
    dialog.get_by_label("Audience of programs’ tokens").fill(f"https://latchkey.example/{tenant['id']}")
    dialog.get_by_label("Take addresses that the provider does not call verified").check()
    hold_accessible(page)
    picture(page, "single-sign-on-change")
    dialog.get_by_role("button", name="Save").click()
    expect(sso).to_contain_text("Trusted unverified")
    changed = world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/single-sign-on")
    assert changed["has_client_secret"] and changed["trusts_email"]

    sso.get_by_role("button", name="Change the provider").click()
    dialog.get_by_label("Take the secret away").check()
    dialog.get_by_role("button", name="Save").click()
    expect(sso).to_contain_text("a public client")

    sso.get_by_role("button", name="Remove the provider").click()
    dialog = page.get_by_role("dialog", name="Remove the identity provider?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    hold_accessible(page)
    dialog.get_by_role("button", name="Remove").click()
    expect(sso).to_contain_text("No identity provider is connected")


def test_what_is_wrong_with_an_issuer_is_said_at_the_field(visits, world, issuer):
    tenant, admin = world.admin("business-integrations")
    visits.expect_complaint("422")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    issuer.named = "https://login.example.com"
    dialog = connect(page, issuer.url)
    complaint = dialog.locator(".error")
    expect(complaint.filter(has_text="names another issuer")).to_be_visible()
    expect(dialog.get_by_label("Issuer")).to_be_focused()
    for address, words in [
        ("nothing of the kind", "Only printable ASCII characters without spaces are allowed."),
        ("ftp://login.example.com", "must be a web address"),
        ("https://nobody.invalid", "There is no such host."),
        (f"{issuer.url}/elsewhere", "It answers 404 when asked about itself"),
    ]:
        dialog.get_by_label("Issuer").fill(address)
        dialog.get_by_role("button", name="Connect").click()
        expect(complaint.filter(has_text=words)).to_be_visible()
    issuer.named = None
    dialog.get_by_label("Issuer").fill(issuer.url)
    dialog.get_by_label("Audience of programs’ tokens").fill("https://latchkey.example/")
    dialog.get_by_role("button", name="Connect").click()
    expect(complaint.filter(has_text=tenant["id"])).to_be_visible()
    hold_accessible(page)


def test_another_issuer_takes_a_secret_of_its_own(visits, world, issuer):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    expect(connect(page, issuer.url)).to_have_count(0)
    visits.expect_complaint("422|412")
    sso = section(page, "Single sign-on")
    sso.get_by_role("button", name="Change the provider").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Client id").fill("another-client")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".error").filter(has_text="has a secret of its own")).to_be_visible()

    # Somebody else was quicker.
    path = f"/v1/tenants/{tenant['id']}/single-sign-on"
    world.ask(admin, "GET", path)
    body = {"issuer": issuer.url, "client_id": "latchkey", "email_claim": "mail", "trusts_email": True}
    world.ask(admin, "PUT", path, body, {"If-Match": world.last_headers["ETag"]})
    dialog.get_by_label("Client secret").fill("another-secret")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this")
    dialog.get_by_role("button", name="Reload").click()
    expect(sso).to_contain_text("The claim mail")


def test_a_directory_gets_a_credential_that_is_shown_once(visits, world):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    directory = section(page, "Directory sync")
    expect(directory).to_contain_text(f"/scim/v2/{tenant['id']}")
    expect(directory).to_contain_text("None: no directory can tell of this tenant’s people.")
    directory.get_by_role("button", name="New credential").click()
    dialog = page.get_by_role("dialog", name="New directory credential")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Name").fill("Entra ID")
    dialog.get_by_label("Works until").fill("2100-01-31")
    hold_accessible(page)
    dialog.get_by_role("button", name="Create").click()

    dialog = page.get_by_role("dialog", name="Copy the token now")
    token = shown_secret(page, re.compile("^.{20,}$"))
    hold_accessible(page)
    for _ in range(5):
        page.keyboard.press("Escape")
    store(page)
    row = directory.get_by_role("row").filter(has_text="Entra ID")
    expect(row.locator("time").last).to_have_attribute("datetime", "2100-01-31T00:00:00.000Z")
    hold_gone(page, token)
    page.reload()
    settled(page)
    hold_gone(page, token)
    assert people(world, tenant, token) == 200

    row.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete “Entra ID”?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert people(world, tenant, token) == 401


def test_a_credential_with_half_a_day_is_not_made(visits, world):
    tenant, admin = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    section(page, "Directory sync").get_by_role("button", name="New credential").click()
    dialog = page.get_by_role("dialog", name="New directory credential")
    dialog.get_by_label("Name").fill("Entra ID")
    dialog.get_by_label("Works until").press_sequentially("1212")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("This is no day of the calendar.")).to_be_visible()
    expect(dialog.get_by_label("Works until")).to_be_focused()
    hold_accessible(page)
    assert world.ask(admin, "GET", f"/v1/tenants/{tenant['id']}/directory-credentials")["data"] == []


def people(world, tenant, token):
    """What a directory with this token is answered."""
    request = urllib.request.Request(f"{world.server.url}/scim/v2/{tenant['id']}/Users", headers={"Authorization": f"Bearer {token}"})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def test_role_mappings_are_added_and_deleted(visits, world):
    tenant, admin = world.admin("business-integrations")
    ceiling = world.group(tenant, name="Only invoices", type="USER")
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    directory = section(page, "Directory sync")
    directory.get_by_role("button", name="New role mapping").click()
    dialog = page.get_by_role("dialog", name="New role mapping")
    dialog.get_by_label("Group of the directory").fill("Bookkeepers")
    dialog.get_by_label("Role").select_option(label="Advisor")
    dialog.get_by_label("Ceiling").select_option(label=ceiling["name"])
    hold_accessible(page)
    dialog.get_by_role("button", name="Create").click()
    row = directory.get_by_role("row").filter(has_text="Bookkeepers")
    expect(row).to_contain_text("Advisor")
    expect(row).to_contain_text("Only invoices")

    visits.expect_complaint("409")
    directory.get_by_role("button", name="New role mapping").click()
    dialog.get_by_label("Group of the directory").fill("Bookkeepers")
    dialog.get_by_label("Role").select_option(label="Advisor")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert")).to_contain_text("There is a mapping of this group to this role")
    dialog.get_by_role("button", name="Cancel").click()

    row.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this role mapping?")
    dialog.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)


def test_every_ceiling_can_be_given_however_many_there_are(visits, world):
    tenant, admin = world.admin("business-integrations")
    names = {world.group(tenant, type="USER")["name"] for _ in range(3)}
    page = visits.open("/", admin)
    page.route("**/authorization-groups?*", lambda route: route.continue_(url=route.request.url.replace("limit=100", "limit=2")))
    page.goto(f"/tenants/{tenant['id']}/settings")
    section(page, "Directory sync").get_by_role("button", name="New role mapping").click()
    for name in names:
        expect(page.get_by_role("dialog").get_by_label("Ceiling")).to_contain_text(name)


def test_who_may_not_read_it_sees_none_of_it(visits, world):
    tenant, _ = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings", world.person(tenant, "ADVISOR"))
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_role("heading", name="Single sign-on")).to_have_count(0)
    expect(page.get_by_role("heading", name="Directory sync")).to_have_count(0)


def test_staff_give_a_reason_for_a_mapping(visits, world):
    tenant, _ = world.admin("business-integrations")
    page = visits.open(f"/tenants/{tenant['id']}/settings", world.staff)
    section(page, "Directory sync").get_by_role("button", name="New role mapping").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Group of the directory").fill("Everyone")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Reason").fill("They asked for it")
    dialog.get_by_role("button", name="Create").click()
    expect(section(page, "Directory sync").get_by_role("row").filter(has_text="Everyone")).to_be_visible()


def test_these_settings_fit_a_narrow_screen(visits, world, issuer):
    tenant, admin = world.admin("business-integrations")
    base = f"/v1/tenants/{tenant['id']}"
    world.ask(admin, "PUT", f"{base}/single-sign-on", {"issuer": issuer.url, "client_id": "latchkey"})
    world.ask(admin, "POST", f"{base}/directory-credentials", {"name": "Entra ID"})
    world.ask(admin, "POST", f"{base}/role-mappings", {"directory_group": "A group with a name that goes on", "role": "BUSINESS_ADMIN"})
    page = visits.open(f"/tenants/{tenant['id']}/settings", admin)
    hold_everywhere(page)
    for button in ("Change the provider", "Remove the provider"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        hold_everywhere(page)
        page.keyboard.press("Escape")
