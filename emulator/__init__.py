"""A LINE platform of our own: for the demo, for tests, for try-outs without an account.

It imports none of the product's packages and the product imports none of it; the two only ever
meet over HTTP, as a bot and LINE do. What it imitates and what it does not: docs/emulator.md.
"""
