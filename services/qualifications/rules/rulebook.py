"""Everything that decisions go by and that nobody changes while the service runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from services.qualifications.facts import Facts
from services.qualifications.rules.catalogue import Catalogue, read_catalogue
from services.qualifications.rules.experts import Expert
from services.qualifications.rules.policy import Policy, read_policy
from services.qualifications.rules.policy_file import PolicyInvalid
from services.qualifications.rules.projects import Projects, read_projects
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What every batch's facts begin with."""

    policy: Policy
    catalogue: Catalogue
    projects: Projects
    experts: Mapping[str, Expert]
    working_days: WorkingDays

    def facts(self) -> Facts:
        """Facts about no case at all."""
        return Facts(self.policy, self.catalogue, self.projects, self.experts, self.working_days)


def read_rulebook(experts: Mapping[str, Expert], folder: Path | None = None) -> Rulebook:
    """From ``folder``, or what comes with the product. Raises PolicyInvalid."""
    data = folder or files("services.qualifications").joinpath("data")
    policy, catalogue, projects = read_policy(data), read_catalogue(data), read_projects(data)
    if problems := [*_unknown_fields(policy, catalogue, projects)]:
        raise PolicyInvalid("\n".join(problems))
    return Rulebook(policy, catalogue, projects, experts, WorkingDays.load())


def _unknown_fields(policy: Policy, catalogue: Catalogue, projects: Projects) -> Iterator[str]:
    """Where catalogue and projects speak of a field that the policy has at no time."""
    known = policy.fields
    for edition in catalogue.editions:
        for item in edition.items:
            if item.field not in known:
                yield f"{edition.edition}: {item.code}: {item.field} is no field of the policy"
    for project in projects.all:
        named = {field for ground in project.recognitions for field in ground.fields or ()}
        yield from (f"{project.code}: {field} is no field of the policy" for field in sorted(named - known))
