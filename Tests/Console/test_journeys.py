"""The documents of the five portals, followed in the console step by step, as their readers would. `docs/portals.md` has their lines."""

import re

import pytest
from playwright.sync_api import expect

from conftest import hold_copied, settled
from support.keys import actions, card, row
from support.once import hold_gone, shown_secret, store
from support.times import day


def go(page, name):
    """Follows the navigation at the side."""
    page.locator(".side").get_by_role("link", name=name, exact=True).click()
    settled(page)


def columns(page):
    expect(page.get_by_role("table", name="API keys")).to_be_visible()
    return page.get_by_role("table", name="API keys").get_by_role("columnheader").all_inner_texts()


def cell(page, name, column):
    index = columns(page).index(column)
    return row(page, name).locator("th, td").nth(index)


def press(page, name, verb):
    """A button of a key's row; resolves to the dialog that it opens."""
    actions(page, name).get_by_role("button", name=re.compile(f"^{verb}")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def revoke(page, dialog, name, label="Revoke for good"):
    dialog.get_by_label(re.compile("Type .* to confirm")).fill(name)
    dialog.get_by_role("button", name=label).click()
    expect(dialog).to_be_hidden()


def generate(page):
    """From the filled in form to the secret in its dialog."""
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name="Generate key").click()
    return shown_secret(page)


def begin(page):
    page.get_by_role("link", name=re.compile("Generate API key")).first.click()
    settled(page)


class TestPartnerPortal:
    """000"""

    @pytest.fixture(scope="class")
    @classmethod
    def portal(cls, world):
        return world.admin("partner-portal")

    def test_a_partner_generates_its_first_key_and_finds_it_in_the_table(self, world, visits):
        tenant, admin = world.admin("partner-portal")
        page = visits.open("/", admin)
        expect(page).to_have_url(re.compile(f"/tenants/{tenant['id']}/keys$"))
        settled(page)
        expect(page.locator(".card"), "the cards appear with the first key").to_have_count(0)
        begin(page)
        page.get_by_label("Name").fill("Merchant onboarding")
        scopes = page.get_by_role("group", name="Scopes")
        for name, label, description in [
            ("merchants:read", "Read Merchants", "View merchant list and details"),
            ("merchants:write", "Write Merchants", "Create and update merchants"),
            ("analytics:read", "Read Analytics", "View partner analytics and metrics"),
            ("webhooks:manage", "Manage Webhooks", "Configure and manage webhook endpoints"),
            ("reports:read", "Read Reports", "Download and view reports"),
        ]:
            box = scopes.locator("label").filter(has_text=name)
            expect(box).to_contain_text(label)
            expect(box).to_contain_text(description)
        expect(page.get_by_role("group", name="Expiry").get_by_role("radio")).to_have_count(4)
        for period in ["30 days", "90 days", "2 years"]:
            expect(page.get_by_role("radio", name=period)).not_to_be_checked()
        expect(page.get_by_role("radio", name="1 year")).to_be_checked()
        page.get_by_role("button", name="Review").click()
        expect(scopes, "at least one scope").to_contain_text("needed")
        scopes.get_by_role("checkbox", name=re.compile("merchants:read")).check()
        secret = generate(page)
        assert secret.startswith("ptn_live_")
        page.get_by_role("dialog").get_by_role("button", name="Copy the secret", exact=True).click()
        hold_copied(page, secret)
        assert world.verify(secret, scopes=["merchants:read"])["verdict"] == "VALID"
        store(page)
        settled(page)
        hold_gone(page, secret)

        go(page, "API keys")
        assert [column for column in columns(page) if column in ("Name", "Prefix", "Scopes", "Status", "Expires", "Last used", "Requests")] == [
            "Name", "Prefix", "Scopes", "Status", "Expires", "Last used", "Requests"]
        expect(cell(page, "Merchant onboarding", "Prefix")).to_contain_text("ptn_live_")
        expect(cell(page, "Merchant onboarding", "Scopes")).to_contain_text("merchants:read")
        expect(cell(page, "Merchant onboarding", "Status")).to_have_text("Active")
        expect(card(page, "Total keys")).to_have_text("1")
        expect(card(page, "Active keys")).to_have_text("1")
        expect(card(page, "Total requests")).to_be_visible()

    def test_a_partner_revokes_a_key_that_was_compromised_for_good(self, world, visits, portal):
        tenant, admin = portal
        secret = world.key(tenant, "Leaked", scopes=["merchants:read"])["secret"]
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        dialog = press(page, "Leaked", "Revoke")
        expect(dialog).to_contain_text("cannot be undone")
        expect(dialog).to_contain_text("immediately")
        revoke(page, dialog, "Leaked")
        assert world.verify(secret)["verdict"] == "REVOKED"
        expect(cell(page, "Leaked", "Status")).to_have_text("Revoked")
        expect(actions(page, "Leaked").get_by_role("button", name=re.compile("^(Enable|Rotate|Revoke)"))).to_have_count(0)

    def test_only_a_partners_admin_can_generate_keys(self, world, visits, portal):
        tenant, _ = portal
        page = visits.open(f"/tenants/{tenant['id']}", world.person(tenant, "MEMBER"))
        expect(page.get_by_text(re.compile("ask an admin of", re.I))).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("Generate"))).to_have_count(0)

    def test_a_partner_sees_by_last_use_and_count_which_keys_nobody_uses(self, world, visits, portal):
        tenant, admin = portal
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        world.key(tenant, "Never used", scopes=["reports:read"])
        page.reload()
        settled(page)
        expect(cell(page, "Never used", "Last used")).to_have_text("Never")
        expect(cell(page, "Never used", "Requests")).to_contain_text("0")


class TestEnterpriseDashboard:
    """001"""

    @pytest.fixture(scope="class")
    @classmethod
    def portal(cls, world):
        return world.admin("enterprise-dashboard")

    def test_a_live_key_is_created_for_three_scopes_until_a_date(self, world, visits, portal):
        tenant, admin = portal
        page = visits.open("/", admin)
        settled(page)
        go(page, "API keys")
        begin(page)
        page.get_by_label("Name").fill("Reporting")
        expect(page.get_by_role("radio", name="Live")).to_be_checked()
        scopes = page.get_by_role("group", name="Scopes")
        expect(scopes.get_by_role("checkbox")).to_have_count(12)
        for scope in ["invoices:read", "payouts:read", "clients:read"]:
            scopes.get_by_role("checkbox", name=re.compile(scope)).check()
        page.get_by_role("radio", name="On a date").check()
        last_day = day(40)
        page.get_by_label("Date", exact=True).fill(last_day)
        secret = generate(page)
        assert secret.startswith("sk_live_")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("cannot be shown again")
        expect(dialog, "how to use it").to_contain_text("curl")
        store(page)
        key = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/keys?q=Reporting")["data"][0]
        assert key["expires_at"] == f"{last_day}T00:00:00.000Z", "at midnight UTC on that date"

    def test_a_test_key_with_full_access_is_told_apart_in_the_list(self, visits, portal):
        tenant, admin = portal
        page = visits.open(f"/tenants/{tenant['id']}/keys/new", admin)
        page.get_by_label("Name").fill("Sandbox")
        page.get_by_role("radio", name="Test").check()
        page.get_by_role("checkbox", name=re.compile("Full access")).check()
        secret = generate(page)
        assert secret.startswith("sk_test_")
        store(page)
        settled(page)
        go(page, "API keys")
        for column in ["Name", "Environment", "Created", "Last used", "Scopes", "Status"]:
            assert column in columns(page)
        expect(cell(page, "Sandbox", "Environment")).to_have_text("Test")
        page.get_by_label("Environment").select_option("LIVE")
        expect(row(page, "Sandbox")).to_have_count(0)

    def test_a_key_is_rotated_by_making_another_and_revoking_the_old_one(self, world, visits, portal):
        tenant, admin = portal
        old = world.key(tenant, "Production server", scopes=["invoices:read"])["secret"]
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        dialog = press(page, "Production server", "Duplicate")
        dialog.get_by_role("button", name="Duplicate").click()
        new = shown_secret(page)
        store(page)
        settled(page)
        assert world.verify(new)["scopes"] == world.verify(old)["scopes"] == ["invoices:read"]
        go(page, "API keys")
        revoke(page, press(page, "Production server", "Revoke"), "Production server")
        assert world.verify(old)["verdict"] == "REVOKED"
        assert world.verify(new)["verdict"] == "VALID"

    def test_somebody_is_told_of_keys_by_webhook(self, world, visits, portal):
        tenant, admin = portal
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        go(page, "Webhooks")
        page.get_by_role("link", name="New endpoint").first.click()
        settled(page)
        page.get_by_label("URL").fill("http://127.0.0.1:9/keys")
        for event in ["api_key.created", "api_key.revoked", "api_key.expiring", "api_key.expired"]:
            page.get_by_role("checkbox", name=event).check()
        page.get_by_role("button", name="Create").click()
        secret = shown_secret(page, re.compile("^whsec_"))
        store(page)
        settled(page)
        hold_gone(page, secret)
        (made,) = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/webhook-endpoints")["data"]
        assert len(made["events"]) == 4


class TestMerchantPortal:
    """002"""

    @pytest.fixture(scope="class")
    @classmethod
    def portal(cls, world):
        partner, admin = world.admin("partner-portal")
        merchant = world.merchant(partner, name=world.name("Corner Coffee"))
        return {"partner": partner, "merchant": merchant, "admin": admin}

    def test_a_partner_goes_by_the_grid_of_merchants_to_a_merchants_keys(self, world, visits, portal):
        for name in ["First", "Second"]:
            made = world.key(portal["merchant"], name)
        world.verify(made["secret"])
        page = visits.open("/", portal["admin"])
        settled(page)
        go(page, "Merchants")
        page.get_by_role("list", name="Merchants").get_by_role("link", name=portal["merchant"]["name"]).click()
        settled(page)
        expect(page.get_by_role("complementary")).to_contain_text("as their partner")
        go(page, "API keys")
        names = page.get_by_role("table", name="API keys").get_by_role("rowheader").get_by_role("link")
        expect(names.filter(has_text=re.compile("^(First|Second)$")), "newest first").to_have_text(["Second", "First"])
        assert any(column.startswith("Errors, 24") for column in columns(page))
        row(page, "Second").get_by_role("button", name=re.compile("^Copy")).click()
        hold_copied(page, made["key"]["prefix"].rstrip("…"))

    def test_a_key_is_renamed_duplicated_and_keeps_its_permissions(self, world, visits, portal):
        tenant = portal["merchant"]
        world.key(tenant, "Till")
        page = visits.open(f"/tenants/{tenant['id']}/keys", portal["admin"])
        row(page, "Till").get_by_role("rowheader").get_by_role("link").click()
        settled(page)
        expect(page.get_by_text("Key ID", exact=True)).to_be_visible()
        page.get_by_role("link", name="Edit").click()
        settled(page)
        expect(page.get_by_label("Name")).to_have_value("Till")
        expect(page.get_by_role("checkbox", name=re.compile("customers:read")), "permissions stay as they were made").to_have_count(0)
        page.get_by_label("Name").fill("Till at the door")
        page.get_by_label("Description").fill("The one on the left")
        page.get_by_role("button", name="Save changes").click()
        expect(page.get_by_role("heading", name="Till at the door", level=1)).to_be_visible()
        expect(page.get_by_text("The one on the left").first).to_be_visible()
        page.get_by_role("button", name="Duplicate").click()
        page.get_by_role("dialog").get_by_role("button", name="Duplicate").click()
        store_and_see(page, "Till at the door (copy)")

    def test_a_key_is_disabled_enabled_and_revoked_only_when_disabled(self, world, visits, portal):
        tenant = portal["merchant"]
        made = world.key(tenant, "Kiosk")
        page = visits.open(f"/tenants/{tenant['id']}/keys/{made['key']['id']}", portal["admin"])
        expect(page.get_by_role("heading", name="History")).to_be_visible()

        page.get_by_role("button", name="Revoke").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("disabled before it is revoked")
        dialog.get_by_role("button", name="Cancel").click()
        for verb, verdict in [("Disable", "DISABLED"), ("Enable", "VALID"), ("Disable", "DISABLED")]:
            page.get_by_role("button", name=verb, exact=True).click()
            page.get_by_role("dialog").get_by_role("button", name=verb, exact=True).click()
            expect(page.get_by_role("dialog")).to_have_count(0)
            expect(page.get_by_role("button", name="Enable" if verb == "Disable" else "Disable", exact=True)).to_be_visible()
            assert world.verify(made["secret"])["verdict"] == verdict
        page.get_by_role("button", name="Revoke").click()
        revoke(page, page.get_by_role("dialog"), "Kiosk")
        expect(page.get_by_role("button", name=re.compile("Enable|Disable|Revoke"))).to_have_count(0)
        go(page, "API keys")
        expect(cell(page, "Kiosk", "Status"), "it remains on the grid").to_have_text("Revoked")


def store_and_see(page, name):
    shown_secret(page)
    store(page)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    settled(page)


class TestTenantSettings:
    """003"""

    @pytest.fixture(scope="class")
    @classmethod
    def portal(cls, world):
        tenant, admin = world.admin("tenant-settings")
        for name, scopes in [("Mobile app", ["customers:read"]), ("Everything", ["customers:read", "customers:write"])]:
            world.group(tenant, name, scopes)
        world.group(tenant, "A ceiling", ["customers:read"], type="USER")
        return tenant, admin

    def test_a_key_is_generated_on_a_page_of_its_own_and_its_secret_copied_once(self, world, visits, portal):
        tenant, admin = portal
        page = visits.open("/", admin)
        settled(page)
        go(page, "API keys")
        begin(page)
        expect(page).to_have_url(re.compile("/keys/new$"))
        page.get_by_role("button", name="Review").click()
        expect(page.get_by_label("Name"), "a name is required").to_have_attribute("aria-invalid", "true")
        page.get_by_label("Name").fill("ERP integration")
        page.get_by_label("Description").fill("Writes invoices at night")
        groups = page.get_by_label("Authorization group")
        expect(groups).not_to_contain_text("A ceiling")
        groups.select_option(label="Mobile app")
        page.get_by_role("radio", name="On a date").check()
        page.get_by_label("Date", exact=True).fill(day(-1))
        page.get_by_label("IP allowlist").fill("203.0.113.0/24\n300.1.1.1")
        page.get_by_role("button", name="Review").click()
        expect(page.get_by_text(re.compile("future|past|over"))).to_be_visible()
        expect(page.get_by_text(re.compile("Line 2"))).to_be_visible()
        page.get_by_label("Date", exact=True).fill(day(30))
        page.get_by_label("IP allowlist").fill("203.0.113.0/24\n2001:db8::/32")
        secret = generate(page)
        page.get_by_role("dialog").get_by_role("button", name="Copy the secret", exact=True).click()
        hold_copied(page, secret)
        store(page)
        settled(page)
        hold_gone(page, secret)
        assert world.verify(secret, ip="203.0.113.9")["verdict"] == "VALID"
        assert world.verify(secret, ip="198.51.100.1")["verdict"] == "IP_NOT_ALLOWED"
        go(page, "API keys")
        expect(page.get_by_text("1 of 10 keys")).to_be_visible()
        for column in ["Name", "Status", "Group", "Expires", "Last used"]:
            assert column in columns(page)

    def test_a_key_is_edited_by_its_pencil_with_no_date_in_the_form(self, world, visits, portal):
        tenant, admin = portal
        secret = world.key(tenant, "Shop", authorization_group_id=self.group(world, tenant, "Mobile app"))["secret"]
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        row(page, "Shop").get_by_role("link", name=re.compile("^Edit")).click()
        settled(page)
        expect(page.get_by_label("Name")).to_have_value("Shop")
        expect(page.get_by_role("radio", name="On a date")).to_have_count(0)
        page.get_by_label("Name").fill("Web shop")
        page.get_by_label("Authorization group").select_option(label="Everything")
        page.get_by_role("button", name="Save changes").click()
        expect(page.get_by_role("heading", name="Web shop", level=1)).to_be_visible()
        assert world.verify(secret, scopes=["customers:write"])["verdict"] == "VALID", "the secret is not affected"

    def test_a_key_is_rotated_after_a_warning_and_the_old_secret_is_dead_at_once(self, world, visits, portal):
        tenant, admin = portal
        old = world.key(tenant, "Lost secret", authorization_group_id=self.group(world, tenant, "Mobile app"))["secret"]
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        dialog = press(page, "Lost secret", "Rotate")
        expect(dialog).to_contain_text("all applications that use the present secret lose access immediately")
        dialog.get_by_role("button", name="Cancel").click()
        assert world.verify(old)["verdict"] == "VALID"
        press(page, "Lost secret", "Rotate").get_by_role("button", name="Rotate", exact=True).click()
        new = shown_secret(page)
        store(page)
        settled(page)
        hold_gone(page, new)
        assert world.verify(old)["verdict"] == "ROTATED"
        assert world.verify(new)["verdict"] == "VALID"
        expect(cell(page, "Lost secret", "Group")).to_have_text("Mobile app")

    def test_a_key_is_revoked_after_a_question_that_names_it(self, world, visits, portal):
        tenant, admin = portal
        secret = world.key(tenant, "Contractor", authorization_group_id=self.group(world, tenant, "Mobile app"))["secret"]
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        dialog = press(page, "Contractor", "Revoke")
        for text in ["Contractor", "This cannot be undone", "loses access immediately"]:
            expect(dialog).to_contain_text(text)
        revoke(page, dialog, "Contractor")
        expect(cell(page, "Contractor", "Status")).to_have_text("Revoked")
        assert world.verify(secret)["verdict"] == "REVOKED"

    def test_keys_are_filtered_by_status_and_expiry(self, world, visits, portal):
        tenant, admin = portal
        group = self.group(world, tenant, "Mobile app")
        world.key(tenant, "Ends soon", authorization_group_id=group, expires_on=day(2))
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        page.get_by_label("Expiry").select_option("EXPIRING_SOON")
        expect(page.get_by_role("table", name="API keys").get_by_role("rowheader")).to_have_count(1)
        expect(row(page, "Ends soon")).to_be_visible()
        page.get_by_role("button", name="Clear filters").click()
        page.get_by_label("Status").select_option("REVOKED")
        expect(row(page, "Ends soon")).to_have_count(0)

    def test_support_raises_the_limit_that_the_tenant_has_asked_for(self, world, visits, portal):
        tenant, admin = portal
        page = visits.open(f"/tenants/{tenant['id']}/limit", admin)
        page.get_by_label("Keys needed").fill("25")
        page.get_by_label("Reason").fill("More shops")
        page.get_by_role("button", name="Ask for more").click()
        expect(page.get_by_text("25 keys asked for")).to_be_visible()
        inbox = visits.open("/limit-requests", world.staff)
        asked = inbox.get_by_role("row").filter(has_text=tenant["name"])
        asked.get_by_role("button", name=re.compile("^Approve")).click()
        dialog = inbox.get_by_role("dialog")
        dialog.get_by_label("Reason").fill("Granted")
        dialog.get_by_role("button", name="Approve").click()
        expect(dialog).to_have_count(0)
        page.goto(f"/tenants/{tenant['id']}/keys")
        settled(page)
        expect(page.get_by_text(re.compile(r"\d of 25 keys"))).to_be_visible()

    def group(self, world, tenant, name):
        groups = world.as_staff("GET", f"/v1/tenants/{tenant['id']}/authorization-groups")["data"]
        return next(group["id"] for group in groups if group["name"] == name)


class TestBusinessIntegrations:
    """004"""

    @pytest.fixture(scope="class")
    @classmethod
    def portal(cls, world):
        return world.admin("business-integrations")

    def test_an_integrations_key_is_created_and_its_secret_displayed_once(self, world, visits, portal):
        tenant, admin = portal
        page = visits.open("/", admin)
        settled(page)
        go(page, "API keys")
        begin(page)
        page.get_by_label("Name").fill("Inventory Sync - Production")
        page.get_by_label("Description").fill("Every ten minutes")
        page.get_by_role("group", name="Scopes").get_by_role("checkbox").first.check()
        secret = generate(page)
        assert world.verify(secret)["verdict"] == "VALID"
        store(page)
        settled(page)
        hold_gone(page, secret)
        go(page, "API keys")
        expect(row(page, "Inventory Sync - Production")).to_contain_text("Every ten minutes")
        expect(cell(page, "Inventory Sync - Production", "Requests")).to_contain_text("this period")
        expect(cell(page, "Inventory Sync - Production", "Status")).to_have_text("Active")

    def test_an_integrations_key_is_rotated_and_revoked(self, world, visits, portal):
        tenant, admin = portal
        old = world.key(tenant, "CRM")["secret"]
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        press(page, "CRM", "Rotate").get_by_role("button", name="Rotate", exact=True).click()
        new = shown_secret(page)
        store(page)
        assert (world.verify(old)["verdict"], world.verify(new)["verdict"]) == ("ROTATED", "VALID")
        settled(page)
        revoke(page, press(page, "CRM", "Revoke"), "CRM")
        assert world.verify(new)["verdict"] == "REVOKED"

    def test_an_advisor_manages_the_integrations_of_a_client_and_a_member_does_not(self, world, visits, portal):
        tenant, _ = portal
        page = visits.open(f"/tenants/{tenant['id']}/keys", world.person(tenant, "ADVISOR"))
        expect(page.get_by_role("complementary")).to_contain_text("as their advisor")
        begin(page)
        page.get_by_label("Name").fill("By the advisor")
        page.get_by_role("group", name="Scopes").get_by_role("checkbox").first.check()
        generate(page)
        store(page)
        expect(page.get_by_role("heading", name="By the advisor", level=1)).to_be_visible()

        visits.expect_complaint("403")
        page = visits.open(f"/tenants/{tenant['id']}/keys", world.person(tenant, "MEMBER"))
        expect(page.get_by_role("table")).to_have_count(0)
        expect(page.get_by_role("link", name=re.compile("Generate"))).to_have_count(0)

    def test_unused_keys_are_found_and_the_usage_is_watched(self, world, visits, portal):
        tenant, admin = portal
        world.key(tenant, "Forgotten")
        page = visits.open(f"/tenants/{tenant['id']}/keys", admin)
        expect(page.get_by_label("Use", exact=True)).to_contain_text("Not for 90 days")
        go(page, "Usage")
        expect(page.get_by_text("Requests").first).to_be_visible()
