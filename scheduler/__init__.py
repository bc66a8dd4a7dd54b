"""Time's way in: loops that drain what is stored, ticks that look for what is due. No rules here."""
