"""Nobody overwrites what they did not see: a form carries a mark of what it was filled from.

Where another mark would go in by now, a colleague saved meanwhile: the form is refused once, and comes back
with the new mark. A form without one, of a page from before an update, is taken as it is.
"""

import hashlib
import json
from typing import Any

from flask import request

FIELD = "shown"


def mark(what: Any) -> str:
    """The same for the same values, whatever order a dictionary has them in."""
    told = json.dumps(what, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def same_or(what: Any) -> str:
    """For a form that comes back unsaved: the mark it brought, else a new one."""
    return request.form.get(FIELD, "")[:16] or mark(what)


def is_outdated(what: Any) -> bool:
    """Whether the form that was sent was filled from something else than `what` there is now."""
    given = request.form.get(FIELD, "")
    return bool(given) and given != mark(what)
