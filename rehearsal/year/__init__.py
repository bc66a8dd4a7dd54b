"""A shop's year, lived through in minutes: every page then has something true to show.

Customers, parcels and staff are invented; whatever answers them is the product itself, down to the relay.
Only LINE is replaced (`post`) and the clock jumps from one moment at which something happens to the next.

town      who the customers are, what they buy and when it arrives
reactions how they answer what they read
staffroom how staff keep their promises, mostly
playing   the year, moment by moment
audit     what came of it, counted again by queries of its own
"""
