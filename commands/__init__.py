"""`python bot.py …`: each command turns words on a terminal into one use case, and says what came of it."""
