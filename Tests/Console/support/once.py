"""What is shown once: taking it from its dialog as people do, and holding that it is nowhere afterwards."""

import re

from playwright.sync_api import expect

from support.waiting import wait_until

# Of a key; of webhooks and directories the tests say their own.
KEY_SECRET = re.compile(r"[a-z][a-z0-9]{1,11}_(?:live|test)_[0-9A-Za-z]{65}")

# Everything that a page and its browser keep, in one text.
EVERYTHING = """() => JSON.stringify([
  document.documentElement.outerHTML, document.title, location.href, history.state,
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
  [...document.querySelectorAll('input, textarea, select')].map((field) => field.value),
  performance.getEntries().map((entry) => entry.name),
])"""


class Answers:
    """Collects what the server answers to a page."""

    def __init__(self, page):
        self.responses = []
        page.on("response", lambda response: "/v1/" in response.url and self.responses.append(response))

    def holding(self, text):
        return [response for response in self.responses if text in body(response) or text in str(response.headers)]


def body(response):
    try:
        return response.text()
    except Exception:  # An answer that was never taken, such as one of a page that was left.
        return ""


def shown_secret(page, pattern=KEY_SECRET):
    """The secret in the open dialog."""
    shown = page.locator("dialog .secret")
    expect(shown).to_have_text(pattern)
    return shown.text_content()


def store(page):
    """Says that it is stored, or passed on, and closes the dialog."""
    dialog = page.get_by_role("dialog").filter(has=page.locator(".secret"))
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("dialog .secret")).to_have_count(0)


def take_secret(page, pattern=KEY_SECRET):
    secret = shown_secret(page, pattern)
    store(page)
    return secret


def hold_gone(page, secret):
    """It is nowhere that a page, its address or its storage is kept. What is closed may take a moment to go."""
    wait_until(lambda: secret not in page.evaluate(EVERYTHING), "the secret is gone", timeout=5, page=page)
