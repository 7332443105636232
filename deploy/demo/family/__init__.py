"""One family's way through the four services, from the recognition to the review that closed."""
