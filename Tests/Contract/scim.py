"""Holds a SCIM service to RFC 7643 and 7644 with scim2-tester.

    LATCHKEY_TOKEN=lkd_... scim.py http://127.0.0.1:8080/scim/v2/ten_...

Ends with 1 when a check fails, or is skipped: all of them apply to us.
"""

import os
import sys
from collections import Counter

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

headers = {"Authorization": f"Bearer {os.environ['LATCHKEY_TOKEN']}"}
with Client(base_url=sys.argv[1], headers=headers, timeout=30) as client:
    results = check_server(SyncSCIMClient(client))

counts = Counter(result.status for result in results)
print({status.name: count for status, count in counts.items()})
bad = [result for result in results if result.status not in (Status.SUCCESS, Status.ACCEPTABLE)]
for result in bad:
    print(f"{result.status.name} {result.title} {result.resource_type}: {result.reason}\n  {result.data!r}"[:2000])
# Fewer would mean that something was not found out at all.
sys.exit(bool(bad) or counts[Status.SUCCESS] < int(sys.argv[2]))
