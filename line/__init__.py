"""Everything that knows LINE: signature, events, messages and their limits, errors, the clients."""
