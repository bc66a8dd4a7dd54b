"""LINE's way in: verify, store every event raw and once, answer 200. No rule about what an event means."""
