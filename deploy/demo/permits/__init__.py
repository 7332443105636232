"""The permits half of the day: mock applicants, agents, officers and Exit-Entry bureau."""
