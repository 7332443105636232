"""The border with FHIR R4 (4.0.1): bytes in, views for the rules or a list of issues out."""
