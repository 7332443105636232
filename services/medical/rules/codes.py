"""Every code that this service gives a reason with, in the words that people read.

``REFUSALS`` are of what partners send (told by an event) and of what somebody at a screen asks (told by the
answer); ``HOLDS`` say why a claim waits for the office; ``FLAGS`` what people should look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class Words(NamedTuple):
    """A short title in English and Chinese; no personal data ever goes into it."""

    en: str
    zh: str


REFUSALS: Mapping[str, Words] = {
    "invalid": Words("The resource is not valid", "资源内容无效"),
    "not-active": Words("Only resources with status active are taken", "只接受状态为 active 的资源"),
    "identifier-reused": Words(
        "This identifier was sent before with other content", "该标识已用于内容不同的提交"
    ),
    "provider-not-sender": Words("The provider is another hospital", "服务机构并非提交医院"),
    "nothing-to-cancel": Words("There is no such claim to cancel", "没有可撤销的理赔申请"),
    "not-permitted-now": Words("The claim's state does not permit this", "当前状态不允许此操作"),
    "not-addressed-to-you": Words("The claim is not this insurer's", "该理赔申请不属于此保险机构"),
    "insurer-not-sender": Words("The insurer named is not the sender", "所列保险机构并非提交方"),
    "wrong-use": Words("The answer is to another kind of claim", "答复的类型与申请的用途不符"),
    "not-awaited": Words("No answer to this claim is awaited", "该申请不等待答复"),
    "already-decided": Words("The claim is already decided", "该申请已有审核结论"),
    "already-settled": Words("Money has come for the decision in force", "现有结论已有付款到账"),
    "reference-missing": Words("A guarantee of payment needs its reference", "付款担保缺少担保编号"),
    "payment-refused": Words("The payment as a whole was not taken", "所属付款整体未被接受"),
    "not-adjudicated": Words("There is no decision to pay for", "尚无可付款的审核结论"),
    "not-payable": Words("Only claims are paid", "只有理赔申请才可付款"),
    "amount-missing": Words("The payment detail has no amount", "付款明细缺少金额"),
    "wrong-currency": Words("The payment is in another currency than the claim", "付款币种与申请币种不一致"),
    "reversal-unlinked": Words("The reversal names no earlier detail", "冲正未关联原付款明细"),
    "reversal-exceeds": Words("The reversal is more than is left to reverse", "冲正金额超过可冲正余额"),
    "unmatched": Words("No claim answers to this", "没有与之对应的理赔申请"),
    "not-yours": Words("The earlier claim is another hospital's", "原申请属于其他医院"),
    "claim-unknown": Words("There is no such claim", "没有该理赔申请"),
    "insurer-not-connected": Words("The insurer is not connected", "该保险机构未接入"),
    "calendar-not-loaded": Words("The working days are not announced yet", "工作日安排尚未公布"),
}

HOLDS: Mapping[str, Words] = {
    "coverage-unknown": Words("No connected insurer knows the coverage", "没有已接入的保险机构承认该保单"),
    "insurer-not-connected": Words("The named insurer is not connected", "所列保险机构未接入"),
    "out-of-window": Words("Filed after the insurer's limit", "超过保险机构的申请期限"),
    "calendar-not-loaded": Words("The working days are not announced yet", "工作日安排尚未公布"),
}

FLAGS: Mapping[str, Words] = {
    "duplicate-receipt": Words("A receipt is used by another claim", "票据号码已用于其他申请"),
    "duplicate-service": Words("The same service is in another claim", "相同服务已出现在其他申请中"),
    "outside-coverage": Words("A service outside the coverage's period", "服务日期超出保险期间"),
    "outside-stay": Words(
        "A service outside the patient's permitted stay", "服务日期超出患者获准停留居留期间"
    ),
    "guarantee-unknown": Words("A quoted guarantee is not known", "所引用的付款担保不存在"),
    "guarantee-other-patient": Words("A quoted guarantee is for another patient", "付款担保属于其他患者"),
    "guarantee-period": Words("A service outside the guarantee's period", "服务日期超出担保有效期"),
    "guarantee-currency": Words("A quoted guarantee is in another currency", "付款担保币种不一致"),
    "guarantee-exceeded": Words("More is claimed than was guaranteed", "申请金额超过担保金额"),
    "overpaid": Words("More was paid than was decided", "付款超过审核金额"),
    "related-while-open": Words("A later claim refers to this undecided one", "尚未审结即被后续申请引用"),
}

TITLES: Mapping[str, Mapping[Literal["en", "zh"], str]] = {
    code: {"en": words.en, "zh": words.zh} for code, words in (*REFUSALS.items(), *HOLDS.items())
}
"""The titles of the service's problems over HTTP."""
