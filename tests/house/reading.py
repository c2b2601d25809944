"""The house rules as functions over source text, so that a planted fault can be shown to each."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REHAB = ROOT / "rehab"

# The story: a room may import rooms of an earlier line only; those of one line do not know each other.
STORY: tuple[tuple[str, ...], ...] = (
    ("config", "extensions"),
    ("plumbing",),
    ("access",),
    ("audit",),
    ("facilities",),
    ("accounts",),
    ("partners", "wbp"),
    ("programs",),
    ("enrolment",),
    ("attendance",),
    ("outcomes",),
    ("conduct",),
    ("remisi",),
    ("proposals",),
    ("intake",),
    ("overview", "portal", "reports"),
    ("api",),
    ("rooms", "demo"),
    ("pages", "cli", "operations"),
    ("app",),
)
PLACE = {room: index for index, line in enumerate(STORY) for room in line}
FURNITURE = ("routes", "forms", "schemas", "actions", "queries", "states", "models")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "service", "handler", "managers", "services", "handlers"}


def source_files() -> list[Path]:
    return sorted(path for path in REHAB.rglob("*.py") if "__pycache__" not in path.parts)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(source: str) -> ast.Module:
    """The tree of a text; every rule looks at every file, so it is read once. Nobody changes it."""
    return ast.parse(source)


@cache
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """Everything in the tree of a text."""
    return tuple(ast.walk(tree_of(source)))


def imports_of(source: str) -> Iterator[tuple[str, int]]:
    """Every module imported anywhere in a text, with its line; `from a import b` gives a and a.b."""
    for node in nodes_of(source):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def story_faults(module: str, source: str) -> list[str]:
    """Imports that reach up the story, or sideways between rooms of one line."""
    parts = module.split(".")
    if len(parts) < 2:
        return []
    mine = None if parts[1] == "remisi_rules" else parts[1]
    faults = []
    for name, line in imports_of(source):
        other = name.split(".")
        if other[0] != "rehab" or len(other) < 2 or other[1] == mine:
            continue
        if other[1] == "remisi_rules":
            if mine not in ("remisi", None):
                faults.append(f"{module}:{line} imports the rules; only remisi may")
        elif mine is None:
            faults.append(f"{module}:{line} the rules import {name}")
        elif mine is not None and other[1] in PLACE and PLACE[other[1]] >= PLACE[mine]:
            same_line = PLACE[other[1]] == PLACE[mine]
            allowed = same_line and {mine, other[1]} in ({"config", "extensions"}, {"pages", "cli"})
            if not allowed:
                faults.append(f"{module}:{line} {mine} imports {other[1]}, which comes later")
    return sorted(set(faults))


def furniture_faults(module: str, source: str) -> list[str]:
    """Inside a room each piece imports only those to its right; foreign models only through queries."""
    parts = module.split(".")
    if len(parts) != 3 or parts[1] not in PLACE:
        return []
    room, piece = parts[1], parts[2]
    faults = []
    for name, line in imports_of(source):
        other = name.split(".")
        if len(other) < 3 or other[0] != "rehab":
            continue
        both = other[1] == room and piece in FURNITURE and other[2] in FURNITURE
        if both and FURNITURE.index(other[2]) < FURNITURE.index(piece):
            faults.append(f"{module}:{line} {piece} imports {other[2]}")
    return sorted(set(faults))


def foreign_model_faults(module: str, source: str) -> list[str]:
    """Actions, forms and routes of a room use another room through its queries or actions, not its tables.

    Names in capitals (lists of codes) are no tables.
    """
    parts = module.split(".")
    if len(parts) != 3 or parts[2] not in ("routes", "forms", "actions", "schemas", "states"):
        return []
    faults = []
    for node in nodes_of(source):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        other = node.module.split(".")
        if len(other) == 3 and other[0] == "rehab" and other[2] == "models" and other[1] != parts[1]:
            tables = [alias.name for alias in node.names if not alias.name.isupper()]
            if tables:
                faults.append(f"{module}:{node.lineno} uses tables of {other[1]}: {', '.join(tables)}")
    return faults


WRITES = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "flush"}


def write_faults(module: str, source: str) -> list[str]:
    """Sessions written to, or INSERT/UPDATE/DELETE built, where nothing may write."""
    faults = []
    for node in nodes_of(source):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in WRITES and "session" in ast.unparse(function.value):
            faults.append(f"{module}:{node.lineno} {ast.unparse(function)}")
        if isinstance(function, ast.Name) and function.id in ("insert", "update", "delete"):
            faults.append(f"{module}:{node.lineno} {function.id}(…)")
    return faults


def commit_faults(module: str, source: str) -> list[str]:
    """Calls of commit()."""
    return [
        f"{module}:{node.lineno} commit"
        for node in nodes_of(source)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def clock_faults(module: str, source: str) -> list[str]:
    """Readings of the clock."""
    pattern = re.compile(r"(datetime\.(now|utcnow|today)|date\.today)\s*\(")
    return [f"{module}:{number}" for number, line in enumerate(source.splitlines(), 1) if pattern.search(line)]


def pandas_faults(module: str, source: str) -> list[str]:
    """pandas outside its two places, or at the top of a file."""
    faults = []
    tree = tree_of(source)
    top = {node.lineno for node in tree.body}
    for name, line in imports_of(source):
        if name.split(".")[0] == "pandas":
            if not (module == "rehab.plumbing.spreadsheets" or module.startswith("rehab.reports")):
                faults.append(f"{module}:{line} pandas outside its places")
            elif line in top:
                faults.append(f"{module}:{line} pandas at the top of the file")
    return sorted(set(faults))


def hidden_import_faults(module: str, source: str) -> list[str]:
    """Imports inside functions, but for pandas."""
    faults = []
    for node in nodes_of(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                names = []
                if isinstance(inner, ast.Import):
                    names = [alias.name for alias in inner.names]
                elif isinstance(inner, ast.ImportFrom):
                    names = [inner.module or ""]
                faults += [f"{module}:{inner.lineno} {name}" for name in names if name.split(".")[0] != "pandas"]
    return sorted(set(faults))


def public_functions(source: str) -> Iterator[ast.FunctionDef]:
    for node in tree_of(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def scope_faults(module: str, source: str) -> list[str]:
    """Public functions of a queries file whose first argument is not `scope`."""
    if not module.endswith(".queries"):
        return []
    faults = []
    for function in public_functions(source):
        arguments = [*function.args.posonlyargs, *function.args.args]
        if not arguments or arguments[0].arg != "scope":
            faults.append(f"{module}:{function.lineno} {function.name}")
    return faults


def keyword_faults(module: str, source: str) -> list[str]:
    """Public functions of an actions file that take positional arguments."""
    if not module.endswith(".actions") or module.startswith("rehab.audit"):
        return []
    return [
        f"{module}:{function.lineno} {function.name}"
        for function in public_functions(source)
        if function.args.args or function.args.posonlyargs
    ]


def typing_faults(module: str, source: str) -> list[str]:
    """Public functions without typed arguments, a typed result or a docstring."""
    faults = []
    for function in public_functions(source):
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        untyped = [argument.arg for argument in arguments if argument.annotation is None and argument.arg != "self"]
        if untyped or function.returns is None:
            faults.append(f"{module}:{function.lineno} {function.name} untyped {', '.join(untyped)}")
        decorated = any("route" in ast.unparse(each) or "blueprint" in ast.unparse(each) for each in function.decorator_list)
        if not ast.get_docstring(function) and not decorated and not module.endswith("__main__"):
            faults.append(f"{module}:{function.lineno} {function.name} has no docstring")
    return faults


def size_faults(module: str, source: str) -> list[str]:
    """Files of 300 lines or more, functions of more than 40."""
    faults = []
    lines = source.count("\n")
    if lines >= 300:
        faults.append(f"{module} has {lines} lines")
    for node in nodes_of(source):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 40:
            faults.append(f"{module}:{node.lineno} {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines")
    return faults


def name_faults(module: str, _source: str) -> list[str]:
    """Files called utils and the like."""
    words = [part.rsplit("_", 1)[-1] for part in module.split(".")]
    return [module] if FORBIDDEN_NAMES & set(words) else []


def stray_page_faults(_module: str, source: str) -> list[str]:
    """Words that belong to the workplace, not to the product."""
    return [word for word in ("../shared", "design.md", "remisi.md", "ui.md", "trust.md", "stack.md") if word in source]
