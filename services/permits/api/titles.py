"""The titles of what only the doors have to say; the rules' are in ``services.permits.rules.codes``."""

from __future__ import annotations

from services.permits.rules.codes import TITLES as RULES
from shared.problems import Titles

_DOORS: Titles = {
    "import-refused": {"en": "Nothing of the file was taken", "zh": "文件未导入，请按行修正"},
    "digest-required": {"en": "The content's digest is required", "zh": "需要内容摘要 Content-Digest"},
    "digest-differs": {"en": "The content is not what its digest says", "zh": "内容与摘要不符"},
    "content-empty": {"en": "The content is empty", "zh": "内容为空"},
    "content-not-as-said": {"en": "The content is of another type", "zh": "内容与所述类型不符"},
    "not-on-the-list": {"en": "This case needs no such document", "zh": "本申请不需要该材料"},
    "content-missing": {"en": "Upload the content first", "zh": "请先上传材料内容"},
}

TITLES: Titles = {**RULES, **_DOORS}
