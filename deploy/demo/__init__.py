"""A day in Jinan: invented people at the real doors of the services, and a ledger of what came of it."""
