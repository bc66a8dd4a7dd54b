"""A shop's year, lived through in minutes: every page then has something true to show.

Customers, parcels and staff are invented; whatever answers them is the product itself, down to the relay.
Only LINE is replaced (`post`) and the clock jumps from one moment at which something happens to the next.

town      who the customers are, what they buy and when it arrives
sayings   what they say in words of their own, each in their language
reactions how they answer what they read
staffroom how staff keep their promises, mostly
agenda    the clock, and what comes when
orders    who buys, and what becomes of it
phones    who reads what when, and what they send
playing   the year, moment by moment
tables    what lies in the tables at the end, by plain SQL
ways      how each person asked to be spoken to
vows      what must never have happened, counted from them
audit     the product's own figures beside all that was counted again
"""
