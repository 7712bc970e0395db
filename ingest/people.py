"""People with their posts and organisations. A name is taken only with evidence beside it: a title, post or dash.

A capitalised run alone is no person: ``Bệnh viện Mắt Ninh Bình`` and ``Mai Sơn`` (a district too) need something that
says so. Where the text has lost its names (由任组长, 王某) nobody is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.folding import LOWER, UPPER, LazyPattern, fold_case
from ingest.naming import name_words
from vectorstore.records import Language, ValueStatus


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person's name at ``text[start:end]`` with what stands beside it; empty strings where nothing does.

    ``post_start``/``post_end`` are the stretch of the post (with its organisation) where there is one.
    """

    surface: str
    start: int
    end: int
    name: str
    post: str
    organisation: str
    honorifics: tuple[str, ...]
    rule: str
    post_start: int | None = None
    post_end: int | None = None
    confidence: float = 1.0
    status: ValueStatus = "stated"


_SYLLABLE = f"[{UPPER}][{LOWER}]{{0,6}}"
_RUN = LazyPattern(rf"(?<![\w’'-])(?:{_SYLLABLE})(?:[ \u00a0](?:{_SYLLABLE})){{1,7}}(?![\w’'-])")
_RANKS = (
    r"PGS\.?|GS\.?|TSKH\.?|TS\.?|ThS\.?|Th\.S\.?|BS\.?|Bs\.?|BSCK[I12]{1,2}\.?|BS\.?\s?CK[I12]{1,2}\.?"
    r"|BS\.?CK[I12]{1,2}\.?|CK[I12]{1,2}\.?|CN\.?|DS\.?|KS\.?|YS\.?|DSCK[I12]{1,2}\.?|ĐD\.?|TTƯT\.?|TTND\.?"
    r"|TTUT\.?|NGƯT\.?|AHLĐ\.?"
    r"|(?:Đại|Thượng|Trung|Thiếu)\s(?:tá|tướng|úy)|(?:đại|thượng|trung|thiếu)\s(?:tá|tướng|úy)|Thạc sĩ|Tiến sĩ"
    r"|Bác sĩ|bác sĩ|Dược sĩ|Giáo sư|Phó Giáo sư|Kỹ sư|thạc sĩ|tiến sĩ|Thầy thuốc [Ưư]u tú|Thầy thuốc [Nn]hân dân"
)
_ADDRESS = r"[Đđ]ồng chí|[Đđ]/c|ĐC|[Ôô]ng|[Bb]à|[Cc]ác đồng chí|[Aa]nh|[Cc]hị|[Tt]hầy|[Cc]ô"
_HONORIFIC_BEFORE = LazyPattern(
    rf"(?:(?<!\w)(?:{_ADDRESS})[ \u00a0]*:?[ \u00a0]*)?(?:(?<![\w])(?:{_RANKS})[ \u00a0.,-]{{0,2}})*\Z"
)
_HONORIFIC = LazyPattern(rf"{_RANKS}|{_ADDRESS}")
_POST_END = LazyPattern(
    r"[;\n.(]|,\s(?=(?:đồng chí|đ/c|ông|bà|cùng|và|đại diện|các|lãnh đạo|TS|ThS|BS|PGS|GS)[\s.])|\s[–-]\s"
    r"|\s(?:phát biểu|nhấn mạnh|đề nghị|cho biết|chủ trì|trao|tặng|trao đổi|định hướng|đã|đang|sẽ|khẳng định"
    r"|yêu cầu|ghi nhận|kết luận"
    r"|đồng chí|cùng|và\s(?=đồng chí|đại diện|các|lãnh đạo|bà|ông)|biểu dương|đánh giá|chúc mừng|thay mặt"
    r"|làm việc|kiểm tra|thăm|điều hành|dự|tham dự|đến dự|tới dự|báo cáo|trình bày|thông tin|chia sẻ|cảm ơn|nêu"
    r"|là(?=\s)|chỉ đạo|tiếp thu|tham luận|tại(?=\s))(?!\w)|[:!?…”\"]"
)
_AFTER_NAME = LazyPattern(r"[ \u00a0]*(?:,|–|-|—|\()[ \u00a0]*")
_NOT_BEFORE = LazyPattern(
    r"(?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn|thôn|đường|phố|Bệnh viện|Trường|Đa khoa|Công viên"
    r"|sông|núi|cầu|khu|TP\.?|tp\.?|Học viện|Đại học|THPT|THCS|tiểu học|mầm non|Quốc lộ|chợ|đảo)[ \u00a0]\Z"
)
_BYLINE = LazyPattern(
    r"(?:Tin|Ảnh|ảnh|Bài|bài|Đưa tin|Tác giả|Người viết|Biên tập|Thực hiện|BBT)[^:\n]{0,16}:[ \u00a0]*\Z"
)
_SIGNATURE_POST = LazyPattern(rf"[{UPPER}. ]{{5,60}}\Z")
_BARE_POST_CONTEXT = LazyPattern(r"[^;.\n]{0,90}\Z")


def find_people(text: str, language: Language) -> tuple[PersonMention, ...]:
    """Find the people named in ``text``, in order, each with the post that the text gives."""
    readers = {"vi": _vietnamese, "zh": _chinese, "en": _english}
    return tuple(readers[language](text))


@cache
def _positions() -> re.Pattern[str]:
    body = "|".join(re.escape(position).replace(r"\ ", r"[ \u00a0]") for position in name_words().vi_positions)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)


def _vietnamese(text: str) -> list[PersonMention]:
    people: list[PersonMention] = []
    for run in _RUN.finditer(text):
        person = _from_run(text, run)
        if person is not None:
            people.append(person)
    return people


def _from_run(text: str, run: re.Match[str]) -> PersonMention | None:
    """Find the name in a run of capitalised syllables: its tail from a family name on, when evidence stands beside."""
    syllables = list(re.finditer(r"[^\s\u00a0]+", run[0]))
    families = name_words().vi_family_names
    starts = [
        index
        for index, syllable in enumerate(syllables)
        if syllable[0] in families and 2 <= len(syllables) - index <= 5
    ]
    after_org = _NOT_BEFORE.search(text[max(0, run.start() - 16) : run.start()]) is not None
    if after_org:
        starts = [index for index in starts if index >= 2]
    for index in starts:
        start = run.start() + syllables[index].start()
        person = _with_evidence(text, start, run.end())
        if person is not None:
            return person
    if 2 <= len(syllables) <= 5:
        whole = " ".join(syllable[0] for syllable in syllables)
        return _signatory(text, PersonMention(run[0], run.start(), run.end(), whole, "", "", (), ""))
    return None


def _with_evidence(text: str, start: int, end: int) -> PersonMention | None:
    before = text[max(0, start - 120) : start]
    honorific = _HONORIFIC_BEFORE.search(before)
    honorifics = tuple(_HONORIFIC.findall(honorific[0])) if honorific else ()
    if not honorifics and " ".join(text[start:end].split()) in name_words().vi_provinces:
        return None
    base = PersonMention(text[start:end], start, end, " ".join(text[start:end].split()), "", "", honorifics, "")
    after = _post_after(text, end)
    if after is not None:
        return _with_post(base, text, *after, "post_after_name")
    anchor = start - len(honorific[0]) if honorific else start
    ahead = _post_before(text, anchor)
    if ahead is not None:
        return _with_post(base, text, *ahead, "post_before_name")
    if honorifics:
        return replace(base, rule="honorific", confidence=0.9)
    if _BYLINE.search(before):
        return replace(base, rule="byline", confidence=0.9)
    return _signatory(text, base)


def _with_post(person: PersonMention, text: str, start: int, end: int, rule: str) -> PersonMention:
    phrase = text[start:end]
    position = _positions().match(phrase)
    post = position[0] if position else phrase
    organisation = phrase[len(post) :].strip(" ,–-\u00a0")
    second = next(
        (one for one in _positions().finditer(organisation) if organisation[: one.start()].endswith((", ", " - "))),
        None,
    )
    organisation = organisation[: second.start()].strip(" ,–-") if second else organisation
    return replace(
        person,
        post=" ".join(post.split()),
        organisation=" ".join(organisation.split()),
        rule=rule,
        post_start=start,
        post_end=end,
    )


def _post_after(text: str, end: int) -> tuple[int, int] | None:
    joint = _AFTER_NAME.match(text, end)
    position = _positions().match(text, joint.end()) if joint else None
    if position is None:
        return None
    stop = _POST_END.search(text, position.end(), position.end() + 140)
    limit = stop.start() if stop else min(len(text), position.end() + 140)
    return position.start(), position.start() + len(text[position.start() : limit].rstrip(" ,\u00a0"))


def _post_before(text: str, anchor: int) -> tuple[int, int] | None:
    """A post and its organisation that run straight up to the name (``Phó Chủ tịch UBND tỉnh X <name>``)."""
    floor = max(0, anchor - 110)
    found = list(_positions().finditer(text, floor, anchor))
    for position in reversed(found):
        between = text[position.end() : anchor]
        if re.search(rf"[;.:!?\n–(]|,(?! [{LOWER}])", between) or len(between) > 90:
            continue
        words = [word for word in between.split() if word[0].islower()]
        known = name_words().vi_words
        if all(word.strip(",").lower() in known for word in words):
            first = position
            while (earlier := next((p for p in found if p.end() + 1 == first.start()), None)) is not None:
                first = earlier
            return first.start(), position.start() + len(text[position.start() : anchor].rstrip())
    return None


def _signatory(text: str, person: PersonMention) -> PersonMention | None:
    """A name alone on its line under a post that is alone on its own signs the document, whatever its family name."""
    line_start = text.rfind("\n", 0, person.start) + 1
    line_end = text.find("\n", person.end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip(" \t|*\u00a0")
    if line != person.surface:
        return None
    above = [one.strip(" |*\u00a0") for one in text[max(0, line_start - 200) : line_start].split("\n") if one.strip()]
    for candidate in reversed(above[-3:]):
        post = _positions().match(candidate)
        alone = post is not None and post.end() == len(candidate)
        if alone or (_SIGNATURE_POST.match(candidate) and _positions().search(candidate)):
            return replace(person, post=candidate, rule="signature", confidence=0.9)
    return None


_ZH_AFTER_NAME = LazyPattern(
    r"[^\u4e00-\u9fff]|\Z|出席|主持|作[了出为]?|讲话|指出|强调|要求|表示|说|介绍|带队|带领|参加|参与|致辞|致|以?及|和|率|在|到|汇报|一行|等|同志|先后|对|就|总结|首先"
    r"|陪同|与|也|还|担任|通报|传达|宣布|代表"
    r"|分别|接受|赴|深入|走访|看望|慰问|提出|结合|部署|亲自|为|是|兼|会见|听取|检查|调研|实地|做|发表|向|要|进行|指导|发言|宣读|围绕|简要|从|受|全程|现场|随|共同|组织|主任|局长"
    r"|院长|书记|副|同|前往|莅临|出任|任|来|认为|通过|于|均|将|已|给|被|以"
)
_ZH_ALSO_GIVEN = frozenset("同为是要以任来向从随致于均将和就等共受到为")


@cache
def _zh_posts() -> re.Pattern[str]:
    return re.compile("|".join(name_words().zh_posts))


@cache
def _zh_double_families() -> frozenset[str]:
    return frozenset({"欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "慕容", "司徒", "令狐", "东方", "夏侯"})


def _chinese(text: str) -> list[PersonMention]:
    folded = fold_case(text)
    people: dict[int, PersonMention] = {}
    found: list[PersonMention] = []
    for post in _zh_posts().finditer(folded):
        for person in (_zh_after_post(text, folded, post), _zh_before_post(text, folded, post)):
            if person is not None and all(person.end <= one.start or person.start >= one.end for one in found[-8:]):
                found.append(person)
                people[person.start] = person
    for match in re.finditer(
        r"(?:通讯员|记者|作者|供稿|撰稿|编辑|摄影|签发人)[:： ]{0,2}(?P<n>[\u4e00-\u9fff]{2,4})(?=[\s）)、，,。\n]|$)",
        folded,
    ):
        if _is_zh_name(match["n"]) and match.start("n") not in people:
            people[match.start("n")] = _zh_person(text, match.start("n"), match.end("n"), "", "", "byline", None)
    return _zh_listed(text, folded, people)


def _zh_after_post(text: str, folded: str, post: re.Match[str]) -> PersonMention | None:
    name_start = post.end() + (1 if folded[post.end() : post.end() + 1] in {" ", "\u3000"} else 0)
    end = _zh_name_end(folded, name_start)
    if end is None or post[0] in {"代表", "专家", "同志", "负责人"}:
        return None
    organisation, start = _zh_organisation(folded, post.start())
    return _zh_person(
        text, name_start, end, text[start : post.end()], organisation, "post_before_name", (start, post.end())
    )


def _zh_before_post(text: str, folded: str, post: re.Match[str]) -> PersonMention | None:
    """``张三同志``, ``李四局长``: the name must start where a word starts."""
    for length in (3, 2, 4):
        start = post.start() - length
        if start < 0 or not _is_zh_name(folded[start : post.start()]):
            continue
        if (
            start
            and "\u4e00" <= folded[start - 1] <= "\u9fff"
            and not re.search(r"[由请和与及、对向为以]\Z", folded[:start][-1:])
        ):
            continue
        title = "" if post[0] == "同志" else text[post.start() : post.end()]
        if length == 4 and folded[start : start + 2] not in _zh_double_families():
            continue
        return _zh_person(text, start, post.start(), title, "", "name_before_post", (post.start(), post.end()))
    return None


def _zh_name_end(folded: str, start: int) -> int | None:
    """The end of a name that starts at ``start``: a family name and one or two more, up to what no name holds."""
    double = folded[start : start + 2] in _zh_double_families()
    if not double and folded[start : start + 1] not in name_words().zh_family_names:
        return None
    first = start + (2 if double else 1)
    for given in (2, 1):
        end = first + given
        if end <= len(folded) and _is_zh_name(folded[start:end]) and _ZH_AFTER_NAME.match(folded, end):
            shorter = given == 2 and _ZH_AFTER_NAME.match(folded, end - 1)
            return end - 1 if shorter and shorter[0][:1] not in _ZH_ALSO_GIVEN else end
    return None


def _is_zh_name(name: str) -> bool:
    family = name[:1] in name_words().zh_family_names or name[:2] in _zh_double_families()
    return (
        family and 2 <= len(name) <= 4 and not re.search(r"[某×*的了和与及在我本各任由部全市区县局院长员会委组]", name)
    )


def _zh_organisation(folded: str, post_start: int) -> tuple[str, int]:
    """The words straight before a post that say of what (区卫生健康局局长 → 区卫生健康局)."""
    start = post_start
    while start > 0 and post_start - start < 20 and re.match(r"[\u4e00-\u9fff、*×]", folded[start - 1]):
        start -= 1
    stretch = folded[start:post_start]
    stops = list(re.finditer(r"由|和|与|及|在|请|经|向|对|日|，|会议|出席|邀请|受|议|时|上|下午|午|天|的", stretch))
    start += stops[-1].end() if stops else 0
    return folded[start:post_start].strip("、"), start


def _zh_person(
    text: str, start: int, end: int, post: str, organisation: str, rule: str, span: tuple[int, int] | None
) -> PersonMention:
    earlier = _zh_posts().search(fold_case(organisation)) if organisation else None
    organisation = organisation[: earlier.start()] if earlier else organisation
    title = post[len(organisation) :] if organisation and post.startswith(organisation) else post
    return PersonMention(
        text[start:end], start, end, text[start:end], title.strip("、"), organisation, (), rule,
        span[0] if span else None, span[1] if span else None, 0.85,
    )  # fmt: skip


def _zh_listed(text: str, folded: str, people: dict[int, PersonMention]) -> list[PersonMention]:
    """Names that go on a list begun by a known person (局长张三、李四、王五参加)."""
    for person in list(people.values()):
        position = person.end
        while folded[position : position + 1] == "、":
            end = _zh_name_end(folded, position + 1)
            if end is None or position + 1 in people:
                break
            people[position + 1] = replace(_zh_person(text, position + 1, end, "", "", "listed", None), confidence=0.7)
            position = end
    return sorted(people.values(), key=lambda person: person.start)


_EN_NAME = rf"[A-Z][{LOWER}'’-]+(?:\s[A-Z](?:\.|[{LOWER}'’-]+)){{1,4}}"
_EN_POST = (
    r"(?:(?:Deputy|Vice|Acting|Standing|Assistant|Chief|Executive|General"
    r"|Managing)[\s-])*(?:Director(?:[\s-]General)?|Chair(?:man|woman|person)?|President|Minister"
    r"|Secretary(?:[\s-]General)?|Head|Dean|Rector|Principal|Governor|Mayor|Officer|Manager|Commissioner|Chief)"
)
_EN_TITLED = LazyPattern(
    rf"(?<!\w)(?P<h>(?:Mr|Mrs|Ms|Dr|Prof|Professor|Assoc\. Prof|Colonel|Sir|Madam|Comrade)\.?\s)(?P<n>{_EN_NAME})(?!\w)"
)
_EN_AFTER = LazyPattern(
    rf"(?:(?P<h>(?:Mr|Mrs|Ms|Dr|Prof|Professor)\.?)\s)?(?P<n>(?!(?:Mr|Mrs|Ms|Dr|Prof"
    rf"|Professor)\b){_EN_NAME}),\s(?:the\s)?(?P<p>{_EN_POST}(?:\s(?:of|for"
    rf"|at)\s(?:the\s)?[A-Z][\w'’-]*(?:\s(?:of|for|and|the|[A-Z][\w'’-]*))*)?)",
    re.UNICODE,
)
_EN_BEFORE = LazyPattern(rf"(?<!\w)(?P<p>{_EN_POST})\s(?P<n>{_EN_NAME})(?!\w)")


def _english(text: str) -> list[PersonMention]:
    people: dict[int, PersonMention] = {}
    for pattern, rule in ((_EN_AFTER, "post_after_name"), (_EN_TITLED, "honorific"), (_EN_BEFORE, "post_before_name")):
        for match in pattern.finditer(text):
            if any(match.start("n") < p.end and p.start < match.end("n") for p in people.values()):
                continue
            groups = match.groupdict()
            post, _, organisation = (groups.get("p") or "").partition(" of ")
            honorifics = (groups["h"].strip(),) if groups.get("h") else ()
            people[match.start("n")] = PersonMention(
                match["n"], match.start("n"), match.end("n"), match["n"], post, organisation.removeprefix("the "),
                honorifics, rule,
                match.start("p") if groups.get("p") else None, match.end("p") if groups.get("p") else None, 0.8,
            )  # fmt: skip
    return sorted(people.values(), key=lambda person: person.start)
