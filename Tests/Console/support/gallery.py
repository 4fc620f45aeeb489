"""A world that looks lived in: tenants of all five presets with people, groups, keys in every state, webhooks and requests."""

from support.times import day


class Gallery:
    """Each tenant as `settings`, `partner`, `merchant`, `enterprise`, `business`; each person who opens pages in `people`."""

    def __init__(self, world):
        self.world = world
        self.people = {"staff": world.staff, "support": world.support(), "nobody": None}
        self.make_settings()
        self.make_portals()
        self.make_people()

    def path(self, template):
        """`/tenants/{settings}/keys/{settings_key}` with the ids of what is here."""
        return template.format(**self.ids)

    @property
    def ids(self):
        return {name: value["id"] for name, value in vars(self).items() if isinstance(value, dict) and "id" in value}

    def make_settings(self):
        world = self.world
        self.settings = world.tenant(name=world.name("Northwind Bookkeeping"))
        self.people["settings"] = world.person(self.settings, "BUSINESS_ADMIN", name="Ada Lindqvist")
        scopes = [scope["name"] for scope in self.of("settings", "policy")["scopes"]]
        self.settings_group = world.group(self.settings, "Mobile app", scopes[:2])
        self.reports_group = world.group(self.settings, "Reporting, read only", scopes[:1])
        self.ceiling_group = world.group(self.settings, "What advisors may give", scopes[:3], type="USER")
        soon, later = day(3), day(300)
        made = world.key(self.settings, "Mobile app – production", description="The app for iOS and Android. Ask the mobile team before touching it.",
                         authorization_group_id=self.settings_group["id"], expires_on=later, ip_allowlist=["203.0.113.0/24", "2001:db8::/32"])
        self.settings_key = made["key"]
        for _ in range(7):
            world.verify(made["secret"], ip="203.0.113.7", scopes=scopes[:1])
        world.verify(made["secret"], ip="198.51.100.9")
        world.verify(made["secret"], ip="203.0.113.7", scopes=scopes[3:4])
        world.key(self.settings, "ERP integration", authorization_group_id=self.settings_group["id"], expires_on=soon)
        world.key(self.settings, "Nightly export", authorization_group_id=self.reports_group["id"])
        disabled = world.key(self.settings, "Old dashboard", authorization_group_id=self.reports_group["id"])["key"]
        self.change(self.settings, disabled, "disable")
        revoked = world.key(self.settings, "Contractor, spring 2026", authorization_group_id=self.reports_group["id"])["key"]
        self.change(self.settings, revoked, "revoke", reason="The contract has ended.")
        world.invite(self.settings, "MEMBER")
        self.settings_webhook = self.webhook(self.settings, "The inventory service, which forgets keys that are gone")
        self.ask("settings", "POST", "limit-requests", {"requested_limit": 25, "reason": "Two more warehouses open in spring."})
        self.as_staff(self.settings, "directory-credentials", {"name": "Okta provisioning"})
        self.as_staff(self.settings, "role-mappings", {"directory_group": "latchkey-admins", "role": "BUSINESS_ADMIN"})

    def make_portals(self):
        world = self.world
        self.partner = world.partner(name=world.name("Meridian Payments"))
        self.people["partner"] = world.person(self.partner, "PARTNER_ADMIN", name="Baraka Otieno")
        made = world.key(self.partner, "Merchant onboarding", scopes=["merchants:read", "merchants:write"], expires_in="1y")
        self.partner_key = made["key"]
        world.verify(made["secret"], scopes=["merchants:read"])
        self.change(self.partner, self.partner_key, "rotate", grace_seconds=86_400)
        world.key(self.partner, "Monthly reports", scopes=["reports:read", "analytics:read"], expires_in="90d")

        self.merchant = world.merchant(self.partner, name=world.name("Corner Coffee Roasters"))
        self.people["merchant"] = world.person(self.merchant, "BUSINESS_ADMIN", name="Chidi Okafor")
        self.merchant_key = world.key(self.merchant, "Point of sale", description="Till 1 and till 2")["key"]
        self.change(self.merchant, world.key(self.merchant, "Loyalty cards")["key"], "disable")

        self.enterprise = world.tenant("enterprise-dashboard", name=world.name("Halcyon Logistics"))
        self.people["enterprise"] = world.person(self.enterprise, "BUSINESS_ADMIN", name="Dilnoza Karimova")
        self.enterprise_key = world.key(self.enterprise, "Production server", full_access=True, expires_on=day(200))["key"]
        world.key(self.enterprise, "Sandbox of the billing team", environment="TEST", scopes=["invoices:read", "payouts:read", "clients:read"])

        self.business = world.tenant("business-integrations", name=world.name("Juniper & Daughters"))
        self.people["business"] = world.person(self.business, "BUSINESS_ADMIN", name="Emeka Eze")
        world.expired_key(self.business, "Trade fair demo")
        self.business_key = world.key(self.business, "Inventory sync – production", description="Every ten minutes")["key"]

        self.suspended = world.tenant(name=world.name("Saltmarsh Trading"))
        self.people["suspended"] = world.person(self.suspended, "BUSINESS_ADMIN", name="Farah Haddad")
        world.as_staff("POST", f"/v1/tenants/{self.suspended['id']}/suspend", {"reason": "Unpaid since August"})
        self.newcomer = world.tenant(name=world.name("Fresh Start"))
        self.people["newcomer"] = world.person(self.newcomer, "BUSINESS_ADMIN", name="Gita Rao")

    def make_people(self):
        world = self.world
        self.people["advisor"] = world.person(self.business, "ADVISOR", name="Hana Sato", expires_at=f"{day(90)}T00:00:00.000Z")
        world.join(self.people["advisor"], self.enterprise, "ADVISOR")
        self.people["member"] = world.person(self.settings, "MEMBER", name="Ivo Marek")
        world.person(self.settings, "ADVISOR", name="Jun Park", authorization_group_id=self.ceiling_group["id"], expires_at=f"{day(30)}T00:00:00.000Z")

    def webhook(self, tenant, description):
        """One that takes nothing: where it leads to, nobody listens."""
        made = self.as_staff(tenant, "webhook-endpoints", {"url": "http://127.0.0.1:9/latchkey", "events": ["api_key.created", "api_key.revoked", "api_key.expiring"], "description": description})
        self.as_staff(tenant, f"webhook-endpoints/{made['id']}/test", {})
        return made

    def change(self, tenant, key, how, **body):
        return self.as_staff(tenant, f"keys/{key['id']}/{how}", body or None)

    def as_staff(self, tenant, path, body):
        return self.world.as_staff("POST", f"/v1/tenants/{tenant['id']}/{path}", body)

    def ask(self, name, method, path, body=None):
        return self.world.ask(self.people[name], method, f"/v1/tenants/{vars(self)[name]['id']}/{path}", body)

    def of(self, name, path):
        return self.ask(name, "GET", path)

