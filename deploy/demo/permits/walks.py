"""What happens to each application, one function a walk: its first day, and later ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from deploy.demo.permits.catalogue import COUNTRY, EMPLOYERS, KEEPER, SUPERVISOR
from deploy.demo.permits.desk import Desk
from deploy.demo.permits.dossier import Dossier
from deploy.demo.permits.wishes import Json, Walk, Wish
from services.permits import names

Step = Callable[[Desk, Wish], Awaitable[None]]


async def plain(desk: Desk, wish: Wish) -> None:
    """From nothing to the permit, in one day."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await desk.bureau.answer_ahead(wish)
    await decided(dossier)


async def decided(dossier: Dossier, first: bool = True, **days: str) -> None:
    """Accepted, reviewed, approved and issued."""
    await dossier.review()
    await dossier.approve(**days)
    await dossier.issue(first)


async def corrected(desk: Desk, wish: Wish) -> None:
    """Returned with the one correction list; a second one is refused."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await desk.bureau.answer_ahead(wish)
    wrong = {"corrections": [{"subject": "degree", "wrong": "The seal of the translator is missing."}]}
    await dossier.office("return", wrong)
    await dossier.give("degree")
    await dossier.submit()
    await _second_list_is_refused(dossier, wrong)
    await decided(dossier)


async def _second_list_is_refused(dossier: Dossier, wrong: Json) -> None:
    seen = (await dossier.people.get(dossier.officer, dossier.path))["version"]
    await dossier.people.refused(
        dossier.officer,
        f"{dossier.path}/return",
        wrong,
        seen=seen,
        key=f"{dossier.id}-second",
        correlation=dossier.correlation,
    )


async def refused(desk: Desk, wish: Wish) -> None:
    """Not given, with grounds, reasons and where that can be taken."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await dossier.review()
    found = {"grounds": ["criteria-unmet"], "detail": "Nothing carries the category that is applied for."}
    await dossier.office("refuse", found)


async def withdrawn(desk: Desk, wish: Wish) -> None:
    """The employer takes it back."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await dossier.office("accept")
    await dossier.do("withdraw", dossier.agent, f"{dossier.path}/withdraw", {"reason": "The post is filled."})


async def declined(desk: Desk, wish: Wish) -> None:
    """不予受理: another office's."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await dossier.office("decline", {"ground": "wrong-jurisdiction", "detail": "The post is in Qingdao."})


async def experts(desk: Desk, wish: Wish) -> None:
    """Experts look at it meanwhile, which the clocks do not count."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await desk.bureau.answer_ahead(wish)
    await dossier.review()
    await dossier.office("pause", {"reason": "expert-review"})
    await dossier.office("resume")
    await dossier.approve()
    await dossier.issue()


async def handed_in(desk: Desk, wish: Wish) -> None:
    """On the desk, where nobody looks at it: the law accepts it after five working days."""
    await desk.dossier(wish).hand_in()


async def in_review(desk: Desk, wish: Wish) -> None:
    """In review, where it stays for too long."""
    dossier = desk.dossier(wish)
    await dossier.hand_in()
    await dossier.review()


async def decided_too_late(desk: Desk, wish: Wish) -> None:
    """The promised limit has passed; what it was escalated to decides."""
    dossier = desk.dossier(wish)
    await dossier.approve(by=SUPERVISOR)
    await dossier.issue()


async def reviewed_too_late(desk: Desk, wish: Wish) -> None:
    """Deemed accepted meanwhile, and late already."""
    dossier = desk.dossier(wish)
    await dossier.office("begin-review")
    await decided_too_late(desk, wish)


async def member(desk: Desk, wish: Wish) -> None:
    """A member of the Quancheng Programme: no recommendation is asked for, and 48 hours begin."""
    dossier = desk.dossier(wish)
    person = {"country": COUNTRY, "number": wish.passport, "birth": str(wish.birth)}
    period = {"start": f"{wish.today.year}-01-01", "end": f"{wish.today.year}-12-31"}
    await dossier.do("admit", KEEPER, "/programme/members", {"person": person, **period})
    await dossier.hand_in()
    await dossier.review()


async def member_decided(desk: Desk, wish: Wish) -> None:
    """At risk, and decided in time; the ground is attested by the officer who has seen the proof."""
    dossier = desk.dossier(wish)
    await dossier.office("confirm-ground", {"ground": "talent-programme"})
    await dossier.approve()
    await dossier.issue()


async def extension(desk: Desk, wish: Wish) -> None:
    """A permit until the end of January is extended inside its window."""
    soon = f"{wish.today.year + 1}-01-31"
    first = desk.dossier(wish, wanted_to=soon)
    await first.hand_in()
    await decided(first)
    await desk.ear.until(first.permit, "permit.residence-recorded")
    start = f"{wish.today.year + 1}-02-01"
    more = desk.dossier(wish, "-X", type="extension", in_china=True, wanted_from=start)
    desk.bureau.manners[more.id] = "twice"
    await more.hand_in()
    await decided(more, first=False)


async def new_employer(desk: Desk, wish: Wish) -> None:
    """A change of employer: refused before the cancellation, taken after it; the number stays."""
    first = desk.dossier(wish)
    await first.hand_in()
    await decided(first)
    await desk.ear.until(first.permit, "permit.residence-recorded")
    other = next(each for each in EMPLOYERS if each.agent != wish.employer.agent)
    moving = desk.dossier(
        wish, "-N", other.agent, type="new-in-country", employer_change=True, in_china=True,
        employer=names.employer_id(other.uscc), wanted_from=str(wish.today + timedelta(days=21)),
    )  # fmt: skip
    desk.bureau.manners[moving.id] = "contradicts"
    await moving.draft()
    await moving.refused(moving.agent, f"{moving.path}/submit")
    await _cancel(desk, wish, first)
    await moving.submit()
    await decided(moving, first=False)


async def _cancel(desk: Desk, wish: Wish, first: Dossier) -> None:
    last = str(wish.today - timedelta(days=1))
    told = {"on": last, "reason": "A post with another employer."}
    await first.do("report-end", first.agent, f"/permits/{first.permit}/report-employment-end", told)
    ending = desk.dossier(wish, "-C", type="cancellation", ended_on=last)
    await ending.hand_in()
    await decided(ending, first=False)


FIRST_DAY: Mapping[Walk, Step] = {
    "48-hours": member,
    "extension": extension,
    "new-employer": new_employer,
    "plain": plain,
    "points": plain,
    "corrected": corrected,
    "refused": refused,
    "withdrawn": withdrawn,
    "declined": declined,
    "experts": experts,
    "undecided": in_review,
    "forgotten": handed_in,
}
NEXT_EVENING: Mapping[Walk, Step] = {"48-hours": member_decided}
WEEKS_LATER: Mapping[Walk, Step] = {"undecided": decided_too_late, "forgotten": reviewed_too_late}
