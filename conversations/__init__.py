"""What a conversation is: pure. No clock, no I/O, no ids, no randomness, no Flask, no SQLAlchemy."""
