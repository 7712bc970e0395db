"""Closed lists of what web pages print around a text, folded: lower case, simplified characters, half width.

A phrase counts only where it makes up a whole line or a whole field of a line; none is ever deleted from a sentence.
"""

from __future__ import annotations

import re


def _split(block: str) -> tuple[str, ...]:
    return tuple(
        phrase.strip() for phrase in block.strip().split("\n") for phrase in phrase.split(";") if phrase.strip()
    )


def alternation(phrases: tuple[str, ...]) -> str:
    """A regular expression for any of the phrases, longest first, any white space between their words."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered) + ")"


STAMP_LABELS = _split("""
ngày đăng; đăng ngày; đăng lúc; đăng vào; ngày tạo; ngày cập nhật; cập nhật; cập nhật lúc; cập nhật ngày; cập nhật lần cuối
thời gian đăng; thời gian đăng tin; ngày xuất bản; xuất bản; ngày đăng tin; ngày viết; đã đăng
时间; 发布时间; 发布日期; 发表时间; 发表日期; 更新时间; 更新日期; 上传时间; 上传日期; 录入时间; 发稿时间; 创建时间; 添加时间; 日期; 发布于; 发表于; 更新于
published; published on; posted; posted on; updated; updated on; last updated; last modified; last updated on; date; publication date
date published; date posted; page last updated
""")
UPLOAD_LABELS = frozenset(_split("时间; 上传时间; 上传日期; 录入时间; 添加时间; 创建时间"))

AUTHOR_LABELS = _split("""
tin, ảnh; tin - ảnh; tin – ảnh; tin/ảnh; tin và ảnh; tin ảnh; tin, bài; tin bài; tin, bài, ảnh; tin, bài và ảnh; tin; bài; bài, ảnh; bài - ảnh; bài – ảnh
bài và ảnh; bài/ảnh; bài ảnh; bài viết; ảnh; đưa tin; tác giả; tác giả bài viết; người đăng; đăng bởi; người viết; viết bài; người đưa tin; thực hiện; phóng viên
cộng tác viên; ctv; biên tập; biên tập viên; ảnh, bài; ảnh và bài; video; clip; tổng hợp
作者; 编辑; 责任编辑; 责编; 编辑人; 审核; 审核人; 初审; 复审; 终审; 一审; 二审; 三审; 校对; 签发; 签发人; 撰稿; 撰稿人; 通讯员; 记者; 摄影; 图; 文; 文/图; 图/文
文、图; 图、文; 文图; 图文; 文字; 供图; 摄; 发布人; 发布者; 上传者; 上传人; 投稿; 投稿人; 录入; 录入员; 录入者; 排版; 监制; 主编; 执行编辑; 值班编辑
author; by; written by; reported by; photo; photos; photographs; editor; edited by; reporter; posted by; text and photos; story and photos; words and pictures
""")
SOURCE_LABELS = _split("""
nguồn; nguồn tin; nguồn bài viết; nguồn bài; nguồn ảnh; theo nguồn; xuất xứ; đơn vị đăng; đơn vị đưa tin
来源; 信息来源; 稿件来源; 文章来源; 新闻来源; 内容来源; 稿源; 来源单位; 供稿; 供稿单位; 发布单位; 发布机构; 发布部门; 信息发布; 转自; 转载自; 原文链接; 出处; 来稿单位
source; original source; published by; issued by; source link
""")

COUNTER_LABELS = _split("""
tổng số; tổng; tổng truy cập; tổng số truy cập; tổng lượt truy cập; tổng số lượt truy cập; tổng cộng; trực tuyến; đang trực tuyến; đang truy cập; đang online; online; hôm nay
hôm qua; tuần này; tuần trước; tháng này; tháng trước; năm nay; trong ngày; trong tuần; trong tháng; tất cả; lượt xem; số lượt xem; lượt đọc; số lần đọc; lượt truy cập; số lượt truy cập
số người truy cập; số người đang xem; số người đang online; khách; khách trực tuyến; thành viên trực tuyến; thành viên; máy chủ tìm kiếm; khách viếng thăm; đã xem; người xem; lượt thích; lượt tải; lượt chia sẻ
số lượt tải; bình luận; ý kiến; phản hồi; xem; đọc
阅读次数; 浏览次数; 浏览量; 浏览; 阅读量; 阅读; 阅读数; 点击; 点击数; 点击率; 点击量; 点击次数; 访问量; 访问次数; 访问人数; 总访问量; 今日访问; 昨日访问; 今日; 昨日; 在线人数; 当前在线; 人气; 字数; 评论; 评论数; 回复; 点赞; 收藏; 下载次数; 下载量; 热度; 已阅
views; view; visits; visitors; total visits; total views; total; today; yesterday; this week; this month; page views; pageviews; hits; online; users online; comments; shares; likes; downloads; reads
""")
UNMISTAKABLE_COUNTERS = frozenset(
    _split("""
tổng truy cập; tổng số truy cập; tổng lượt truy cập; tổng số lượt truy cập; đang truy cập; đang online; lượt xem; số lượt xem; lượt đọc; số lần đọc; lượt truy cập; số lượt truy cập; số người truy cập
số người đang online; khách viếng thăm; máy chủ tìm kiếm; đã xem
阅读次数; 浏览次数; 浏览量; 浏览; 阅读量; 点击数; 点击率; 点击量; 点击次数; 访问量; 访问次数; 总访问量; 今日访问; 昨日访问; 人气; 点击; 阅读; 阅读数
views; page views; pageviews; hits; total visits; total views; users online
""")
)

BARS = _split("""
a-; a; a+; a +; a -; aa; in; in bài; in bài viết; in trang; in trang này; in tin; in ấn; bản in; gửi email; gửi mail; gửi qua email; gửi bài viết; gửi cho bạn bè; gửi bài viết cho bạn bè; chia sẻ; chia sẻ bài viết
chia sẻ qua email; chia sẻ qua facebook; chia sẻ lên facebook; chia sẻ trên facebook; facebook; zalo; twitter; youtube; telegram; linkedin; pinterest; google+; instagram; tiktok; whatsapp; messenger; x; email; thích; lưu bài; lưu bài viết
sao chép liên kết; copy link; theo dõi; quan tâm; quay lại; trở về; trở lại; về trang trước; về đầu trang; lên đầu trang; đầu trang; về trang chủ; cỡ chữ; màu chữ; tương phản; độ tương phản; phóng to; thu nhỏ; đọc bài viết
nghe bài viết; nghe đọc bài; nghe; xem với cỡ chữ; tăng cỡ chữ; giảm cỡ chữ; mặc định; bình luận; gửi bình luận; báo lỗi; góp ý; tải về; tải xuống; click để đánh giá bài viết; đánh giá bài viết; xem bài viết
theo dõi trên google news; google news; like; share; tweet; in tin này; gửi tin này; gửi phản hồi; chia sẻ facebook; chia sẻ zalo; cỡ chữ nhỏ; cỡ chữ lớn; bấm vào đây để nghe; giọng nam; giọng nữ; giọng đọc; miền bắc; miền nam; đóng; đóng lại
字体; 字号; 字体大小; 大; 中; 小; 大 中 小; 特大; 默认; 打印; 打印本页; 打印此页; 打印本文; 打印文章; 我要打印; 关闭; 关闭窗口; 关闭本页; 关闭页面; 返回; 返回顶部; 返回首页; 回到顶部; 返回上一页; 返回列表; 收藏; 收藏本页; 加入收藏; 收藏本站; 推荐; 推荐给好友; 保存; 下载; 纠错; 我要纠错; 内容纠错; 网站纠错; 分享; 分享到; 分享至; 分享此文; 一键分享
微信; 微博; 新浪微博; 腾讯微博; qq; qq空间; qq好友; 朋友圈; 微信好友; 微信朋友圈; 人人网; 豆瓣; 百度贴吧; 抖音; 快手; 复制链接; 更多; 更多分享; 点赞; 赞; 踩; 评论; 我要评论; 朗读; 听新闻; 语音播报; 语音朗读; 全文朗读; 繁体; 简体; 无障碍; 无障碍阅读; 长者模式; 关怀版; 适老版; 手机版; 电脑版; 视力保护色
扫一扫; 扫一扫在手机打开当前页; 扫一扫在手机上打开当前页; 扫一扫在手机上查看当前页面; 扫一扫分享到微信; 扫码分享; 用微信扫描二维码; 分享到微信; 分享至微信朋友圈; 微信扫一扫; 手机扫一扫; 扫描二维码分享; 分享让更多人看到; 打开微信扫一扫; 双击滚屏; 放大; 缩小; 展开全文; 展开; 收起; 收起全文; 阅读全文; 点击查看更多; 相关附件下载; 网页打印; 页面打印; 发送给好友; 发给好友; 顶; 投诉; 举报
print; print this page; print page; printer-friendly version; share; share this; share this page; share this article; share on facebook; share on twitter; share on x; share on linkedin; email this page; email this; e-mail; save; copy; bookmark; back; back to top; go back; top; close; listen; listen to this article; text size; font size; larger text; smaller text; increase text size; decrease text size
subscribe; follow us; follow us on; sign up; download; download pdf; pdf; feedback; report a problem; comment; cite; send; advertisement; advertisements; skip to main content; skip to content; skip to navigation; toggle navigation; toggle menu
""")
"""Fields of share, print and font bars; very short ones count only beside others."""
WEAK_BARS = frozenset(
    _split("""
a; x; in; aa; đóng; nghe; xem; thích; 大; 中; 小; 顶; 踩; 赞; 图; 文; 更多; 推荐; 保存; 返回; 评论; 收藏; top; save; copy; like; back; close; send; pdf; email; quan tâm; mặc định; góp ý; bình luận; comment; cite; phóng to; thu nhỏ; miền bắc; miền nam; theo dõi; báo lỗi; trở lại; trở về; 默认; 放大; 缩小; 展开
下载; 特大; download; share; listen; feedback; tải về; tải xuống; follow us; subscribe; sign up; đầu trang; 关闭; 微信; 朋友圈; 投诉; 举报; youtube; in ấn; bản in; chia sẻ; 分享; 字体; 字号; cỡ chữ; màu chữ; font size; text size; facebook; zalo; 纠错; 打印; print; 繁体; 简体
""")
)

NAVIGATION = _split("""
trang chủ; trang nhất; giới thiệu; giới thiệu chung; liên hệ; đăng nhập; đăng ký; đăng xuất; tìm kiếm; tìm kiếm nâng cao; sơ đồ cổng; sơ đồ trang; sơ đồ website; sitemap; hỏi đáp; hỏi - đáp; thư viện ảnh; thư viện video; thư viện; tin tức; tin tức - sự kiện; tin tức sự kiện; sự kiện; tin hoạt động; văn bản; văn bản pháp quy; văn bản chỉ đạo; hệ thống văn bản
dịch vụ công; thủ tục hành chính; cơ cấu tổ chức; chức năng nhiệm vụ; thông báo; lịch công tác; lịch làm việc; góp ý; english; tiếng việt; tiếng anh; menu; danh mục; chuyên mục; chuyên đề; đa phương tiện; video; thư điện tử; email công vụ; rss; thông tin tuyên truyền; công khai; công khai ngân sách; đấu thầu; tuyển dụng; multimedia; podcast; infographic; longform; đóng menu; mở menu; trợ giúp
首页; 网站首页; 新闻; 新闻中心; 新闻动态; 新闻资讯; 政务公开; 信息公开; 政务服务; 办事服务; 互动交流; 政民互动; 公众参与; 联系我们; 关于我们; 网站地图; 站点地图; 登录; 注册; 搜索; 站内搜索; 高级搜索; 机构概况; 机构设置; 机构职能; 通知公告; 工作动态; 政策法规; 政策文件; 专题专栏; 专题; 要闻; 时政; 图片; 视频; 健康科普; 党建工作; 党建; 在线咨询; 领导信箱; 数据开放; 菜单; 导航; 范文; 范文大全; 工作总结; 工作报告; 演讲稿; 心得体会; 会员中心; 充值; 下载中心; 移动版; 设为首页; 加入收藏
home; homepage; about; about us; contact; contact us; news; news and events; events; publications; services; resources; login; log in; sign in; register; search; site map; menu; main menu; press; press releases; media; careers; faq; help; documents; library; gallery; departments; programmes; topics; data; projects
""")

TAIL_STARTS = _split("""
các tin khác; tin khác; tin liên quan; các tin liên quan; tin cùng chuyên mục; các tin cùng chuyên mục; cùng chuyên mục; bài viết liên quan; các bài viết liên quan; bài liên quan; tin bài liên quan; tin, bài liên quan; tin bài khác; các bài khác; bài viết khác; các bài viết khác; bài viết cùng chuyên mục; bài cùng chuyên mục; tin tức liên quan; tin tức khác
tin mới nhất; tin mới; tin mới hơn; tin cũ hơn; những tin mới hơn; những tin cũ hơn; tin đã đăng; tin đã đưa; các tin đã đưa; các tin đã đăng; các bài đã đăng; tin xem nhiều; xem nhiều nhất; xem nhiều; tin đọc nhiều; đọc nhiều; đọc nhiều nhất; được xem nhiều; được quan tâm; có thể bạn quan tâm; bạn có thể quan tâm; bạn có thể thích; tin nổi bật; tin tiêu điểm; tin nóng; theo dòng sự kiện
bài viết mới; bài viết mới nhất; bài mới nhất; bài đọc nhiều; liên kết website; liên kết web; liên kết; liên kết nhanh; liên kết trang; website liên kết; liên kết hữu ích; thống kê truy cập; thống kê; lượt truy cập; thăm dò ý kiến; quảng cáo; ý kiến bạn đọc; ý kiến của bạn; ý kiến bình luận; bình luận; bình luận của bạn; gửi phản hồi; gửi bình luận; gửi ý kiến; viết bình luận; để lại bình luận; để lại phản hồi; hộp thư góp ý; chủ đề liên quan; video liên quan; văn bản liên quan; chuyên mục khác; xem thêm; xem tiếp; tin tức mới nhất; tin tức mới
相关新闻; 相关阅读; 相关链接; 相关文章; 相关推荐; 相关信息; 相关报道; 相关资讯; 相关内容; 相关稿件; 相关范文; 相关专题; 推荐阅读; 推荐文章; 推荐新闻; 延伸阅读; 猜你喜欢; 热门文章; 热门推荐; 热门新闻; 热点新闻; 热点推荐; 热门标签; 热门排行; 热门范文; 最新文章; 最新新闻; 最新动态; 最新信息; 最新更新; 最新范文; 点击排行; 点击排行榜; 阅读排行; 阅读排行榜; 排行榜; 新闻排行; 本周热点; 友情链接; 网站链接; 常用链接; 网友评论; 发表评论; 我要评论; 评论列表; 最新评论; 网友跟帖; 文章评论; 全部评论; 本栏目最新; 本类最新; 本类推荐; 同类文章; 精彩推荐; 为您推荐; 为你推荐; 编辑推荐; 您可能感兴趣; 你可能感兴趣; 大家都在看; 更多阅读; 更多新闻; 更多相关; 随机推荐; 随机文章; 快速导航
related articles; related news; related links; related content; related stories; related posts; related topics; related documents; related publications; related; more news; more stories; more articles; more from this section; more on this topic; latest news; latest posts; recent posts; recent news; recent comments; most read; most popular; most viewed; trending; popular posts; you may also like; you might also like; recommended; recommended for you; recommended articles; read next; read more; see also; see more; comments; leave a comment; leave a reply; post a comment; useful links; quick links; external links; visitor statistics; statistics; newsletter; sponsored; sponsored content; around the web
""")

STRONG_FOOTER = re.compile(
    r"^(?:©|\(c\)|ⓒ|copyright|bản quyền (?:thuộc|©|\(c\)|của|\d{4}|nội dung|website|trang)|all rights reserved|"
    r"giấy phép(?: thiết lập| hoạt động| xuất bản| báo chí| icp| trang thông tin| số| mxh| ttđt)|gpxb|gp số|số giấy phép|"
    r"cơ quan chủ quản\s*:|chịu trách nhiệm(?: chính| nội dung| xuất bản)?\s*:|người chịu trách nhiệm|tổng biên tập\s*:|trưởng ban biên tập\s*:|"
    r"ghi rõ nguồn|vui lòng ghi rõ nguồn|thiết kế (?:bởi|web)|phát triển bởi|powered by|designed by|xây dựng và phát triển|đơn vị vận hành|"
    r"版权所有|版权归|版权说明|著作权|主办(?:单位)?:|承办(?:单位)?:|主管(?:单位)?:|协办(?:单位)?:.{0,40}技术支持|技术支持|网站标识码|网站支持|京公网安备|.{0,3}公网安备|"
    r".{0,6}icp备|.{0,6}icp证|备案(?:号|序号)|未经.{0,12}(?:授权|许可|书面).{0,30}(?:转载|使用|复制)|建议使用.{0,20}(?:浏览器|分辨率)|您是(?:本站)?第|"
    r"privacy policy|terms of use|terms and conditions|terms of service|cookie policy|reproduction .{0,30} prohibited)"
)
"""What only a site's own foot says; looked for in the last lines alone."""
FOOTER_ANYWHERE = re.compile(
    r"(?:all rights reserved|icp备\d|icp证|公网安备|版权所有|gp-ttđt|gp-bttt|gp-stttt|gp-bvhttdl)"
)
WEAK_FOOTER = re.compile(
    r"^(?:địa chỉ|trụ sở|trụ sở chính|điện thoại|đt|đthoại|tel|sđt|hotline|đường dây nóng|fax|email|e-mail|website|thư điện tử|web|"
    r"地址|电话|联系电话|传真|邮编|邮政编码|邮箱|电子邮箱|联系人|网址|值班电话|热线|投稿邮箱|客服|客服热线|客服qq|"
    r"address|phone|telephone|mail|contact)\s*(?:\([^)]{0,20}\)\s*)?:"
)

BADGES = re.compile(
    r"^(?:chung nhan )?tin nhiem mang$|^(?:chứng nhận )?tín nhiệm mạng$|^ncsc(?:[ .-].{0,30})?$|^dmca(?:\.com)?(?: protected| protection status)?.{0,20}$|"
    r"^(?:đã )?(?:thông báo|đăng ký)(?: với)? bộ công thương$|^da thong bao bo cong thuong$|^logo(?: .{0,30})?$|^banner(?: .{0,30})?$|^icon(?: .{0,20})?$|"
    r"^党政机关(?:网站标识)?$|^政府网站找错$|^网站找错$|^事业单位(?:标识)?$|^工信部备案$|^ipv6(?: ready| 网络支持)?$|^.{0,4}(?:正在)?加载中?\.{0,3}$|^loading\.{0,3}$|^đang tải(?: dữ liệu)?\.{0,3}$"
)
DISCLAIMER_CUES = re.compile(
    r"网友(?:上传|投稿|提供|分享)|不代表本[站网]|(?:如|若)(?:需要?|有)?.{0,10}(?:原创|侵权|侵犯)|联系.{0,12}(?:删除|客服|处理|我们)|咨询客服|仅供(?:参考|学习)|本[站网](?:所有|转载|不承担|不对|仅|只)|转载(?:请|自|目的)|"
    r"欢迎(?:参考|阅读|下载)|(?:来源|来自)于?(?:网络|互联网|网友)|版权归原作者"
)
DISCLAIMER_OPENING = re.compile(
    r"^[\[(*※]?\s*(?:导语|声明|免责声明|版权声明|特别声明|郑重声明|温馨提示|本站声明|提示|注|说明|本文|本站|以上(?:内容|文章|信息)|文章|凡本网|凡注明)"
)
FOREIGN_DISCLAIMER = re.compile(
    r"^(?:(?:trang|website|trang web) (?:này|của chúng tôi) (?:có )?sử dụng cookie|chúng tôi sử dụng cookie|"
    r"(?:this|our) (?:site|website) uses cookies|we use cookies|by (?:continuing|using) .{0,60}cookies|"
    r"bạn đã không sử dụng (?:site|website)|mã bảo mật$|the views expressed .{0,80}(?:do not|not necessarily)|"
    r"(?:bài viết|nội dung|tài liệu) (?:này )?(?:do|được) (?:người dùng|thành viên|bạn đọc) (?:đăng tải|tải lên|đóng góp|cung cấp|chia sẻ)|"
    r"tổng số điểm của bài viết là|xếp hạng: [\d.]+|đánh giá: [\d.]+/|click để đánh giá)"
)
USER_UPLOADED = re.compile(
    r"网友(?:上传|投稿|提供|分享)|用户(?:上传|投稿|提供)|(?:do|được) (?:người dùng|thành viên|bạn đọc) (?:đăng tải|tải lên|đóng góp|cung cấp|chia sẻ)|"
    r"(?:uploaded|contributed|submitted) by (?:a |its |our )?(?:users?|readers?|members?)"
)
