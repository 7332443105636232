"""Every code that a year group refuses with, in the words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """A short title in English and Chinese; no personal data ever goes into it."""

    en: str
    zh: str


REFUSALS: Mapping[str, Words] = {
    "year-group-unknown": Words("There is no such year group", "没有该年级名额记录"),
    "other-year-group": Words("This is another year group", "年级不符"),
    "school-unknown": Words("There is no such school", "没有该学校"),
    "grade-not-planned": Words("The school does not plan this grade in that year", "该学年未开设此年级"),
    "rules-not-in-force": Words("The school's rules are not known for this day", "该日期尚无学校招生规则"),
    "year-group-closed": Words("The school year is over", "该学年已结束"),
    "not-permitted-now": Words("The state or the role does not permit this", "当前状态或角色不允许此操作"),
    "not-on-the-list": Words("The application is not on this list", "该申请不在名单内"),
    "no-such-offer": Words("There is no such offer", "没有该录取通知"),
    "offer-expired": Words("The offer has expired", "录取通知已过确认期限"),
    "seat-held-already": Words("The child has a seat in this group already", "该学生已有学位"),
    "no-seat-free": Words("Every seat is taken or offered", "名额已满"),
    "seats-held": Words("More seats are taken or offered", "名额不得少于已占用及已发出录取的数量"),
    "deferral-not-offered": Words("The school does not put places off", "该校不办理延期入学"),
    "no-lottery": Words("This list is not ordered by lottery", "该名单不采用抽签排序"),
    "seed-published-already": Words("The seed is published and stays", "抽签种子已公布，不得更改"),
    "seed-too-late": Words("The seed comes too late", "已超过公布抽签种子的期限"),
    "seed-form": Words("A seed has 8 to 64 letters, digits or hyphens", "种子应为8至64位字母、数字或连字符"),
}
