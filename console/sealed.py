"""The key that seals what has to be opened again, such as an authenticator app's secret: the app's own."""

from flask import current_app

from services.sealing import Sealer


def app_sealer(purpose: str = "second factor") -> Sealer:
    """From SECRET_KEY, and SECRET_KEY_OLD for what was sealed before the key was exchanged."""
    fallbacks = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return Sealer([str(key) for key in (*fallbacks, current_app.secret_key)], purpose)
