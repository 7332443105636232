"""Every code that this service refuses with, in the words that people read."""

from __future__ import annotations

from collections.abc import Mapping

from services.schooling.decide import year_group_codes
from services.schooling.decide.year_group_codes import Words

REFUSALS: Mapping[str, Words] = {
    **year_group_codes.REFUSALS,
    "application-unknown": Words("There is no such application", "没有该申请"),
    "enrolment-unknown": Words("There is no such enrolment", "没有该学籍记录"),
    "guardian-unknown": Words("Nothing is known of such a guardian", "没有该监护人的记录"),
    "application-exists": Words("It was submitted already", "该申请已提交"),
    "not-your-school": Words("A school acts for itself", "学校只能办理本校事务"),
    "grade-unknown": Words("The school has no such grade", "该校未设此年级"),
    "window-closed": Words("Applications are not taken on this day", "不在申请受理期间"),
    "begin-outside-year": Words("The first day is not in the school year", "入学日期不在该学年内"),
    "not-a-transfer": Words("Only a transfer has a former school", "仅转学申请可提交原学校学籍证明"),
    "duplicate-application": Words("The child has applied already", "该学生已提交申请"),
    "already-placed": Words("The child has a place at another school", "该学生已有其他学校学位"),
    "applications-changed": Words("The child has applied elsewhere meanwhile", "该学生同时另有新的申请"),
    "mainland-national": Words(
        "Children with a mainland document are not admitted", "不招收持中国大陆证件的学生"
    ),
    "region-not-admitted": Words("The school does not admit such children", "该校不招收此类学生"),
    "age-outside-grade": Words("The age does not fit the grade", "年龄不符合年级要求"),
    "distance-required": Words("The way to school is missing", "缺少住址至学校的距离"),
    "sibling-not-enrolled": Words("No sister or brother is at the school", "该校没有在读的兄弟姐妹"),
    "documents-missing": Words("Documents are missing", "材料不齐"),
    "document-expired": Words("A document is valid no longer", "证件已过有效期"),
    "document-not-asked": Words("This document is not asked for", "无需提交该材料"),
    "document-not-issued": Words("The day of issue has not come", "签发日期尚未到来"),
    "document-without-end": Words("The last day of validity is missing", "缺少证件有效期截止日期"),
    "prior-record-apart": Words(
        "The former school's record is handed in as such", "原学校学籍证明须单独提交"
    ),
    "document-undated": Words("The day of issue is missing", "缺少签发日期"),
    "document-too-old": Words("A document is too old", "材料已超过有效期限"),
    "review-not-open": Words("No such review is open", "没有待处理的审查"),
    "reasons-required": Words("A decision states its reasons", "决定应当说明理由"),
    "no-such-condition": Words("Nothing waits for this document", "没有等待该材料的事项"),
    "due-passed": Words("The day has passed already", "该日期已过"),
    "prior-school-record-missing": Words("The former school's record is missing", "缺少原学校学籍证明"),
    "begin-before-exit": Words("The child has not left the former school by then", "入学不得早于离开原校"),
    "deferred-too-long": Words("The school puts a place off no longer", "已达延期入学的最长期限"),
    "place-not-accepted": Words("No place was accepted", "尚未确认学位"),
    "other-child": Words("This is another child's", "属于其他学生"),
    "enrolled-already": Words("The child is at the school on that day", "该学生当日已在读"),
    "not-the-next-year": Words("A child goes on into the next school year", "只能升入下一学年"),
    "last-grade": Words("The school has no higher grade", "该校没有更高年级"),
    "not-the-last-grade": Words("There is a higher grade to go on to", "尚未到最高年级"),
    "already-begun": Words("The first day has come", "已经入学"),
    "not-a-deferral": Words("The new first day is not later", "新的入学日期未延后"),
    "declaration-required": Words("Only the guardian withdraws a child", "仅监护人可办理退学"),
    "rolled-over-already": Words("The child goes on into a later year", "该学生已升入下一学年"),
    "leaves-first": Words("The child has not left yet", "该学生尚未离校"),
    "no-show-too-late": Words("It is too late to say that the child never came", "已超过认定未到校的期限"),
    "attended-already": Words("The child has been at the school", "该学生曾到校"),
    "not-begun": Words("The first day has not come", "尚未到入学日期"),
    "end-before-begin": Words("The end is before the first day", "离校日期早于入学日期"),
}
