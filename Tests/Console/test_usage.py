"""The page on how a tenant's keys are used: counted by the data plane, shown by hour and day, with what was refused and why."""

import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_accessible, hold_everywhere, hold_within, settled
from support.keys import card
from support.network import problem
from support.times import now
from support.waiting import wait_until


def usage_of(tenant, query=""):
    return f"/tenants/{tenant['id']}/usage{query}"


@pytest.fixture(scope="module")
def used(world):
    """A tenant whose key was accepted five times and refused thrice, its admin, the key, and when that was: within one hour."""
    tenant, admin = world.admin("business-integrations")
    while True:
        began = now()
        made = world.key(tenant, "Inventory", ip_allowlist=["192.0.2.0/24"])
        for _ in range(5):
            world.verify(made["secret"], ip="192.0.2.1")
        for _ in range(2):
            world.verify(made["secret"], ip="192.0.2.1", scopes=["nothing:like-it"])
        world.verify(made["secret"], ip="203.0.113.1")
        wait_until(lambda: world.as_staff("GET", f"/v1/tenants/{tenant['id']}/usage")["requests"] >= 8, "the requests are counted")
        if now().hour == began.hour:
            return tenant, admin, made["key"], began
        tenant = world.tenant("business-integrations")
        world.join(admin, tenant, "BUSINESS_ADMIN")


@pytest.fixture
def enter(visits, used):
    """Opens the page as its admin, at the time of the requests: they are in the hour, the day and the month of now."""
    tenant, admin, _, began = used
    return lambda query="", **options: visits.open(usage_of(tenant, query), admin, at=began, **options)


def test_what_the_gateways_asked_is_counted_and_drawn(enter, used):
    tenant, _, key, _ = used
    page = enter()
    for name, value in (("Requests", "8"), ("Succeeded", "5"), ("Failed", "3"), ("Error rate", "38%")):
        expect(card(page, name)).to_have_text(value)
    chart = page.get_by_role("img", name=re.compile("Last 24 hours, by hour"))
    expect(chart).to_have_attribute("aria-label", re.compile("5 succeeded and 3 failed in all"))
    hold_bars(page, 24)
    bar = chart.locator(".chart-bar").filter(has_text="5 succeeded, 3 failed")
    expect(bar.locator(".bar-good")).to_have_count(1)
    expect(bar.locator(".bar-bad")).to_have_count(1)
    busiest = page.get_by_role("table", name=re.compile("used most"))
    expect(busiest.get_by_role("link", name="Inventory")).to_have_attribute("href", f"/tenants/{tenant['id']}/keys/{key['id']}")
    expect(busiest.get_by_role("row").filter(has_text="Inventory")).to_contain_text("8")


def hold_bars(page, count):
    """So many, and one more where another hour or day has begun meanwhile."""
    bars = page.locator(".chart-bar")
    expect(bars.nth(count - 1)).to_be_attached()
    expect(bars.nth(count + 1)).to_have_count(0)


def test_what_was_refused_is_said_in_words(enter):
    page = enter()
    verdicts = page.get_by_role("table", name="Requests by what was answered")
    for result, requests, share in (("Accepted", "5", "63%"), ("Scope missing", "2", "25%"), ("Address not allowed", "1", "13%")):
        line = verdicts.get_by_role("row").filter(has=page.get_by_role("rowheader", name=result))
        expect(line.get_by_role("cell").nth(1)).to_have_text(requests)
        expect(line.get_by_role("cell").nth(2)).to_have_text(share)


def test_the_numbers_are_in_a_table_too(enter, used):
    page = enter()
    page.get_by_text("Show the numbers").press("Enter")
    numbers = page.get_by_role("table", name=re.compile("Requests by hour, in UTC"))
    rows = numbers.get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.nth(1).get_by_role("cell")).to_have_text(["8", "5", "3"])
    hour = used[-1]
    expect(rows.nth(1).get_by_role("rowheader")).to_have_text(re.compile(rf"{hour.day} {hour:%b}, {hour:%H}:00–\d\d:00 UTC"))


def test_time_and_detail_stay_in_the_address(enter):
    page = enter()
    page.get_by_label("Time").select_option(label="Last 7 days")
    expect(page.get_by_role("img", name=re.compile("Last 7 days, by day"))).to_be_visible()
    hold_bars(page, 7)
    page.get_by_label("Detail").select_option(label="By hour")
    expect(page.get_by_role("img", name=re.compile("Last 7 days, by hour"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?range=7d&interval=HOUR$"))
    page.reload()
    settled(page)
    expect(page.get_by_role("img", name=re.compile("Last 7 days, by hour"))).to_be_visible()
    page.get_by_role("link", name="Inventory").click()
    expect(page).to_have_url(re.compile("/keys/key_"))
    page.go_back()
    expect(page.get_by_label("Time")).to_have_value("7d")
    expect(page.get_by_role("img", name=re.compile("Last 7 days, by hour"))).to_be_visible()


@pytest.mark.parametrize("name", ["30d", "period"])
def test_thirty_days_and_the_billing_period_are_told_by_day(enter, used, name):
    page = enter(f"?range={name}")
    hold_bars(page, 30 if name == "30d" else used[-1].day)
    expect(card(page, "Requests")).to_have_text("8")


def test_many_hours_share_bars_where_there_is_no_room(enter):
    page = enter("?range=30d&interval=HOUR", viewport=NARROW)
    expect(page.locator(".chart-bar").filter(has_text="5 succeeded, 3 failed")).to_have_count(1)
    width = page.locator(".chart-bar .bar-good").first.evaluate("bar => bar.getBoundingClientRect().width")
    assert width >= 1.5
    hold_within(page)


def test_the_chart_keeps_its_letters_when_the_window_shrinks(enter):
    page = enter()
    chart = page.locator(".chart-plot svg")
    letters = lambda: chart.locator("text").first.evaluate("text => text.getBoundingClientRect().height")
    wide, height = chart.bounding_box()["width"], letters()
    page.set_viewport_size(NARROW)
    expect(chart).not_to_have_attribute("viewBox", re.compile(rf"^0 0 {int(wide)} "))
    wait_until(lambda: abs(letters() - height) < 1, "the letters are as they were", page=page)
    hold_within(page)


def test_no_use_at_all_says_so(world, visits, used):
    _, admin, *_ = used
    tenant = world.tenant("business-integrations")
    world.join(admin, tenant, "BUSINESS_ADMIN")
    page = visits.open(usage_of(tenant), admin)
    expect(page.get_by_text("No key was used in this time.")).to_be_visible()
    expect(card(page, "Error rate")).to_have_text("–")
    expect(page.get_by_role("table")).to_have_count(0)
    hold_accessible(page)


def test_what_cannot_be_had_can_be_asked_for_again(visits, enter):
    page = enter()
    visits.expect_complaint("Failed to load resource")
    page.route(re.compile(r"/usage\?"), lambda route: route.fulfill(**problem(503, "Busy.", headers={"Retry-After": "1"})))
    page.get_by_label("Time").select_option(label="Last 7 days")
    expect(page.get_by_role("alert")).to_contain_text("Busy.")
    page.unroute(re.compile(r"/usage\?"))
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("img", name=re.compile("Last 7 days"))).to_be_visible()


def test_a_member_is_told_who_can_help(world, visits, used):
    tenant, *_ = used
    visits.expect_complaint("403")
    page = visits.open(usage_of(tenant), world.person(tenant, "MEMBER"))
    expect(page.get_by_text(f"A business admin or an advisor of {tenant['name']} can do that.")).to_be_visible()


def test_the_numbers_are_accessible_and_fit(enter):
    page = enter()
    page.get_by_text("Show the numbers").click()
    hold_everywhere(page)
