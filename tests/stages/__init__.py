"""`python -m tests.stages DIR`: the customer's whole way, stage by stage, as it is today.

Each stage is lived in the simulator (its diary) and played against the product with a LINE of its own, and
what the customer has on the phone and the shop in the console is photographed. A stage whose sentence does
not come, or whose page does not say what it must, ends it with exit code 1.
"""
