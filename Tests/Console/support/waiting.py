"""Waiting for what has no end of its own to wait for: something that is counted, told of or asked for a little later."""

import time


def wait_until(condition, what, timeout=60, page=None):
    """Resolves to what `condition()` answers, once that is true. With a `page`, what happens in its browser goes on meanwhile."""
    deadline = time.monotonic() + timeout
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"in {timeout} s it was not so that {what}"
        page.wait_for_timeout(50) if page else time.sleep(0.1)
    return answer
