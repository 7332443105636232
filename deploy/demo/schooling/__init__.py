"""The schooling half of the day: mock families, schools' admissions offices, and the zone's desk."""
