"""What can happen to an answer on its way: it is lost, held back, or another one than was expected."""

import json

from support.waiting import wait_until


def lose_answer(page, where):
    """The next change that is asked for there is made, and its answer lost. It is in the list that this returns."""
    lost = []

    def lose(route):
        if route.request.method == "GET" or lost:
            route.fallback()
            return
        lost.append(route.fetch())
        route.abort()

    page.route(where, lose)
    return lost


def hold_back(page, where):
    """Changes that are asked for there wait; the function that this returns waits for the first, and answers its route."""
    waiting = []
    page.route(where, lambda route: route.fallback() if route.request.method == "GET" else waiting.append(route))
    return lambda: wait_until(lambda: waiting, "the page has asked", page=page)[0]


def problem(status, detail, code="UNAVAILABLE", headers=None, **more):
    """A refusal as the API words it, for `route.fulfill`."""
    body = {"type": "about:blank", "title": detail, "status": status, "detail": detail, "code": code, **more}
    return {"status": status, "headers": {"Content-Type": "application/problem+json", **(headers or {})}, "body": json.dumps(body)}
