"""From a kept verdict to a remission in somebody's history: who prepared, verified, recommended, decided, and what came of it."""
