"""Trying a journey as the customer: the doors of `/demo/`, for CLOCK=travel only, this machine only.

    doors       who may knock; every route            moments    what is due next, doing what is due now
    diary       what was decided, said and billed     happenings parcel, purchase, staff, closed days
    folder      SCRIPTS_DIR, read and written         live_shop  the shop as its folder is now
    scripts     list, check, save and publish         replays    recorded taps against another version

It decides nothing: it calls the services that everybody calls, and reads the rows they wrote. Nobody imports
it but the composition root, and it imports no other edge (docs/adr/0010).
"""

from rehearsal.doors import make_blueprint
from rehearsal.live_shop import LiveShop

__all__ = ["LiveShop", "make_blueprint"]
