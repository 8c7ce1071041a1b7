"""YAML with its line numbers kept, so that a finding about a value can name the line where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orpipeline.registry.words import read_text, refuse

# LibYAML's where PyYAML was built with it: eight times as fast.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Place = tuple[int | str, ...]


@dataclass(frozen=True)
class Entry:
    """One mapping of the file's list: its plain value, scalars as written, and the node it was read from."""

    value: dict[str, Any]
    node: Any

    def line_of(self, place: Place) -> int:
        """The line where the value at this place begins; if it is missing, where its nearest parent does."""
        node = self.node
        for step in place:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return _line(node)


def read_list(path: Path) -> tuple[list[Entry], list[str]]:
    """The entries of a YAML list of mappings, and the problems of the others; an empty file has neither.

    `ConfigurationError` if the file cannot be read, is not YAML or is no list. Scalars stay text (BaseLoader): the
    models know their types, and YAML's own guesses turn NO into false and 2026-02-30 into a traceback.
    """
    text = read_text(path)
    entries: list[Entry] = []
    problems: list[str] = []
    try:
        loader = _Loader(text)
        for node in _items(path, loader.get_single_node()):
            if not isinstance(node, yaml.MappingNode):
                problems.append(f"line {_line(node)}: must be a mapping that starts with 'id:'")
                continue
            entries.append(Entry(loader.construct_document(node), node))
            problems += [f"line {_line(key)}: {key.value} stands twice in one mapping" for key in _repeated(node)]
    except yaml.YAMLError as error:
        problems.append(_not_yaml(error))
    return entries, problems


def _items(path: Path, root: Any) -> list[Any]:
    if root is not None and not isinstance(root, yaml.SequenceNode):
        refuse(path, [f"line {_line(root)}: must be a list, each entry starting with '- id:'"])
    return list(root.value) if root else []


def _not_yaml(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    place, says = (f"line {mark.line + 1}: ", error.problem) if mark else ("", error)
    return f"{place}not YAML ({says})"


def _repeated(node: Any) -> Iterator[Any]:
    """Keys given a second time, which YAML would silently let win."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        for place, (key, value) in enumerate(node.value):
            if key.value in keys[:place]:
                yield key
            yield from _repeated(value)


def _child(node: Any, step: int | str) -> Any | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
