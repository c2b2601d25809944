"""python -m tests.remisi_rules.drawn SEED INDEX…: the questions drawn under that seed and these indexes, a JSON line each."""

import json
import sys

from tests.remisi_rules.drawn import question

for index in sys.argv[2:]:
    print(json.dumps({"id": int(index), **question(int(sys.argv[1]), int(index))}))
