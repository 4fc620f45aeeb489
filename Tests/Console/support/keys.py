"""The list of a tenant's keys, as it is seen."""


def table(page):
    return page.get_by_role("table", name="API keys")


def row(page, name):
    """A key's row."""
    return table(page).get_by_role("row").filter(has=page.get_by_role("rowheader").get_by_role("link", name=name, exact=True))


def names(page):
    """The links of all keys, in their order."""
    return table(page).get_by_role("rowheader").get_by_role("link")


def card(page, name):
    """One of the numbers on top, of this page and of others."""
    return page.locator(".card").filter(has=page.get_by_text(name, exact=True)).locator("dd").first


def actions(page, name):
    """What the menu of a key's row offers, opened."""
    row(page, name).get_by_role("button", name=f"More for {name}").click()
    return row(page, name).locator(".menu-box")
