"""A day in Jinan: invented hospitals and insurers at the real doors, and a ledger of what came of it."""
