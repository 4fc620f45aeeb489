"""Every page, opened by everybody who has a reason to, at both widths and in both schemes.

Each is held to what all have to have: it opens without a complaint of the browser, axe finds nothing, it fits the screen, and it
says where one is. What it looks like then is in `.build/screenshots`.
"""

import pathlib
import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, RULES, RULES_OF_COLOUR, WIDE, hold_accessible, hold_within, picture, settled

# Name of the picture, who opens it, address. A page that is the same for several people stands here once; those whose tenant's
# rules, or whose role, make it another one have their own row.
PAGES = [
    ("sign-in", "nobody", "/sign-in"),
    ("invite", "nobody", "/invite#token=not-a-token"),
    ("password", "nobody", "/password#token=not-a-token"),
    ("account", "settings", "/account"),
    ("not-found", "settings", "/no/such/page"),

    ("keys", "settings", "/tenants/{settings}/keys"),
    ("keys-new", "settings", "/tenants/{settings}/keys/new"),
    ("key", "settings", "/tenants/{settings}/keys/{settings_key}"),
    ("usage", "settings", "/tenants/{settings}/usage"),
    ("groups", "settings", "/tenants/{settings}/groups"),
    ("groups-new", "settings", "/tenants/{settings}/groups/new"),
    ("group", "settings", "/tenants/{settings}/groups/{settings_group}"),
    ("group-edit", "settings", "/tenants/{settings}/groups/{settings_group}?edit=yes"),
    ("members", "settings", "/tenants/{settings}/members"),
    ("invitations", "settings", "/tenants/{settings}/members?view=invitations"),
    ("webhooks", "settings", "/tenants/{settings}/webhooks"),
    ("webhooks-new", "settings", "/tenants/{settings}/webhooks/new"),
    ("webhook", "settings", "/tenants/{settings}/webhooks/{settings_webhook}"),
    ("audit", "settings", "/tenants/{settings}/audit"),
    ("limit", "settings", "/tenants/{settings}/limit"),
    ("settings", "settings", "/tenants/{settings}/settings"),
    ("keys-of-nobody-yet", "newcomer", "/tenants/{newcomer}/keys"),
    ("tenant-suspended", "suspended", "/tenants/{suspended}"),
    ("tenant-as-member", "member", "/tenants/{settings}"),
    ("keys-as-member", "member", "/tenants/{settings}/keys"),

    ("partner-keys", "partner", "/tenants/{partner}/keys"),
    ("partner-keys-new", "partner", "/tenants/{partner}/keys/new"),
    ("partner-key", "partner", "/tenants/{partner}/keys/{partner_key}"),
    ("merchants", "partner", "/tenants/{partner}/merchants"),
    ("merchants-new", "partner", "/tenants/{partner}/merchants/new"),
    ("merchant-key-as-partner", "partner", "/tenants/{merchant}/keys/{merchant_key}"),
    ("merchant-keys", "merchant", "/tenants/{merchant}/keys"),
    ("merchant-keys-new", "merchant", "/tenants/{merchant}/keys/new"),
    ("enterprise-keys", "enterprise", "/tenants/{enterprise}/keys"),
    ("enterprise-keys-new", "enterprise", "/tenants/{enterprise}/keys/new"),
    ("enterprise-key", "enterprise", "/tenants/{enterprise}/keys/{enterprise_key}"),
    ("business-keys", "business", "/tenants/{business}/keys"),
    ("business-keys-new", "business", "/tenants/{business}/keys/new"),
    ("advisor-tenants", "advisor", "/tenants"),
    ("advisor-keys", "advisor", "/tenants/{business}/keys"),
    ("advisor-limit", "advisor", "/tenants/{business}/limit"),

    ("tenants", "staff", "/tenants"),
    ("tenants-new", "staff", "/tenants/new"),
    ("staff-keys", "staff", "/tenants/{settings}/keys"),
    ("staff-key", "staff", "/tenants/{settings}/keys/{settings_key}"),
    ("staff-limit", "staff", "/tenants/{settings}/limit"),
    ("staff-settings", "staff", "/tenants/{settings}/settings"),
    ("staff-suspended-keys", "staff", "/tenants/{suspended}/keys"),
    ("limit-requests", "staff", "/limit-requests"),
    ("presets", "staff", "/presets"),
    ("presets-new", "staff", "/presets/new"),
    ("preset", "staff", "/presets/partner-portal"),
    ("platform-audit", "staff", "/audit"),
    ("platform-audit-of-all", "staff", "/audit?tenants=ALL"),

    ("support-account", "support", "/account"),
    ("support-tenants", "support", "/tenants"),
    ("support-merchants", "support", "/tenants/{partner}/merchants"),
    ("support-keys", "support", "/tenants/{settings}/keys"),
    ("support-key", "support", "/tenants/{settings}/keys/{settings_key}"),
    ("support-usage", "support", "/tenants/{settings}/usage"),
    ("support-groups", "support", "/tenants/{settings}/groups"),
    ("support-group", "support", "/tenants/{settings}/groups/{settings_group}"),
    ("support-members", "support", "/tenants/{settings}/members"),
    ("support-limit", "support", "/tenants/{settings}/limit"),
    ("support-audit", "support", "/tenants/{settings}/audit"),
    ("support-settings", "support", "/tenants/{settings}/settings"),
    ("support-suspended-keys", "support", "/tenants/{suspended}/keys"),
    ("support-limit-requests", "support", "/limit-requests"),
    ("support-presets", "support", "/presets"),
    ("support-preset", "support", "/presets/partner-portal"),
    ("support-platform-audit", "support", "/audit"),
    ("support-webhooks", "support", "/tenants/{settings}/webhooks"),
]
# Where a refusal is the answer, which the browser logs: there is no such page, or nothing for this person.
REFUSED = {"not-found": "404", "keys-as-member": "403", "tenant-suspended": "403", "support-webhooks": "403"}
# What support is refused, as they are by the access table; the last of the rows above is one more.
NOT_FOR_SUPPORT = [
    "/tenants/new",
    "/tenants/{partner}/merchants/new",
    "/tenants/{settings}/keys/new",
    "/tenants/{settings}/groups/new",
    "/tenants/{settings}/groups/{settings_group}?edit=yes",
    "/tenants/{settings}/webhooks/new",
    "/tenants/{settings}/webhooks/{settings_webhook}",
    "/tenants/{settings}/settings?edit=rules",
    "/presets/new",
    "/presets/partner-portal?edit=yes",
]


@pytest.mark.parametrize("name, who, address", PAGES, ids=[name for name, _, _ in PAGES])
def test_page_opens_and_is_held_to_what_all_pages_are(walks, walker, gallery, name, who, address):
    page = walker(who)
    if name in REFUSED:
        walks.expect_complaint(REFUSED[name])
    page.goto(gallery.path(address))
    settled(page)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main")).to_have_count(1)
    expect(page).to_have_title(re.compile("· Latchkey$"))
    expect(page.get_by_role("heading", name="That did not work")).to_have_count(0)
    if name not in REFUSED:
        expect(page.get_by_role("alert").filter(has_text=re.compile(r"\S"))).to_have_count(0)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        for scheme, rules in (("dark", RULES_OF_COLOUR), ("light", RULES)):
            page.emulate_media(color_scheme=scheme)
            settled(page)
            hold_accessible(page, rules)
            picture(page, name)
        hold_within(page)
    for width in (861, 1024, 1280, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        hold_within(page)
    page.set_viewport_size(WIDE)
    walks.hold_quiet()


def test_support_is_refused_what_it_may_not(walks, walker, gallery):
    page = walker("support")
    walks.expect_complaint("403")
    for address in NOT_FOR_SUPPORT:
        page.goto(gallery.path(address))
        expect(page.get_by_role("heading", name="Not for your role"), address).to_be_visible()
    walks.hold_quiet()


ROOT = pathlib.Path(__file__).parents[2]


def routes():
    """`(address, file)` of each page."""
    return re.findall(r'\["(/[^"]*)", \(\) => import\("\./pages/([^"]+)"\)\]', (ROOT / "Sources/Console/web/routes.js").read_text())


def test_the_table_above_has_every_page():
    """A page that is added to the routes is added here."""
    shape = lambda path: re.sub(r"\{\w+\}", "{}", re.split("[#?]", path)[0]).replace("partner-portal", "{}")
    assert {shape(address) for address, _ in routes()} - {shape(address) for _, _, address in PAGES} == {"/"}


def test_every_page_is_in_the_documentation():
    document = (ROOT / "docs/console.md").read_text()
    assert len(routes()) > 25
    for address, file in routes():
        assert f"| `{address}` | `{file}` |" in document
