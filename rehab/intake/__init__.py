"""The roster workbook: one file in, many rooms written."""
