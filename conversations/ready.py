"""What has been ticked on a checklist is a fact of the purchase: `ready_<choice>` holds the day."""

READY = "ready_"


def ready_name(choice: str) -> str:
    """The fact that keeps that this was ticked."""
    return READY + choice.replace("-", "_")
