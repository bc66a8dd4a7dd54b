"""対応ページ: what staff see and do in a browser. Pages translate to use cases; no rules live here."""

from console.blueprint import make_blueprint

__all__ = ["make_blueprint"]
