"""Who takes part in the permits half: clients of ``deploy/permits.yaml``, and what is invented of them."""

from __future__ import annotations

from typing import NamedTuple

OFFICERS = ("officer-zhao", "officer-qian")
SUPERVISOR = "supervisor-sun"
KEEPER = "jinan-area-talent"
BUREAU = "exit-entry-bureau"
ANNA = "anna-eriksson"

COUNTRY = "UTO"
"""Utopia, the country of the specimens in ICAO's Doc 9303."""

SCOPES = ("permits:read", "permits:write", "exit-entry:write", "parked:read")


class Employer(NamedTuple):
    """An employer by its unified social credit code, and the agent that acts for it."""

    agent: str
    uscc: str
    name: str


NAMED_COMPANY = Employer("spring-robotics", "91370100MA3TE5T030", "泉城机器人有限公司")
EMPLOYERS = (
    NAMED_COMPANY,
    Employer("luneng-materials", "91110000600037341L", "鲁能新材料有限公司"),
    Employer("hr-bridge", "91370100MA3BR1D0X8", "桥一人力资源有限公司"),
    Employer("hr-bridge", "91370100MA3BR1D1X9", "桥二人力资源有限公司"),
)

POSTS = (
    ("Robotics engineer", "2-02-07"),
    ("Materials scientist", "2-01-02"),
    ("Process engineer", "2-02-11"),
    ("Data scientist", "2-02-13"),
)
