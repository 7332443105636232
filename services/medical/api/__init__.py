"""HTTP: partners' doors, the office's commands, and read models out. No rule lives here."""
