"""The contract of the RFT platforms: an event comes in, samples; scores go out, a reply.

```
event ──▶ read_event ──▶ samples ──▶ (the reward) ──▶ scores ──▶ write_reply ──▶ reply
                            │                                                     │
                            └──────────▶ check_reply, read_reply ◀────────────────┘
```

`read_event` takes every form that a platform of `PLATFORMS` sends, whoever calls. `write_reply` and
`check_reply` go by one platform, since each takes a form of reply of its own.
"""

from rewards.wire.check import check_reply, read_reply
from rewards.wire.errors import WireError
from rewards.wire.event import read_event
from rewards.wire.platform import PLATFORMS, Platform, PlatformName, find_platform
from rewards.wire.reply import write_reply

__all__ = [
    "PLATFORMS",
    "Platform",
    "PlatformName",
    "WireError",
    "check_reply",
    "find_platform",
    "read_event",
    "read_reply",
    "write_reply",
]
