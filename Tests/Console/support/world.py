"""Tenants, people and keys for a test, made through the API as their users would make them."""

import dataclasses
import itertools
import json
import secrets
import urllib.error
import urllib.request

from support.times import instant
from support.waiting import wait_until


@dataclasses.dataclass
class Person:
    email: str
    password: str
    name: str
    token: str = ""
    cookies: list = dataclasses.field(default_factory=list)


class Refused(Exception):
    def __init__(self, status, document):
        super().__init__(f"{status} {document}")
        self.status = status
        self.document = document


class World:
    def __init__(self, server):
        self.server = server
        self.numbers = itertools.count(1)
        self.mark = secrets.token_hex(3)
        demo = server.demo
        self.staff = Person(demo["STAFF_EMAIL"], demo["STAFF_PASSWORD"], "Platform Staff")
        self.sign_in(self.staff)

    # The API

    def ask(self, person, method, path, body=None, headers=None, base=None):
        """Answers the body; `path` begins with `/v1`. A machine that is busy is asked again: no POST is done twice."""
        if person and not person.token:
            self.sign_in(person)
        headers = {"Idempotency-Key": secrets.token_hex(16), **(headers or {})} if method == "POST" and person else headers

        def answer():
            try:
                return [self.ask_once(person, method, path, body, headers, base)]
            except Refused as refusal:
                if refusal.status != 503:
                    raise

        return wait_until(answer, "the server has the time")[0]

    def ask_once(self, person, method, path, body, headers, base):
        request = urllib.request.Request(
            (base or self.server.url) + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {person.token}"} if person else {}), **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
                self.last_headers = answer.headers
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            raise Refused(error.code, json.loads(text) if text else None) from None

    def as_staff(self, method, path, body=None):
        return self.ask(self.staff, method, path, body, {"Latchkey-Reason": "A test"})

    def verify(self, secret, **question):
        """The data plane's word on a secret."""
        return self.ask(None, "POST", "/v1/verify", {"key": secret, **question}, base=self.server.checks)

    def sign_in(self, person):
        person.token = self.ask(None, "POST", "/v1/sessions", {"email": person.email, "password": person.password, "transport": "BEARER"})["token"]
        return person

    # What a test needs

    def name(self, stem):
        return f"{stem} {self.mark}-{next(self.numbers)}"

    def tenant(self, preset="tenant-settings", kind="BUSINESS", name=None, parent=None, **more):
        body = {"name": name or self.name("Acme"), "kind": kind, "policy": preset, **more}
        if parent:
            body["parent_id"] = parent["id"]
        return self.as_staff("POST", "/v1/tenants", body)

    def partner(self, **more):
        return self.tenant("partner-portal", "PARTNER", **more)

    def merchant(self, parent, **more):
        return self.tenant("merchant-portal", parent=parent, **more)

    def invite(self, tenant, role, email=None, **more):
        """The invitation's link, as whoever invites is told it."""
        email = email or f"person-{self.mark}-{next(self.numbers)}@console.example"
        made = self.as_staff("POST", f"/v1/tenants/{tenant['id']}/members", {"email": email, "role": role, **more})
        return email, made["invitation"]["url"]

    def person(self, tenant, role, name=None, **more):
        """Somebody new, who has accepted. Signing in costs a hash, so that waits until they ask the API for something."""
        email, url = self.invite(tenant, role, **more)
        person = Person(email, secrets.token_urlsafe(16), name or "Robin Example")
        token = url.split("#token=")[1]
        self.ask(None, "POST", "/v1/invitations/accept", {"token": token, "name": person.name, "password": person.password})
        return person

    def support(self, name="Sam Support"):
        """Somebody of the platform's staff who is no super user."""
        email = f"support-{self.mark}-{next(self.numbers)}@console.example"
        person = Person(email, secrets.token_urlsafe(16), name)
        self.server.run("admin", "create", "--email", email, "--name", name, "--role", "SUPPORT", stdin=f"{person.password}\n".encode())
        return person

    def join(self, person, tenant, role, **more):
        """Somebody who is here already, in another tenant."""
        return self.as_staff("POST", f"/v1/tenants/{tenant['id']}/members", {"email": person.email, "role": role, **more})

    def member(self, tenant, email):
        """The membership of an address, or None."""
        found = self.as_staff("GET", f"/v1/tenants/{tenant['id']}/members?limit=100")["data"]
        return next((member for member in found if member["user"]["email"] == email), None)

    def admin(self, preset="tenant-settings", **more):
        """A tenant of its own, and its admin."""
        tenant = self.partner(**more) if preset == "partner-portal" else self.tenant(preset, **more)
        return tenant, self.person(tenant, "PARTNER_ADMIN" if tenant["kind"] == "PARTNER" else "BUSINESS_ADMIN")

    def group(self, tenant, name=None, scopes=("invoices:read",), type="TENANT_API_KEY"):
        body = {"name": name or self.name("Group"), "description": "", "type": type, "scopes": list(scopes)}
        return self.as_staff("POST", f"/v1/tenants/{tenant['id']}/authorization-groups", body)

    def key(self, tenant, name=None, **fields):
        """`{"key": …, "secret": …}`, with the first scope of the tenant's catalogue, or a new group, unless said otherwise."""
        if not {"scopes", "full_access", "authorization_group_id"} & fields.keys():
            fields = fields | self.first_permission(tenant)
        return self.as_staff("POST", f"/v1/tenants/{tenant['id']}/keys", {"name": name or self.name("Key"), **fields})

    def first_permission(self, tenant):
        policy = self.as_staff("GET", f"/v1/tenants/{tenant['id']}/policy")
        first = [policy["scopes"][0]["name"]]
        if policy["permission_model"] == "GROUP":
            return {"authorization_group_id": self.group(tenant, scopes=first)["id"]}
        return {"scopes": first}

    def change_key(self, tenant, made, how, **body):
        return self.as_staff("POST", f"/v1/tenants/{tenant['id']}/keys/{made['key']['id']}/{how}", body)

    def expired_key(self, tenant, name=None, **fields):
        """One that has ended. A key is made with an end that is still to come, so this waits for it."""
        made = self.key(tenant, name, **self.first_permission(tenant), **fields, expires_at=instant(2))
        path = f"/v1/tenants/{tenant['id']}/keys/{made['key']['id']}"
        wait_until(lambda: self.as_staff("GET", path)["status"] == "EXPIRED", "the key has ended")
        return made

    def used(self, tenant, requests):
        """Waits until so many requests are counted for its keys, which takes a second at most."""
        usage = lambda: self.as_staff("GET", f"/v1/tenants/{tenant['id']}/keys/summary")["total_requests"]
        wait_until(lambda: usage() >= requests, "the usage is counted")

    def audited(self, tenant, action):
        """The newest row of the tenant's audit trail about an action."""
        return self.as_staff("GET", f"/v1/tenants/{tenant['id']}/audit-events?action={action}")["data"][0]
