"""What the intake counts. Labels are outcomes and reasons, never people."""

from functools import cache

from prometheus_client import Counter, Histogram

CALLS = Counter("sonogo_webhook_calls", "Webhook calls by how they were answered.", ["outcome"])
EVENTS = Counter(
    "sonogo_webhook_events", "Events committed: new ones, and those delivered again.", ["outcome"]
)
SECONDS = Histogram(
    "sonogo_webhook_seconds",
    "From the whole body to the answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0),
)
BATCH = Histogram(
    "sonogo_webhook_batch_events",
    "Events stored by one commit.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
)


@cache
def call(outcome: str) -> Counter:
    """`CALLS` with this outcome: looking a label up costs as much as counting."""
    return CALLS.labels(outcome)
