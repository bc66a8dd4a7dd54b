"""`make demo`: the product and a LINE of its own on this machine, and one customer's story as it happens.

The story uses the same doors as everybody: the REST API (the shop), LINE's webhooks (the customer, through
the emulator), the console's forms (staff). Only the clock is special: it travels.
"""
