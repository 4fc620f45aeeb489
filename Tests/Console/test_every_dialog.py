"""Every dialog, opened wide and narrow, light and dark: axe finds nothing, it fits the screen, and Esc closes it where it may."""

import pathlib
import re

import pytest
from playwright.sync_api import expect

from conftest import hold_everywhere, settled
from support.once import store


def press(name, role="button"):
    return lambda page: page.locator("main").get_by_role(role, name=name).first.click()


def more(key, name):
    def choose(page):
        press(f"More for {key}")(page)
        press(f"{name} {key}")(page)

    return choose


def confirm(name):
    return lambda page: page.locator("dialog[open]").get_by_role("button", name=name).click()


def fill(label, text):
    return lambda page: page.get_by_label(label).first.fill(text)


def uncheck(name):
    return lambda page: page.get_by_role("checkbox", name=name).uncheck()


def choose(label, option):
    return lambda page: page.locator("dialog[open]").get_by_label(label).select_option(label=option)


def row(text, name):
    return lambda page: page.get_by_role("row").filter(has_text=text).first.get_by_role("button", name=name).click()


ACCOUNT, KEY, GROUP = "/account", "/tenants/{settings}/keys/{settings_key}", "/tenants/{settings}/groups/{settings_group}"
MEMBERS, SETTINGS, WEBHOOK = "/tenants/{settings}/members", "/tenants/{settings}/settings", "/tenants/{settings}/webhooks/{settings_webhook}"

# The file in `web/pages`, what the dialog is called, who opens it, where, and how.
DIALOGS = [
    ("people/own-password.js", "Change your password", "settings", ACCOUNT, press("Change password")),
    ("people/second-factor.js", "Set up a second factor", "settings", ACCOUNT, press("Set up a second factor")),
    ("people/places.js", "Leave Northwind", "settings", ACCOUNT, press(re.compile("^Leave"))),
    ("people/sessions.js", "Sign out everywhere else", "settings", ACCOUNT, press("Sign out everywhere else")),
    ("people/let-in.js", "Invite somebody", "settings", MEMBERS, press("Invite")),
    ("people/let-in.js", "Let an advisor into", "settings", MEMBERS, press("Let an advisor in")),
    ("people/let-in.js", "Make a new link", "settings", MEMBERS + "?view=invitations", press("New link")),
    ("people/invitations.js", "Withdraw the invitation", "settings", MEMBERS + "?view=invitations", press("Withdraw")),
    ("people/member-dialogs.js", "Edit Ivo Marek", "settings", MEMBERS, row("Ivo Marek", "Edit")),
    ("people/member-dialogs.js", "Remove Ivo Marek", "settings", MEMBERS, row("Ivo Marek", "Remove")),
    ("people/member-dialogs.js", "Help Ivo Marek", "settings", MEMBERS, row("Ivo Marek", "Sign-in help")),
    ("people/member-dialogs.js", "Make a password link", "settings", MEMBERS, row("Ivo Marek", "Sign-in help"), confirm("Make a password link")),
    ("people/member-dialogs.js", "Take away the second factor", "settings", MEMBERS, row("Ivo Marek", "Sign-in help"), confirm("Take it away")),
    ("groups/delete.js", "Mobile app is in use", "settings", GROUP, press("Delete")),
    ("groups/preview.js", "Take 1 scope from", "settings", GROUP + "?edit=yes", uncheck("customers:read"), press("Save")),
    ("keys/edit.js", "Save what would have refused", "settings", KEY + "?edit=yes", fill("IP allowlist", "192.0.2.1"), press("Save changes")),
    ("keys/rotate.js", "Rotate “Mobile app", "settings", KEY, press("Rotate")),
    ("keys/rotate.js", "Rotate “Merchant onboarding", "partner", "/tenants/{partner}/keys/{partner_key}", press("Rotate")),
    ("keys/disable.js", "Disable “Mobile app", "settings", KEY, press("Disable")),
    ("keys/disable.js", "Enable “Old dashboard", "settings", "/tenants/{settings}/keys", more("Old dashboard", "Enable")),
    ("keys/duplicate.js", "Duplicate “Mobile app", "settings", KEY, press("Duplicate")),
    ("keys/revoke.js", "Revoke “Mobile app", "settings", KEY, press("Revoke")),
    ("keys/revoke.js", "Revoke “Point of sale", "merchant", "/tenants/{merchant}/keys/{merchant_key}", press("Revoke")),
    ("limits/ask.js", "Ask for more keys", "full", "/tenants/{full}/keys", press("Ask for more keys")),
    ("limits/decide.js", "Approve more keys for Northwind", "staff", "/limit-requests", row("Northwind", "Approve")),
    ("limits/decide.js", "Deny more keys to Northwind", "staff", "/limit-requests", row("Northwind", "Deny")),
    ("tenants/name.js", "Rename Northwind", "settings", SETTINGS, press("Rename")),
    ("tenants/suspension.js", "Suspend Northwind", "staff", SETTINGS, press("Suspend")),
    ("tenants/suspension.js", "Resume Saltmarsh", "staff", "/tenants/{suspended}/settings", press("Resume")),
    ("tenants/suspension.js", "Suspend Corner Coffee", "partner", "/tenants/{partner}/merchants", press("Suspend Corner Coffee")),
    ("tenants/single-sign-on.js", "Connect an identity provider", "settings", SETTINGS, press("Connect a provider")),
    ("tenants/directory.js", "New directory credential", "settings", SETTINGS, press("New credential")),
    ("tenants/directory.js", "Delete “Okta provisioning”", "settings", SETTINGS, row("Okta provisioning", "Delete")),
    ("tenants/directory.js", "New role mapping", "settings", SETTINGS, press("New role mapping")),
    ("tenants/directory.js", "Delete this role mapping", "settings", SETTINGS, row("latchkey-admins", "Delete")),
    ("webhooks/delivery.js", "A test", "settings", WEBHOOK, press("A test", "link")),
    ("webhooks/actions.js", "Edit the endpoint", "settings", WEBHOOK, press("Edit")),
    ("webhooks/actions.js", "Rotate the signing secret", "settings", WEBHOOK, press("Rotate the secret")),
    ("webhooks/actions.js", "Delete 127.0.0.1", "settings", WEBHOOK, press("Delete")),
    ("webhooks/actions.js", "Disable 127.0.0.1", "settings", WEBHOOK, press("Disable")),
    ("webhooks/actions.js", "Enable 127.0.0.1", "settings", WEBHOOK, press("Disable"), confirm("Disable"), press("Enable")),
    ("../lib/dialog.js", "Leave this page", "settings", "/tenants/{settings}/groups/new", fill("Name", "Half"), press("Cancel", "link")),
]
# What is told once: Esc closes none of them.
TOLD_ONCE = [
    ("keys/key-secret.js", "The new secret of “Mobile app", "settings", KEY, press("Rotate"), confirm("Rotate")),
    ("people/let-in.js", "The invitation of", "settings", MEMBERS, press("Invite"), fill("E-mail", "new@console.example"), confirm("Invite")),
    ("people/member-dialogs.js", "The password link of Ivo Marek", "settings", MEMBERS, row("Ivo Marek", "Sign-in help"), confirm("Make a password link"), confirm("Make the link")),
    ("tenants/directory.js", "Copy the token now", "settings", SETTINGS, press("New credential"), fill("Name", "Entra ID"), confirm("Create")),
    ("webhooks/actions.js", "Copy the signing secret now", "settings", WEBHOOK, press("Rotate the secret"), confirm("Rotate")),
]
# Held by the tests of their pages: what it takes to see them is more than an address and a few buttons.
ELSEWHERE = {
    "keys/change.js": "test_key_changes.py",
    "people/recovery-codes.js": "test_account.py",
    "webhooks/new.js": "test_webhooks.py",
}


@pytest.fixture(scope="module")
def gallery(gallery):
    """With a tenant besides whose only key is used."""
    world = gallery.world
    gallery.full, gallery.people["full"] = world.admin("business-integrations", key_limit=1)
    world.key(gallery.full)
    return gallery


def opened(page, gallery, title, address, steps):
    page.goto(gallery.path(address))
    settled(page)
    for step in steps:
        step(page)
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    return dialog


def each_of(table):
    return pytest.mark.parametrize("title, who, address, steps", [(title, who, address, steps) for _, title, who, address, *steps in table], ids=[title for _, title, *_ in table])


@each_of(DIALOGS)
def test_a_dialog_is_held_to_what_all_are_and_closes_by_esc(walks, walker, gallery, title, who, address, steps):
    page = walker(who)
    walks.expect_complaint("status of 404")
    opened(page, gallery, title, address, steps)
    hold_everywhere(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    walks.hold_quiet()


@each_of(TOLD_ONCE)
def test_what_is_told_once_stays_until_it_is_stored(walks, walker, gallery, title, who, address, steps):
    page = walker(who)
    walks.expect_complaint("status of 404")
    dialog = opened(page, gallery, title, address, steps)
    hold_everywhere(page)
    for _ in range(5):
        page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    store(page)
    walks.hold_quiet()


def test_the_tables_above_have_every_dialog():
    """A file of a page that opens one is added here."""
    web = pathlib.Path(__file__).parents[2] / "Sources/Console/web/pages"
    opening = re.compile(r"\b(openDialog|actDialog|changeDialog|showSecret|tellOnce)\(\{|\bask\(\{\s*title")
    files = {str(path.relative_to(web)) for path in web.rglob("*.js") if opening.search(path.read_text())}
    assert files - {file for file, *_ in DIALOGS + TOLD_ONCE} == ELSEWHERE.keys()
