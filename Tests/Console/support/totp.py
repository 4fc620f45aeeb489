"""The codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds)."""

import base64
import hashlib
import hmac
import struct
import time

from support.waiting import wait_until


class Authenticator:
    """An app that was given a secret. A code is good once, so each `code()` is of a later time step than the one before."""

    def __init__(self, secret):
        self.key = base64.b32decode(secret)
        self.next_step = 0

    def code(self):
        """Of the present step or the next: the server takes both, and the present one for half a minute more. A third is waited for."""
        step = max(self.next_step, present_step())
        wait_until(lambda: step <= present_step() + 1, "another code is good")
        self.next_step = step + 1
        return self.code_at(step)

    def code_at(self, step):
        digest = hmac.new(self.key, struct.pack(">Q", step), hashlib.sha1).digest()
        offset = digest[-1] & 15
        number = struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"

    def wrong_code(self):
        """Six digits that are nobody's."""
        now = present_step()
        good = {self.code_at(step) for step in range(now - 3, now + 5)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777", "888888") if code not in good)


def present_step():
    return int(time.time()) // 30
