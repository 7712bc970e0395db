"""What pages print around a text: the closed lists of ``ingest/data/page_furniture.toml`` and patterns of lines.

Everything is compared folded: lower case, simplified characters, half width.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

ListName = Literal[
    "stamp_labels",
    "upload_labels",
    "author_labels",
    "source_labels",
    "counter_labels",
    "unmistakable_counters",
    "bars",
    "weak_bars",
    "navigation",
    "tail_starts",
]


@cache
def phrase_list(name: ListName) -> frozenset[str]:
    """The phrases of one list."""
    block = _lists()[name]
    return frozenset(" ".join(phrase.split()) for phrase in block.split(";") if phrase.strip())


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads((files("ingest") / "data" / "page_furniture.toml").read_text("utf-8"))


@cache
def alternation(name: ListName) -> str:
    """A regular expression for any phrase of a list, the longest first, with any white space between its words."""
    ordered = sorted(phrase_list(name), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered) + ")"


STRONG_FOOTER = re.compile(
    r"^(?:©|\(c\)|ⓒ|copyright|bản quyền (?:thuộc|©|\(c\)|của|\d{4}|nội dung|website|trang)|all rights reserved|"
    r"giấy phép(?: thiết lập| hoạt động| xuất bản| báo chí| icp| trang thông tin| số| mxh| ttđt)|gpxb|gp số|"
    r"số giấy phép|cơ quan chủ quản\s*:|chịu trách nhiệm(?: chính| nội dung| xuất bản)?\s*:|người chịu trách nhiệm|"
    r"tổng biên tập\s*:|trưởng ban biên tập\s*:|(?:vui lòng )?ghi rõ nguồn|thiết kế (?:bởi|web)|phát triển bởi|"
    r"powered by|designed by|xây dựng và phát triển|đơn vị vận hành|版权所有|版权归|版权说明|著作权|主办(?:单位)?:|"
    r"承办(?:单位)?:|主管(?:单位)?:|协办(?:单位)?:.{0,40}技术支持|技术支持|网站标识码|网站支持|京公网安备|.{0,"
    r"3}公网安备|"
    r".{0,6}icp(?:备|证)|备案(?:号|序号)|未经.{0,12}(?:授权|许可|书面).{0,30}(?:转载|使用|复制)|"
    r"建议使用.{0,20}(?:浏览器|分辨率)|您是(?:本站)?第|privacy policy|terms of use|terms and conditions|"
    r"terms of service|cookie policy|reproduction .{0,30} prohibited)"
)
"""What only a site's own foot says; looked for in the last lines alone."""
FOOTER_ANYWHERE = re.compile(r"all rights reserved|icp备\d|icp证|公网安备|版权所有|gp-ttđt|gp-bttt|gp-stttt|gp-bvhttdl")
WEAK_FOOTER = re.compile(
    r"^(?:địa chỉ|trụ sở|trụ sở chính|điện thoại|đt|đthoại|tel|sđt|hotline|đường dây nóng|fax|email|e-mail|website|"
    r"thư điện tử|web|地址|电话|联系电话|传真|邮编|邮政编码|邮箱|电子邮箱|联系人|网址|值班电话|热线|投稿邮箱|客服|"
    r"客服热线|客服qq|"
    r"address|phone|telephone|mail|contact)\s*(?:\([^)]{0,20}\)\s*)?:"
)
"""Address lines: part of a foot only beside a line of ``STRONG_FOOTER``."""
BADGES = re.compile(
    r"^(?:(?:chung nhan )?tin nhiem mang|(?:chứng nhận )?tín nhiệm mạng|ncsc(?:[ .-].{0,30})?|"
    r"dmca(?:\.com)?(?: protected| protection status)?.{0,20}|(?:đã )?(?:thông báo|đăng ký)(?: với)? bộ công thương|"
    r"da thong bao bo cong thuong|logo(?: .{0,30})?|banner(?: .{0,30})?|icon(?: .{0,20})?|党政机关(?:网站标识)?|"
    r"政府网站找错|网站找错|事业单位(?:标识)?|工信部备案|ipv6(?: ready| 网络支持)?|.{0,4}(?:正在)?加载中?\.{0,3}|"
    r"loading\.{0,3}|đang tải(?: dữ liệu)?\.{0,3})$"
)
DISCLAIMER_OPENING = re.compile(
    r"^[\[(*※]?\s*(?:导语|声明|免责声明|版权声明|特别声明|郑重声明|温馨提示|本站声明|提示|注|说明|本文|本站|"
    r"以上(?:内容|文章|信息)|文章|凡本网|凡注明)"
)
DISCLAIMER_CUES = re.compile(
    r"网友(?:上传|投稿|提供|分享)|不代表本[站网]|(?:如|若)(?:需要?|有)?.{0,10}(?:原创|侵权|侵犯)|"
    r"联系.{0,12}(?:删除|客服|处理|我们)|咨询客服|仅供(?:参考|学习)|本[站网](?:所有|转载|不承担|不对|仅|只)|"
    r"转载(?:请|自|目的)|欢迎(?:参考|阅读|下载)|(?:来源|来自)于?(?:网络|互联网|网友)|版权归原作者"
)
FOREIGN_DISCLAIMER = re.compile(
    r"^(?:(?:trang|website|trang web) (?:này|của chúng tôi) (?:có )?sử dụng cookie|chúng tôi sử dụng cookie|"
    r"(?:this|our) (?:site|website) uses cookies|we use cookies|by (?:continuing|using) .{0,60}cookies|"
    r"bạn đã không sử dụng (?:site|website)|mã bảo mật$|the views expressed .{0,80}(?:do not|not necessarily)|"
    r"(?:bài viết|nội dung|tài liệu) (?:này )?(?:do|được) (?:người dùng|thành viên|bạn đọc) "
    r"(?:đăng tải|tải lên|đóng góp|cung cấp|chia sẻ)|"
    r"tổng số điểm của bài viết là|xếp hạng: [\d.]+|đánh giá: [\d.]+/|click để đánh giá|"
    r"(?:was|is) this (?:page|article) (?:helpful|useful)|(?:trang|bài viết) này có hữu ích|(?:本页|此页|"
    r"这篇).{0,8}(?:是否)?(?:有帮助|有用)|"
    r"以上(?:就是|便是|是).{0,60}(?:全部内容|全部|介绍|分享).{0,40}(?:希望|欢迎|感谢|谢谢|更多))"
)
USER_UPLOADED = re.compile(
    r"网友(?:上传|投稿|提供|分享)|用户(?:上传|投稿|提供)|(?:do|được) (?:người dùng|thành viên|bạn đọc) "
    r"(?:đăng tải|tải lên|đóng góp|cung cấp|chia sẻ)|(?:uploaded|contributed|submitted) by (?:a |its |our )?"
    r"(?:users?|readers?|members?)"
)
