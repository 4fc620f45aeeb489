"""A real identity provider for the tests: canaille on a free port of loopback, its people in memory.

Prints its address, and goes when its standard input is closed. Beside what canaille is, `/test/` lets a test do what an
administrator would: turn the keys, put people into groups, and have an access token of RFC 9068 signed by the very keys
(canaille's own are opaque).
"""

import json
import logging
import os
import re
import sys
import threading
import time

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from canaille.oidc.jose import make_default_rsa_jwk, server_signing_key
from flask import request
from joserfc import jwt
from werkzeug.serving import make_server

REDIRECT_URI = re.compile(r"http://127\.0\.0\.1:8080/v1/single-sign-on/ten_[0-9a-z]{26}/callback")
PASSWORD = "correct horse battery"


def people():
    everybody = {name: models.User(user_name=name, formatted_name=f"{name.title()} Example", family_name="Example",
                                   emails=[f"{name}@example.com"], password=PASSWORD)
                 for name in ["ada", "bob", "eve"]}
    for user in everybody.values():
        Backend.instance.save(user)
    for group, members in {"key-admins": ["ada"], "staff": ["ada", "bob"]}.items():
        Backend.instance.save(models.Group(display_name=group, members=[everybody[name] for name in members]))


def take_callbacks_of_every_tenant():
    """Each tenant has a callback of its own, and tests make tenants while this runs."""
    models.Client.check_redirect_uri = lambda self, uri: REDIRECT_URI.fullmatch(uri) is not None


def client(client_id, method, secret=None):
    Backend.instance.save(models.Client(
        client_id=client_id, client_name=client_id, client_secret=secret, client_uri="http://127.0.0.1/",
        redirect_uris=[], post_logout_redirect_uris=["http://127.0.0.1:8080/"],
        grant_types=["authorization_code"], response_types=["code"], token_endpoint_auth_method=method,
        scope=["openid", "email", "profile", "groups"]))
    registered = Backend.instance.get(models.Client, client_id=client_id)
    registered.audience = [registered]
    Backend.instance.save(registered)


def administration(app):
    @app.post("/test/keys")
    def turn_keys():
        settings = app.config["CANAILLE_OIDC"]
        old = settings["ACTIVE_JWKS"]
        settings["ACTIVE_JWKS"] = [make_default_rsa_jwk().as_dict(private=True)]
        settings["INACTIVE_JWKS"] = [] if request.args.get("forget") else old
        return {}

    @app.post("/test/groups/<name>")
    def set_members(name):
        group = Backend.instance.get(models.Group, display_name=name)
        group.members = [Backend.instance.get(models.User, user_name=user) for user in request.json]
        Backend.instance.save(group)
        return {}

    @app.post("/test/people/<name>")
    def set_email(name):
        user = Backend.instance.get(models.User, user_name=name)
        user.emails = [request.json]
        Backend.instance.save(user)
        return {}

    @app.post("/test/access-token")
    def access_token():
        now = int(time.time())
        claims = {"iss": f"http://{app.config['SERVER_NAME']}", "iat": now, "exp": now + 300, "jti": os.urandom(8).hex()}
        key = server_signing_key()
        header = {"alg": "RS256", "typ": "at+jwt", "kid": key.kid}
        return {"access_token": jwt.encode(header, claims | request.json, key, algorithms=["RS256"])}


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, None, threaded=True)
    name = f"127.0.0.1:{server.port}"
    app = create_app({
        "SECRET_KEY": os.urandom(16).hex(), "SERVER_NAME": name, "PREFERRED_URL_SCHEME": "http",
        "SESSION_COOKIE_SECURE": False, "WTF_CSRF_ENABLED": False, "CANAILLE": {"LOGGING": {
            "version": 1, "root": {"level": "ERROR", "handlers": []}}},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [make_default_rsa_jwk().as_dict(private=True)], "INACTIVE_JWKS": []},
    })
    with app.app_context(), Backend.instance.session():
        take_callbacks_of_every_tenant()
        people()
        client("latchkey", "client_secret_basic", "the%client's+own&secret:")
        client("latchkey-public", "none")
    administration(app)
    server.app = app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://{name}", flush=True)
    sys.stdin.read()


main()
