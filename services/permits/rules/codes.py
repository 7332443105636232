"""Every code that this service gives a reason with, in the words that people read.

``REFUSALS`` are told to whoever asked (by the answer), or to the bureau (by an event); ``FLAGS`` are what
people should look at. The policy's own grounds carry their words in the policy file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class Words(NamedTuple):
    """A short title in English and Chinese; no personal data ever goes into it."""

    en: str
    zh: str


REFUSALS: Mapping[str, Words] = {
    "application-unknown": Words("There is no such application", "没有该申请"),
    "permit-unknown": Words("There is no such permit", "没有该许可"),
    "employer-unknown": Words("No such employer is registered", "用人单位未登记"),
    "not-permitted-now": Words("The state or the role does not permit this", "当前状态或角色不允许此操作"),
    "supervisor-only": Words("Only a supervisor assigns to others", "仅主管人员可指派他人"),
    "not-your-employer": Words("An agent acts for its own employer", "经办人只能代表本单位"),
    "employers-duty": Words("The employer applies for the cancellation", "注销由用人单位申请"),
    "calendar-not-loaded": Words("The working days are not announced yet", "工作日安排尚未公布"),
    "dates-invalid": Words("The period ends before it begins", "起止日期有误"),
    "date-in-future": Words("The day has not come yet", "日期尚未到来"),
    "not-a-foreigner": Words("No work permit is needed", "无需办理外国人来华工作许可"),
    "employer-suspended": Words("The employer's registration is suspended", "用人单位登记已中止"),
    "uscc-length": Words("The credit code has 18 characters", "统一社会信用代码应为18位"),
    "uscc-form": Words("The credit code is not written properly", "统一社会信用代码格式有误"),
    "uscc-check": Words("The credit code's check character is wrong", "统一社会信用代码校验位有误"),
    "uscc-taken": Words("Another client registered this employer", "该用人单位已由其他账户登记"),
    "no-such-record": Words("The employer has no such record", "没有该失信记录"),
    "member-already": Words("A member already on some of these days", "该期间内已是计划成员"),
    "not-a-member": Words("No member on that day", "当日不是计划成员"),
    "duplicate-application": Words("Another application is undecided", "该人员另有申请正在办理"),
    "overlapping-permit": Words("The person holds a valid permit", "该人员持有有效许可"),
    "dishonest-employer": Words("The employer has a record of dishonesty", "用人单位有失信记录"),
    "category-unsupported": Words("No ground for this category is met", "不符合所申请类别的任何条件"),
    "age-above-limit": Words("Older than the category allows", "超过该类别年龄上限"),
    "late-change": Words("The change is told too late", "逾期申请变更"),
    "short-work-too-long": Words("Short work is for 90 days at most", "短期工作不得超过九十日"),
    "short-work-not-extendable": Words("Short work is not extended", "短期工作许可不予延期"),
    "permit-not-valid": Words("There is no valid permit", "没有有效的工作许可"),
    "residence-permit-not-valid": Words("There is no valid residence permit", "没有有效的居留许可"),
    "other-employer": Words("The permit is held with another employer", "许可属于其他用人单位"),
    "other-post": Words("An extension is for the same post", "延期须为同一岗位"),
    "new-occupation": Words("A new occupation is applied for anew", "职业变更须注销后重新申请"),
    "extension-too-early": Words("The extension window is not open yet", "尚未到延期申请时间"),
    "extension-too-late": Words("The extension window has closed", "已超过延期申请时间"),
    "not-cancelled-first": Words("Cancel the former permit first", "须先注销原许可"),
    "contract-before-cancellation": Words(
        "The new contract starts before the cancellation", "新合同不得早于原许可注销日"
    ),
    "too-late-after-cancellation": Words("Too late after the cancellation", "超过注销后的申请期限"),
    "documents-missing": Words("Documents are missing", "材料不齐"),
    "document-incomplete": Words("A document has a content or a promise", "材料应有内容或承诺之一"),
    "promise-not-allowed": Words("This cannot be promised here", "该材料不适用告知承诺"),
    "tolerance-not-allowed": Words("This cannot follow later", "该材料不适用容缺受理"),
    "translation-missing": Words("A sealed translation is missing", "缺少加盖公章的中文翻译件"),
    "document-too-old": Words("A document is too old", "材料已超过有效期限"),
    "document-expires": Words("A document expires too soon", "证件剩余有效期不足"),
    "not-a-correction": Words("This is another application", "不属于补正，应另行申请"),
    "not-awaited": Words("Nothing of the kind is awaited", "目前不需要该材料或答复"),
    "hsk-grade-unknown": Words("The HSK grade is not in the table", "汉语水平等级不在计点标准内"),
    "bonus-too-high": Words("The bonus is more than the province gives", "加分超过省级上限"),
    "correction-sent-already": Words("Corrections are told only once", "补正通知只能一次性告知"),
    "corrections-required": Words("Say what is to be corrected", "应列明补正内容"),
    "ground-unknown": Words("The policy has no such ground", "政策中没有该理由"),
    "reasons-required": Words("A refusal states its reasons", "不予许可应当说明理由"),
    "limit-passed": Words("The limit has passed already", "期限已过，不能延长"),
    "validity-too-long": Words("The validity is too long", "有效期超过允许的最长期限"),
    "permit-number-required": Words("A first permit needs its number", "首次发证须提供许可编号"),
    "permit-number-differs": Words("The person has another number for life", "该人员已有终身许可编号"),
    "permit-number-taken": Words("The number is another person's", "许可编号已属于他人"),
    "other-permit": Words("The application concerns another permit", "申请涉及其他许可"),
    "no-such-follow-up": Words("Nothing is open under this code", "没有该待办事项"),
    "follow-up-settled": Words("It is settled otherwise already", "该事项已有不同结论"),
    "not-a-liaison": Words("This is no liaison officer", "不是专办联络员"),
    "unmatched": Words("No request answers to this", "没有与之对应的请求"),
    "already-answered": Words("The bureau answered before", "出入境机构已作答复"),
    "reason-required": Words("A refusal says why", "不予签发应说明理由"),
    "validity-required": Words("Until when the permit is valid is missing", "缺少居留许可有效期"),
}

FLAGS: Mapping[str, Words] = {
    code: REFUSALS[code]
    for code in (
        "duplicate-application",
        "overlapping-permit",
        "dishonest-employer",
        "category-unsupported",
        "age-above-limit",
        "late-change",
    )
}

TITLES: Mapping[str, Mapping[Literal["en", "zh"], str]] = {
    code: {"en": words.en, "zh": words.zh} for code, words in REFUSALS.items()
}
"""The titles of the service's problems over HTTP."""
