"""Personas and courses as people write them: YAML text → model, or what is wrong with it, line by line."""

from typing import TypeVar

from conversations.authored import Part
from conversations.parser_shape import read_model
from conversations.problems import Problem
from conversations.yaml_tree import read_tree

Written = TypeVar("Written", bound=Part)


def read_written(model: type[Written], text: str) -> Written | list[Problem]:
    """The persona or course this text describes."""
    tree = read_tree(text)
    return [tree] if isinstance(tree, Problem) else read_model(model, tree)
