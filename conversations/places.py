"""Where in the file a step, a choice, a sentence stands, so that a check can name the line."""

from conversations.script import Script
from conversations.yaml_tree import Tree

At = tuple[int, int]


class Places:
    """Without a file (a stored version) everything is on line 1."""

    def __init__(self, tree: Tree | None = None) -> None:
        self._tree = tree

    def title(self) -> At:
        return self.at("title")

    def at(self, *path: str | int) -> At:
        return self._tree.at(path) if self._tree is not None else (1, 1)

    def step(self, script: Script, step_path: str, *inside: str | int) -> At:
        """A step of this file; a step of a called script is found at the call."""
        own = step_path.split("/", 1)[0]
        number = next((i for i, step in enumerate(script.steps) if step.id == own), 0)
        return self.at("steps", number, *(inside if "/" not in step_path else ()))

    def choice(self, script: Script, step_path: str, choice_id: str) -> At:
        step = script.step(step_path)
        choices = getattr(step, "choices", ())
        number = next((i for i, choice in enumerate(choices) if choice.id == choice_id), None)
        return self.step(script, step_path, *(() if number is None else ("choices", number)))

    def touchpoint(self, number: int, *inside: str | int) -> At:
        return self.at("touchpoints", number, *inside)
