"""The rows a timer needs around it."""

import uuid

from models.conversation import Conversation
from models.script import ScriptVersion
from tests.delivery.world import World


def a_conversation(world: World) -> tuple[int, int]:
    """(conversation, contact) of somebody new."""
    contact_id = world.befriend(f"U{uuid.uuid4().hex}")
    with world.database.begin() as uow:
        digest = uuid.uuid4().hex
        script = ScriptVersion(script=digest, version=1, digest=digest, body={}, published_at=world.clock())
        uow.session.add(script)
        uow.session.flush()
        conversation = Conversation(
            token=digest,
            channel_id=world.channel_id,
            contact_id=contact_id,
            script_version_id=script.id,
            script="s",
            started_at=world.clock(),
            updated_at=world.clock(),
        )
        uow.session.add(conversation)
        uow.commit()
        return conversation.id, contact_id
