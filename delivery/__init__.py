"""The outbox to LINE: relay (claim → send → record), retry (pure decisions), quota, rate, profiles."""
