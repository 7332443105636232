"""The roster as OneRoster 1.2 gives it, to be read by schools' systems.

Written after 1EdTech's own description of the service: "OneRoster OpenAPI (JSON) Definition", Rostering 1.2,
named below by its parts (a path, a parameter, or a schema such as ``UserDType``).
"""
