"""From a method and a path to an endpoint. Exact paths by dictionary, the rest by pattern.

No slash is forgiven: LINE answers 404 to /v2//bot and to /v2/bot/info/.
"""

import re
from collections.abc import Iterable

from emulator.endpoints import Endpoint

PARAMETER = re.compile(r"<(\w+)>")


class Routes:
    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._exact: dict[str, dict[str, Endpoint]] = {}
        self._patterns: list[tuple[re.Pattern[str], dict[str, Endpoint]]] = []
        patterns: dict[str, dict[str, Endpoint]] = {}
        for one in endpoints:
            table = patterns if "<" in one.path else self._exact
            table.setdefault(one.path, {})[one.method] = one
        for path, methods in patterns.items():
            self._patterns.append((re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", path)), methods))

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]] | None:
        methods = self._exact.get(path)
        if methods is not None and method in methods:
            return methods[method], {}
        for pattern, methods in self._patterns:
            if method in methods and (found := pattern.fullmatch(path)):
                return methods[method], found.groupdict()
        return None
