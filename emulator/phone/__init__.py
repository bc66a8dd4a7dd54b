"""The phone in the browser: customers' chats as LINE shows them, a clock, trouble to press, what LINE did.

Its page does nothing of its own: people act through the control API, and it polls /phone/news.
"""

from emulator.phone.page import make_blueprint

__all__ = ["make_blueprint"]
