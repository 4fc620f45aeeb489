"""What people notice without looking for it: weight, stillness, keyboards, the way back, and what is said when something fails."""

import re

import pytest
from playwright.sync_api import expect

from conftest import NARROW, hold_within, settled
from support.network import hold_back, lose_answer, problem
from support.waiting import wait_until

PAGES = ["keys", "keys/new", "usage", "groups", "groups/new", "members", "webhooks", "webhooks/new", "audit", "limit", "settings"]


@pytest.fixture(scope="module")
def acme(world):
    """A tenant with more keys than a page has, and its admin."""
    tenant, admin = world.admin(preset="business-integrations")
    keys = [world.key(tenant, f"Integration {number:02}", scopes=["customers:read"])["key"] for number in range(1, 22)]
    world.as_staff("POST", f"/v1/tenants/{tenant['id']}/keys/{keys[0]['id']}/disable")
    return {"tenant": tenant, "admin": admin, "keys": keys, "path": f"/tenants/{tenant['id']}"}


@pytest.fixture
def enter(visits, acme):
    """Opens a page of the tenant as its admin."""
    return lambda path="", **options: visits.open(f"{acme['path']}/{path}".rstrip("/"), acme["admin"], **options)


# Weight and stillness


def weight(page, address):
    """Bytes on the wire until a page is shown, with nothing kept from before."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    settled(page)
    page.wait_for_load_state("networkidle")
    return sum(sizes), len(sizes)


def test_signing_in_takes_less_than_60_kb(visits):
    page = visits.open("/sign-in")
    size, requests = weight(page, "/sign-in")
    print(f"sign-in: {size / 1000:.1f} kB in {requests} requests")
    assert size < 60_000


def test_the_list_of_keys_takes_less_than_125_kb(enter, acme):
    page = enter("keys")
    size, requests = weight(page, f"{acme['path']}/keys")
    print(f"keys: {size / 1000:.1f} kB in {requests} requests")
    assert size < 125_000


@pytest.mark.parametrize("path", ["keys", "keys/{key}", "audit", "members", "keys/new"])
def test_nothing_jumps_while_a_page_comes(enter, acme, path):
    page = enter(path.format(key=acme["keys"][0]["id"]))
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 300);
        })"""
    )
    assert shift < 0.02


# Keyboards


def focused(page):
    return page.evaluate("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim().slice(0, 80)")


def test_the_tab_key_goes_through_a_page_in_order_and_is_seen_all_the_way(enter):
    page = enter("keys")
    walked = []
    for _ in range(20):
        page.keyboard.press("Tab")
        walked.append(focused(page))
        outline = page.evaluate("(({ outlineStyle, outlineWidth }) => [outlineStyle, parseFloat(outlineWidth)])(getComputedStyle(document.activeElement))")
        assert outline[0] != "none" and outline[1] >= 2, f"{walked[-1]} does not show that it has the focus: {outline}"
    assert walked[0] == "Skip to the content"
    order = [next((index for index, text in enumerate(walked) if re.search(wanted, text)), None) for wanted in ("Skip", "Latchkey", "Account of", "^API keys$", "^Settings$", "^(Create|Generate)")]
    assert None not in order and order == sorted(order), walked


def test_going_back_through_a_page_nothing_that_has_the_focus_is_behind_the_bar_on_top(enter):
    page = enter("keys", viewport={"width": 1440, "height": 500})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.get_by_role("table").get_by_role("button").last.focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        top, bar = page.evaluate("[document.activeElement.getBoundingClientRect().top, document.querySelector('.top').getBoundingClientRect().bottom]")
        assert page.evaluate("document.querySelector('.top').contains(document.activeElement)") or top >= bar, f"{focused(page)} is at {top}, behind the bar that ends at {bar}"


def test_skipping_to_the_content_leads_past_the_navigation(enter):
    page = enter("keys")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)
    expect(page).to_have_url(re.compile("/keys$"))


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(enter):
    page = enter("keys")
    button = page.get_by_role("button", name=re.compile("Account of"))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Your account")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_new_page_is_told_by_its_heading_and_its_title(enter):
    page = enter("keys")
    page.locator(".side").get_by_role("link", name="Members").click()
    settled(page)
    expect(page.locator("main h1")).to_be_focused()
    expect(page).to_have_title(re.compile("^Members"))
    expect(page.locator(".side").get_by_role("link", name="Members")).to_have_attribute("aria-current", "page")


def test_every_page_has_a_title_of_its_own(enter, acme):
    page = enter("keys")
    titles = []
    for path in [*PAGES, f"keys/{acme['keys'][0]['id']}", f"keys/{acme['keys'][1]['id']}"]:
        page.goto(f"{acme['path']}/{path}")
        settled(page)
        titles.append(page.title())
    assert len(set(titles)) == len(titles), titles


# The way back


def test_filters_stand_in_the_address_and_survive_back_forward_and_reload(enter):
    page = enter("keys")
    page.get_by_label("Status").select_option("DISABLED")
    expect(page).to_have_url(re.compile("status=DISABLED"))
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("table").get_by_role("link").first.click()
    settled(page)
    page.go_back()
    settled(page)
    expect(page.get_by_label("Status")).to_have_value("DISABLED")
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(1)
    page.reload()
    settled(page)
    expect(page.get_by_label("Status")).to_have_value("DISABLED")
    page.go_forward()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Integration 01")


def hold_scroll(page, wanted):
    """The page gets there at last."""
    wait_until(lambda: abs(page.evaluate("scrollY") - wanted) <= 2, f"the page is scrolled to {wanted}", page=page)


def test_whoever_goes_back_is_where_they_were(enter):
    page = enter("keys", viewport={"width": 1440, "height": 500})
    page.evaluate("scrollTo(0, 640)")
    hold_scroll(page, 640)
    # The console has noticed, as it does before anybody could click.
    wait_until(lambda: page.evaluate("history.state?.scroll") == 640, "the place is kept", page=page)
    page.get_by_role("table").get_by_role("rowheader").filter(has_text="Integration 10").get_by_role("link").evaluate("(link) => link.click()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Integration 10")
    settled(page)
    hold_scroll(page, 0)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("API keys")
    settled(page)
    hold_scroll(page, 640)
    page.reload()
    settled(page)
    hold_scroll(page, 640)


def test_each_page_survives_a_reload_and_the_way_back_to_it(enter, acme):
    page = enter("keys")
    for path in ["keys/new", "usage", "groups", "audit", "limit"]:
        page.goto(f"{acme['path']}/{path}")
        settled(page)
        heading = page.locator("main h1").inner_text()
        page.reload()
        settled(page)
        expect(page.locator("main h1")).to_have_text(heading)
        page.get_by_role("link", name="Latchkey").click()
        expect(page).to_have_url(re.compile("/keys$"))
        settled(page)
        page.go_back()
        expect(page.locator("main h1")).to_have_text(heading)


def test_an_answer_that_comes_late_leads_nobody_away(enter, world):
    page = enter("groups/new")
    asked = hold_back(page, re.compile("/authorization-groups$"))
    page.get_by_label("Name").fill(world.name("Late group"))
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name=re.compile("^(Create|Make|Add|Save)")).click()
    expect(page.locator("button.busy")).to_be_visible()
    route = asked()
    page.locator(".side").get_by_role("link", name="Members").click()
    page.get_by_role("dialog", name="Leave this page?").get_by_role("button", name="Leave").click()
    expect(page.locator("main h1")).to_have_text(re.compile("^Members"))
    route.continue_()
    # It is told, and nothing else.
    expect(page.locator(".note")).to_be_visible()
    expect(page).to_have_url(re.compile("/members$"))


def test_what_was_searched_for_stays_with_its_page(enter):
    page = enter("keys")
    page.clock.install()
    page.reload()
    page.get_by_role("searchbox").first.press_sequentially("a")
    page.locator(".side").get_by_role("link", name="Members").evaluate("(link) => link.click()")
    page.clock.run_for(5_000)
    settled(page)
    expect(page).to_have_url(re.compile("/members$"))


@pytest.mark.parametrize("path", ["/tenants/new/keys", "/tenants/%E0%A4%A"])
def test_an_address_of_nothing_is_told(enter, visits, path):
    visits.expect_complaint("40[04]")
    page = enter("keys")
    page.evaluate("""(path) => {
      const link = document.createElement("a");
      link.href = path;
      document.querySelector("main").append(link);
      link.click();
    }""", path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")


# Times


def test_exact_times_are_one_step_away_and_stay_chosen(enter):
    page = enter("keys")
    time = page.get_by_role("table").locator("time").first
    expect(time).to_have_attribute("title", re.compile(r"^\d+ \w+ \d{4}, \d\d:\d\d UTC, by "))
    expect(time).to_have_text(re.compile("ago|just now"))
    page.get_by_role("button", name=re.compile("Account of")).click()
    page.get_by_role("button", name="Show exact times").click()
    expect(time).to_have_text(re.compile(r"UTC$"))
    hold_within(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("table").locator("time").first).to_have_text(re.compile(r"UTC$"))


def test_relative_times_do_not_round_to_the_wrong_day(enter):
    page = enter("keys")
    hour, day = 3600, 86400
    said = {59: "in less than a minute", 61: "in 1 minute", 47 * hour: "in 47 hours", 49 * hour: "in 2 days", -59 * day: "59 days ago",
            61 * day: "in 2 months", 700 * day: "in 23 months", 731 * day: "in 2 years"}
    assert page.evaluate("""async (all) => {
        const { fromNow } = await import(document.querySelector('script[type=module]').src.replace(/main\\.js.*/, 'lib/time.js'));
        return all.map((seconds) => fromNow(new Date(seconds * 1000).toISOString(), 0));
    }""", list(said)) == list(said.values())


# What people have set in their system


def test_the_scheme_of_the_system_is_followed_without_a_reload(enter):
    page = enter("keys")
    ground = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).slice(0, 3)")
    wait_until(lambda: min(ground()) > 200, "the page is light", page=page)
    page.emulate_media(color_scheme="dark")
    wait_until(lambda: max(ground()) < 60, "the page is dark", page=page)


def test_who_wants_less_motion_gets_less(enter):
    page = enter("keys")
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.progress'), '::after').animationDuration") == "4s"
    assert page.evaluate("[...document.querySelectorAll('*')].every((each) => ['none', 'all'].includes(getComputedStyle(each).transitionProperty) && parseFloat(getComputedStyle(each).transitionDuration) === 0)")


def test_forced_colours_leave_buttons_and_states_to_be_seen(enter):
    page = enter("keys", forced_colors="active")
    for button in page.get_by_role("button").filter(visible=True).all()[:12]:
        assert button.evaluate("(each) => getComputedStyle(each).color !== getComputedStyle(each).backgroundColor")
    expect(page.get_by_text("Disabled", exact=True).last).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("width", [720, 320], ids=["zoomed to 200 %", "zoomed to 400 %"])
def test_zoomed_pages_need_no_scrolling_sideways(enter, acme, width):
    page = enter("keys", viewport={"width": width, "height": 500}, device_scale_factor=2)
    for path in [*PAGES, f"keys/{acme['keys'][0]['id']}"]:
        page.goto(f"{acme['path']}/{path}")
        settled(page)
        hold_within(page)


def test_wider_spaces_in_texts_cut_nothing_off(enter, acme):
    """WCAG 1.4.12: line height 1.5, and spaces between paragraphs, letters and words."""
    page = enter("keys", viewport=NARROW)
    for path in ["keys", "members", f"keys/{acme['keys'][0]['id']}", "keys/new"]:
        page.goto(f"{acme['path']}/{path}")
        settled(page)
        page.evaluate(
            """() => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
              document.adoptedStyleSheets = [sheet];
            }"""
        )
        hold_within(page)
        cut = page.evaluate("[...document.querySelectorAll('main button, main .button, main label, main .badge')].filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflow !== 'visible' && each.clientWidth).map((each) => each.textContent)")
        assert not cut, cut


# The clipboard


@pytest.mark.parametrize("is_there", [True, False], ids=["https", "plain http, where a page has no clipboard of its own"])
def test_copying_puts_it_into_the_clipboard(enter, acme, is_there):
    page = enter("keys")
    if not is_there:
        page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })")
        page.goto(f"{acme['path']}/keys")
        settled(page)
    prefix = acme["keys"][20]["prefix"].rstrip("…")
    row = page.get_by_role("row").filter(has_text="Integration 21")
    copy = row.get_by_role("button", name=re.compile("^Copy")).first
    copy.click()
    expect(page.get_by_text(re.compile("^Copied"))).to_be_visible()
    expect(copy).to_be_focused()
    search = page.get_by_role("searchbox").first
    search.click()
    page.keyboard.press("Control+V")
    expect(search).to_have_value(re.compile("^" + re.escape(prefix)))


# When something fails


def test_a_server_that_cannot_be_reached_is_told_of_and_trying_again_works(enter, visits):
    visits.expect_complaint("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    page = enter("keys")
    page.context.set_offline(True)
    page.get_by_label("Status").select_option("ACTIVE")
    alert = page.get_by_role("alert").filter(has_text="The server cannot be reached")
    expect(alert).to_be_visible()
    page.context.set_offline(False)
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_label("Status")).to_have_value("ACTIVE")


def test_a_page_that_cannot_come_says_so_and_comes_when_it_can(enter, visits):
    visits.expect_complaint("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    page = enter("keys")
    page.context.set_offline(True)
    page.locator(".side").get_by_role("link", name="Groups").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("could not be loaded|cannot be reached"))
    expect(page.locator("h1")).to_have_count(1)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Authorization groups")


def test_a_change_whose_answer_was_lost_is_not_told_as_somebody_elses(enter, visits, acme):
    visits.expect_complaint("ERR_FAILED|412")
    page = enter(f"keys/{acme['keys'][2]['id']}?edit=yes")
    lose_answer(page, re.compile(f"/keys/{acme['keys'][2]['id']}$"))
    page.get_by_label("Name", exact=True).fill("Renamed, unheard of")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("It may be your own change, whose answer was lost.")
    page.get_by_role("button", name="Reload").click()
    settled(page)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Renamed, unheard of")


@pytest.mark.parametrize("status, code, title", [(503, "UNAVAILABLE", "The database does not answer."), (429, "TOO_MANY_REQUESTS", "Too many requests.")])
def test_a_server_that_is_busy_says_when_to_try_again(enter, visits, status, code, title):
    visits.expect_complaint(str(status))
    busy = problem(status, title, code, {"Retry-After": "7"}, request_id="req_01test")
    page = enter("members")
    page.route(re.compile(r"/v1/.*/keys(\?|$)"), lambda route: route.fulfill(**busy))
    page.locator(".side").get_by_role("link", name="API keys").click()
    alert = page.get_by_role("alert").filter(has_text=title).first
    expect(alert).to_contain_text("Try again in 7 s")
    expect(alert).to_contain_text("req_01test")
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_role("table")).to_be_visible()


def test_a_part_that_a_new_version_has_taken_away_is_told_of(enter, visits):
    visits.expect_complaint("404|Failed to fetch|MIME")
    page = enter("keys")
    page.route("**/pages/audit/**", lambda route: route.fulfill(status=404, content_type="application/problem+json", body="{}"))
    page.locator(".side").get_by_role("link", name="Audit").click()
    expect(page.get_by_role("alert")).to_contain_text("Reload the page; a newer version may have taken its place")
    expect(page).to_have_title("That did not work · Latchkey")
