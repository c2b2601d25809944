"""What came of it: exams, certificates."""
