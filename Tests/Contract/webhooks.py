"""Verifies one webhook, as a receiver does that was written with the library of Standard Webhooks.

Reads {"secret", "body", "headers"} from standard input.
"""

import json
import sys

from standardwebhooks import Webhook

message = json.load(sys.stdin)
Webhook(message["secret"]).verify(message["body"].encode(), message["headers"])
