"""The schools' data and what it means: shapes, the reader, ages by cut-off date, the order of a list."""
