# ruff: noqa: E501 (pages are kept as they are saved, in long lines)
"""Saved pages of invented portals, with what a reader would call their text and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page; every line of ``article`` belongs to the text, no line of ``furniture`` does."""

    name: str
    markup: str
    article: tuple[str, ...]
    furniture: tuple[str, ...]


_VI_MENU = "".join(f'<li><a href="/{n}">{t}</a></li>' for n, t in enumerate(
    ("Trang nhất", "Giới thiệu chung", "Tin tức - Sự kiện", "Văn bản chỉ đạo", "Thủ tục hành chính", "Liên hệ")
))  # fmt: skip
_VI_RELATED = "".join(f'<li><a href="/tin/{n}">{t}</a> <span>({n}/6/2024)</span></li>' for n, t in enumerate(
    ("Tập huấn phần mềm quản lý tiêm chủng cho tuyến xã", "Ra quân diệt bọ gậy đợt hai tại huyện Lạc Bình",
     "Kiểm tra bếp ăn tập thể khu công nghiệp Phú Sơn", "Trao tặng thiết bị cho trạm y tế xã An Điền"), 11
))  # fmt: skip

VI_PORTAL = SavedPage(
    "vietnamese portal, blocks",
    f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Sơ kết công tác y tế huyện Lạc Bình | Cổng
thông tin</title><meta property="og:title" content="Sơ kết công tác y tế huyện Lạc Bình"><script>var a="<p>";</script>
<style>.x{{color:red}}</style></head><body class="has-sidebar">
<div id="header"><a href="/"><img src="logo.png" alt="Cổng thông tin"></a><div>Thứ Hai, 15/07/2024</div></div>
<div class="main-menu"><ul>{_VI_MENU}</ul></div>
<div class="wrapper"><div class="breadcrumb"><a>Trang nhất</a> &gt; <a>Tin tức</a></div>
<div class="news-detail"><h1>Sơ kết công tác y tế huyện Lạc Bình</h1><div class="date">Thứ Sáu, 12/07/2024, 15:20</div>
<p class="lead"><strong>Ngày 11/7/2024, Trung tâm Y tế huyện Lạc Bình tổ chức hội nghị sơ kết công tác sáu tháng.</strong></p>
<p>Sáu tháng đầu năm, toàn huyện khám bệnh cho 48.215&nbsp;lượt người, đạt 52,3% kế hoạch; xem
<a href="/bc">báo cáo đầy đủ</a>.</p>
<figure><img src="hn.jpg" alt="" width="600"><figcaption>Quang cảnh hội nghị tại hội trường tầng hai</figcaption></figure>
<h2>Kết quả nổi bật</h2><ul><li>Tiêm chủng đầy đủ cho 96,1% trẻ dưới một tuổi;</li><li>Không có ca tử vong do sốt xuất
huyết.</li></ul>
<table border="1"><tr><th>Xã</th><th>Lượt khám</th></tr><tr><td>An Điền</td><td>3.120</td></tr>
<tr><td>Phú Sơn</td><td>2.874</td></tr></table>
<p style="text-align:right">Tin, ảnh: Mộc Lan</p></div>
<div class="share-buttons"><a>Chia sẻ Facebook</a> <a>Zalo</a></div>
<div class="tin-lien-quan"><h3>Các tin khác</h3><ul>{_VI_RELATED}</ul></div></div>
<div class="sidebar"><h3>Thống kê truy cập</h3><p>Trực tuyến: 47</p><p>Tổng số: 2915508</p></div>
<div style="display:none">Từ khóa ẩn cho máy tìm kiếm</div>
<div id="footer"><p>Bản quyền thuộc Trung tâm Y tế huyện Lạc Bình</p></div></body></html>""",
    (
        "Sơ kết công tác y tế huyện Lạc Bình",
        "Thứ Sáu, 12/07/2024, 15:20",
        "Ngày 11/7/2024, Trung tâm Y tế huyện Lạc Bình tổ chức hội nghị sơ kết công tác sáu tháng.",
        "Sáu tháng đầu năm, toàn huyện khám bệnh cho 48.215\u00a0lượt người, đạt 52,3% kế hoạch; xem báo cáo đầy đủ.",
        "Quang cảnh hội nghị tại hội trường tầng hai",
        "Kết quả nổi bật",
        "Tiêm chủng đầy đủ cho 96,1% trẻ dưới một tuổi;",
        "Không có ca tử vong do sốt xuất huyết.",
        "| Xã | Lượt khám |",
        "| An Điền | 3.120 |",
        "| Phú Sơn | 2.874 |",
        "Tin, ảnh: Mộc Lan",
    ),
    (
        "Thủ tục hành chính",
        "Chia sẻ Facebook",
        "Các tin khác",
        "Tập huấn phần mềm quản lý tiêm chủng cho tuyến xã",
        "Thống kê truy cập",
        "Tổng số: 2915508",
        "Bản quyền thuộc Trung tâm Y tế huyện Lạc Bình",
        "Từ khóa ẩn cho máy tìm kiếm",
        'var a="',
    ),
)

VI_TABLES = SavedPage(
    "vietnamese portal, nested layout tables",
    f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Báo cáo</title></head>
<body><table width="1000" cellpadding="0"><tr><td colspan="2"><table><tr><td><a>Trang nhất</a></td><td><a>Tin tức</a></td>
<td><a>Văn bản chỉ đạo</a></td><td><a>Hỏi đáp</a></td></tr></table></td></tr>
<tr><td width="200"><table><tr><td><a href="1">Lịch công tác tuần của lãnh đạo</a></td></tr><tr><td><a href="2">Dự thảo
lấy ý kiến góp ý</a></td></tr><tr><td><a href="3">Hộp thư công vụ</a></td></tr></table></td>
<td><table><tr><td><b>Phòng Y tế báo cáo công tác phòng chống dịch quý II</b></td></tr><tr><td>09/07/2024</td></tr>
<tr><td><p>Trong quý II, trên địa bàn ghi nhận 112 ca sốt xuất huyết, giảm 14,5% so với cùng kỳ năm 2023.</p>
<table align="center"><tr><td><img src="a.jpg" width="480"></td></tr><tr><td><i>Phun hóa chất tại xã Hòa Lễ</i></td></tr>
</table>
<p>Phòng Y tế đề nghị các xã duy trì chiến dịch diệt bọ gậy vào thứ Bảy hằng tuần, báo cáo kết quả trước ngày 25.</p>
<table border="1"><tr><td>Xã</td><td>Số ca</td><td>Ổ dịch</td></tr><tr><td>Hòa Lễ</td><td>41</td><td>2</td></tr>
<tr><td>Tân Mỹ</td><td>18</td><td>0</td></tr></table></td></tr>
<tr><td align="right">Nguồn: Phòng Y tế</td></tr></table>
<table><tr><td><b>Tin liên quan</b></td></tr><tr><td><ul>{_VI_RELATED}</ul></td></tr></table></td></tr>
<tr><td colspan="2"><div align="center">Điện thoại đường dây nóng: 0000 000 000</div></td></tr></table></body></html>""",
    (
        "Phòng Y tế báo cáo công tác phòng chống dịch quý II",
        "09/07/2024",
        "Trong quý II, trên địa bàn ghi nhận 112 ca sốt xuất huyết, giảm 14,5% so với cùng kỳ năm 2023.",
        "Phun hóa chất tại xã Hòa Lễ",
        "Phòng Y tế đề nghị các xã duy trì chiến dịch diệt bọ gậy vào thứ Bảy hằng tuần, báo cáo kết quả trước ngày 25.",
        "| Xã | Số ca | Ổ dịch |",
        "| Hòa Lễ | 41 | 2 |",
        "| Tân Mỹ | 18 | 0 |",
        "Nguồn: Phòng Y tế",
    ),
    (
        "Văn bản chỉ đạo",
        "Lịch công tác tuần của lãnh đạo",
        "Hộp thư công vụ",
        "Tin liên quan",
        "Kiểm tra bếp ăn tập thể khu công nghiệp Phú Sơn",
    ),
)

ZH_PORTAL = SavedPage(
    "chinese portal",
    """<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="柳川区召开卫生健康工作会议">
<meta name="PubDate" content="2024-08-07 17:06"><meta name="ContentSource" content="柳川区融媒体中心">
<title>柳川区召开卫生健康工作会议_柳川区人民政府</title></head><body>
<div class="top"><a>无障碍</a>|<a>长者模式</a>|<a>繁體</a></div>
<div class="nav"><a>首页</a><a>政务公开</a><a>办事服务</a><a>互动交流</a></div>
<div class="position">当前位置：<a>首页</a> &gt; <a>政务动态</a></div>
<div class="container"><div class="article_title">柳川区召开卫生健康工作会议</div>
<div class="article_info">发布时间：2024-08-07 17:06　来源：柳川区融媒体中心　浏览次数：356次</div>
<div id="zoom" class="TRS_Editor"><p>　　8月6日上午，柳川区召开卫生健康工作会议，通报上半年工作完成情况，部署下半年工作任务。</p>
<p align="center"><img src="1.jpg" width="600"></p><p align="center">会议现场</p>
<p>　　会议通报，上半年全区家庭医生签约19.6万人，较去年底提高1.7个百分点。</p>
<p><strong>　　一、主要问题</strong></p><p>　　部分社区卫生服务中心设备老化，全科医生数量不足。</p>
<table border="1"><tbody><tr><td rowspan="2">街道</td><td colspan="2">签约</td></tr><tr><td>人数</td><td>比例</td></tr>
<tr><td>清河街道</td><td>8210</td><td>71.4%</td></tr></tbody></table>
<p>　　（通讯员 苗若汀）</p></div>
<div class="fenxiang">分享到：<a>微信</a> <a>微博</a></div>
<div class="prevnext"><p>上一篇：<a>柳川区开展夏季食品安全专项检查</a></p><p>下一篇：<a>清河街道开展义诊活动</a></p></div>
<div class="xgxw"><h3>相关新闻</h3><ul><li><a>全区紧密型医联体建设推进会召开</a></li><li><a>疾控中心提醒：高温天气谨防中暑</a></li>
<li><a>全区启动适龄女生疫苗接种</a></li></ul></div></div>
<div class="footer"><p>主办：柳川区人民政府办公室</p><p>您是第 1840277 位访问者</p></div></body></html>""",
    (
        "柳川区召开卫生健康工作会议",
        "发布时间：2024-08-07 17:06　来源：柳川区融媒体中心　浏览次数：356次",
        "8月6日上午，柳川区召开卫生健康工作会议，通报上半年工作完成情况，部署下半年工作任务。",
        "会议现场",
        "会议通报，上半年全区家庭医生签约19.6万人，较去年底提高1.7个百分点。",
        "一、主要问题",
        "部分社区卫生服务中心设备老化，全科医生数量不足。",
        "| 街道 | 签约 |  |",
        "|  | 人数 | 比例 |",
        "| 清河街道 | 8210 | 71.4% |",
        "（通讯员 苗若汀）",
    ),
    (
        "长者模式",
        "办事服务",
        "微博",
        "柳川区开展夏季食品安全专项检查",
        "全区紧密型医联体建设推进会召开",
        "主办：柳川区人民政府办公室",
    ),
)

WORD_EXPORT = SavedPage(
    "word processor export",
    """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html;
charset=utf-8"><meta name=Generator content="Word"><style><!-- p.MsoNormal {margin:0} --></style></head>
<body lang=VI><div class=WordSection1>
<table class=MsoNormalTable border=0><tr><td width=250><p class=MsoNormal>UBND HUYỆN HÒA LẠC</p><p class=MsoNormal><b>PHÒNG
Y TẾ</b></p></td><td><p class=MsoNormal>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class=MsoNormal>Độc lập - Tự do - Hạnh phúc</p>
</td></tr><tr><td><p class=MsoNormal>Số: 45/BC-PYT</p></td><td><p class=MsoNormal>Hòa Lạc, ngày 05 tháng 7 năm 2024</p></td></tr>
</table><p class=MsoTitle>BÁO CÁO</p><p class=MsoNormal>Kết quả công tác y tế sáu tháng đầu năm 2024 của huyện Hòa Lạc<o:p></o:p></p>
<h2>I. KẾT QUẢ</h2><ol><li>Khám bệnh cho 21.304 lượt người.</li><li>Tiêm chủng cho 1.208 trẻ.</li></ol></div></body></html>""",
    (
        "UBND HUYỆN HÒA LẠC",
        "PHÒNG Y TẾ",
        "Số: 45/BC-PYT",
        "Hòa Lạc, ngày 05 tháng 7 năm 2024",
        "BÁO CÁO",
        "Kết quả công tác y tế sáu tháng đầu năm 2024 của huyện Hòa Lạc",
        "I. KẾT QUẢ",
        "1. Khám bệnh cho 21.304 lượt người.",
        "2. Tiêm chủng cho 1.208 trẻ.",
    ),
    ("MsoNormal",),
)

SAVED_PAGES = (VI_PORTAL, VI_TABLES, ZH_PORTAL, WORD_EXPORT)
