"""Use cases: what happens when someone buys, writes, taps, answers, promises. Functions take a session or a
desk and never commit; the edges (webhook's worker, api, console, scheduler) open the unit of work."""
