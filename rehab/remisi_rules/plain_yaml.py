"""YAML as plain data: dates stay text, only true and false are truth values, a key stands once."""

import re
from typing import Any

import yaml

_DROPPED = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
_BOOL = "tag:yaml.org,2002:bool"
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Base):  # type: ignore[misc]
    """A safe loader that guesses less than YAML 1.1 does."""

    def flatten_mapping(self, node: Any) -> None:
        """Called before any mapping is read, in place of the merging of YAML 1.1."""
        keys = [self.construct_object(key) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _DROPPED]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def plain(text: str) -> Any:
    """The data of one YAML document. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a subclass of the safe loader
