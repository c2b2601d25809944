"""The law of remisi, alone: facts in, verdict out; the standard library and YAML, nothing else."""
