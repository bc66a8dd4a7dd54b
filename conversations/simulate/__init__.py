"""The time machine: a journey lived through by invented customers, in memory, with the very same pure rules.

    persona   who the customer is, how they answer     course   what happens around them: parcel, staff, shop
    life      what is true of one customer now         loop     the next moment, until the days are over
    planning deciding talking hearing casework         what production's services do with rows, without rows
    diary     what happened, entry by entry            summary  many diaries in figures   record  as a test

Nothing here decides what a rule decides: `engine.advance`, `timing.decide`, `timing.due_at`, `BusinessHours`
and `Hours` do. Chance is passed in as a `Chance`; the same seed lives the same life.
"""

from conversations.simulate.loop import Diary, Stage, simulate

__all__ = ["Diary", "Stage", "simulate"]
