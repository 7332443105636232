"""Every code that this service refuses with, in the words that people read.

The policy's own grounds carry their words in the policy file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class Words(NamedTuple):
    """A short title in English and Chinese; no personal data ever goes into it."""

    en: str
    zh: str


REFUSALS: Mapping[str, Words] = {
    "recognition-unknown": Words("There is no such recognition", "没有该认定申请"),
    "admission-unknown": Words("There is no such application for a project", "没有该项目申请"),
    "project-unknown": Words("No such project takes people", "没有该人才项目或项目已停止申报"),
    "not-permitted-now": Words("The state or the role does not permit this", "当前状态或角色不允许此操作"),
    "reference-taken": Words("Something else bears this reference", "该编号已被使用"),
    "reasons-required": Words("This is done with reasons", "应当说明理由"),
    "date-in-future": Words("The day has not come yet", "日期尚未到来"),
    "dates-invalid": Words("The days are not possible", "日期有误"),
    "calendar-not-loaded": Words("The working days are not announced yet", "工作日安排尚未公布"),
    "duplicate-request": Words("This credential is proposed or recognised already", "该资格已申请或已认定"),
    "credential-expired": Words("The credential is not valid any more", "该资格证书已失效"),
    "edition-not-in-force": Words("Another edition is in force", "所列目录版本未生效或已失效"),
    "item-unknown": Words("The edition has no such item", "该版目录没有此项"),
    "item-differs": Words("The item is another credential", "目录项与所持资格不符"),
    "not-in-catalogue": Words("It stands in no edition: go case by case", "未列入目录，可申请一事一议"),
    "stands-in-catalogue": Words("The catalogue gives it this effect", "目录已列入，应按目录申请"),
    "effect-required": Words("Say which effect is wanted, and no item", "一事一议应写明所需效力，不列目录项"),
    "field-unknown": Words("The policy has no such field", "政策中没有该专业领域"),
    "expert-unknown": Words("Not on the list of experts", "不在专家库名单内"),
    "panel-too-small": Words("The panel has too few members", "评审专家人数不足"),
    "panel-in-conflict": Words("Too few members without a conflict", "无利益冲突的专家人数不足"),
    "chair-not-member": Words("The chair is a member of the panel", "组长应为评审组成员"),
    "chair-in-conflict": Words("The chair has a conflict of interest", "组长存在利益冲突"),
    "conflict-stands": Words("A conflict that was declared stands", "已声明的利益冲突不得撤回"),
    "declaration-missing": Words("Declare conflicts first", "应先作利益冲突声明"),
    "member-in-conflict": Words("A conflict of interest bars from taking part", "存在利益冲突，应当回避"),
    "nothing-to-vote-on": Words("No outcome is put to the vote", "尚无提交表决的结论"),
    "no-quorum": Words("There is no quorum", "未达到法定表决人数"),
    "no-majority": Words("The votes decide nothing", "未形成多数意见"),
    "notice-over": Words("The notice is over", "公示期已满"),
    "ground-unknown": Words("The policy has no such ground", "政策中没有该理由"),
    "outcome-not-allowed": Words("Item or panel does not allow this effect", "目录或评审意见不支持该效力"),
    "outcome-beyond-item": Words("The item has another scope", "超出目录项规定的范围"),
    "outcome-beyond-panel": Words("It goes beyond the panel's proposal", "超出评审意见的范围"),
    "departure-reasons-required": Words(
        "Another outcome than the panel's is given reasons", "与评审意见不一致应说明理由"
    ),
    "verification-missing": Words("The issuer has not confirmed it yet", "发证机构尚未确认"),
    "verification-failed": Words("The issuer did not confirm it", "发证机构不予确认"),
    "other-regulator": Words("Another regulator is in charge", "主管部门不符"),
    "consent-missing": Words("The regulator's consent is missing", "缺少行业主管部门同意意见"),
    "beyond-consent": Words("The regulator consented to another practice", "超出主管部门同意的执业范围"),
    "renewal-not-confirmed": Words("The issuer did not confirm the renewal", "发证机构未确认续期"),
    "no-ground": Words("No ground of the project is met", "不符合项目申报条件"),
    "admission-already": Words("Applied for or admitted already", "已申报或已入选该项目"),
    "ground-fallen": Words("The recognition no longer stands", "所依据的认定已失效"),
    "permit-not-in-force": Words("No permit is in force any more", "工作许可已不再有效"),
}
TITLES: Mapping[str, Mapping[Literal["en", "zh"], str]] = {
    code: {"en": words.en, "zh": words.zh} for code, words in REFUSALS.items()
}
"""The titles of the service's problems over HTTP."""
