"""Whole pages of invented agencies in layouts that no rule was written for one by one."""

from __future__ import annotations

import pytest

from ingest.cleaner import clean_text
from tests.unit.ingest.cleaner_views import kinds, observed

PAGES = {
    "a provincial portal": (
        """Cổng thông tin điện tử Sở Y tế Nam Lĩnh
Trang chủ
Giới thiệu
Liên hệ
Trang chủ > Tin tức - Sự kiện > Hoạt động
Sở Y tế Nam Lĩnh tổng kết công tác năm 2023
15/01/2024 08:30 | Lượt xem: 1.254
A- A A+ In bài viết Gửi email
Sáng 12/01/2024, Sở Y tế Nam Lĩnh tổ chức hội nghị với 150 đại biểu.
[Ảnh 1]
Bác sĩ Đèo Văn Ba, Giám đốc Sở phát biểu khai mạc hội nghị.
- Hôm nay: 12 ca mắc mới.
Tổng số: 934
Trong đó nữ: 400
Hội nghị kết thúc tốt đẹp./.
Tác giả bài viết: Lý Thu
Tổng số điểm của bài viết là: 5 trong 1 đánh giá
Từ khóa: tổng kết, y tế
Những tin cũ hơn
Tập huấn phòng chống dịch (01/01/2024)
Thống kê truy cập
Đang truy cập 12
Tổng lượt truy cập 1.234.567
Bản quyền thuộc Sở Y tế Nam Lĩnh
Địa chỉ: 12 đường Lê Lai""",
        [
            ("title", "Sở Y tế Nam Lĩnh tổng kết công tác năm 2023"),
            ("stamp", "15/01/2024 08:30"),
            ("paragraph", "Sáng 12/01/2024, Sở Y tế Nam Lĩnh tổ chức hội nghị với 150 đại biểu."),
            ("caption", "Bác sĩ Đèo Văn Ba, Giám đốc Sở phát biểu khai mạc hội nghị."),
            ("list_item", "- Hôm nay: 12 ca mắc mới."),
            ("paragraph", "Tổng số: 934"),
            ("paragraph", "Trong đó nữ: 400"),
            ("paragraph", "Hội nghị kết thúc tốt đẹp./."),
            ("byline", "Tác giả bài viết: Lý Thu"),
        ],
        {"views": "1254", "author": "Lý Thu", "tags": "tổng kết, y tế", "section": "Tin tức - Sự kiện > Hoạt động"},
    ),
    "a newspaper": (
        """BÁO SÔNG LAM ĐIỆN TỬ
Thứ Bảy, ngày 13 tháng 7 năm 2024
Đọc báo in
Ngành y tế sơ kết 6 tháng: khám hơn 1,2 triệu lượt
13/07/2024 07:45 GMT+7
0:00 / 0:00
Sáng 12/7, Sở Y tế Sông Lam tổ chức hội nghị sơ kết 6 tháng đầu năm.
Giám đốc Sở Y tế phát biểu tại hội nghị. Ảnh: Lan Anh
Theo báo cáo, toàn ngành đã khám cho 1,2 triệu lượt người.
Lan Anh
TIN LIÊN QUAN
Bệnh viện tỉnh có máy chụp mới
Ý kiến (4)
Giấy phép hoạt động báo điện tử số 12/GP-BTTTT""",
        [
            ("paragraph", "BÁO SÔNG LAM ĐIỆN TỬ"),
            ("title", "Ngành y tế sơ kết 6 tháng: khám hơn 1,2 triệu lượt"),
            ("stamp", "13/07/2024 07:45 GMT+7"),
            ("paragraph", "Sáng 12/7, Sở Y tế Sông Lam tổ chức hội nghị sơ kết 6 tháng đầu năm."),
            ("caption", "Giám đốc Sở Y tế phát biểu tại hội nghị. Ảnh: Lan Anh"),
            ("paragraph", "Theo báo cáo, toàn ngành đã khám cho 1,2 triệu lượt người."),
            ("byline", "Lan Anh"),
        ],
        {"crawl_date": "Thứ Bảy, ngày 13 tháng 7 năm 2024", "author": "Lan Anh"},
    ),
    "a Chinese government site": (
        """您当前的位置：首页 > 新闻中心 > 工作动态
市卫生健康委召开2024年上半年工作总结会
来源：澄湾市卫生健康委 作者：林晓 发布时间：2024-07-15 16:20 浏览次数：1,024 次 【字体：大 中 小】 打印 分享到：微信
　　7月12日，澄湾市卫生健康委召开会议，全市35家医疗机构负责人参加。
　　会议强调，一要加强组织领导；二要落实责任。
图为会议现场。
责任编辑：陈立
附件：1.上半年统计表.xlsx
扫一扫在手机打开当前页
上一篇：市卫生健康委开展督导
下一篇：没有了
相关新闻
· 市疾控中心举办培训班 2024-07-10
主办单位：澄湾市卫生健康委员会 地址：澄湾市海滨路1号
版权所有 澄ICP备12345678号-1
您是第 123456 位访问者""",
        [
            ("title", "市卫生健康委召开2024年上半年工作总结会"),
            ("stamp", "来源：澄湾市卫生健康委 作者：林晓 发布时间：2024-07-15 16:20"),
            ("paragraph", "7月12日，澄湾市卫生健康委召开会议，全市35家医疗机构负责人参加。"),
            ("paragraph", "会议强调，一要加强组织领导；二要落实责任。"),
            ("caption", "图为会议现场。"),
            ("byline", "责任编辑：陈立"),
            ("paragraph", "附件：1.上半年统计表.xlsx"),
        ],
        {"views": "1024", "source": "澄湾市卫生健康委", "published_at": "2024-07-15 16:20"},
    ),
    "a reposting site in traditional characters": (
        """範文家 > 工作總結 > 醫院工作總結
醫院上半年工作總結
作者：佚名 欄目：工作總結 更新：2022-07-01 點擊：1234次
一、醫療業務
上半年門診12.5萬人次,同比增長8%。
【醫院上半年工作總結】相關文章：
1.醫院下半年計劃
2.護理工作總結
以上就是醫院上半年工作總結的全部內容，希望對您有所幫助。""",
        [
            ("title", "醫院上半年工作總結"),
            ("stamp", "作者：佚名 更新：2022-07-01"),
            ("heading", "一、醫療業務"),
            ("paragraph", "上半年門診12.5萬人次,同比增長8%。"),
        ],
        {"author": "佚名", "views": "1234", "section": "工作總結 > 醫院工作總結"},
    ),
    "an island county's site": (
        """衛生福利部門口網站
:::
首頁 > 最新消息
東岸縣衛生局召開上半年業務檢討會
發布日期：2024-07-20
資料來源：東岸縣衛生局
會中報告，截至6月底，疫苗接種率達62.5%。
瀏覽人次：356
回上一頁
列印""",
        [
            ("title", "東岸縣衛生局召開上半年業務檢討會"),
            ("stamp", "發布日期：2024-07-20"),
            ("byline", "資料來源：東岸縣衛生局"),
            ("paragraph", "會中報告，截至6月底，疫苗接種率達62.5%。"),
        ],
        {"views": "356", "source": "東岸縣衛生局", "publisher": "衛生福利部門口網站"},
    ),
    "an English site": (
        """Skip to main content
Menu
Home / News / Press releases
Province health board reviews first half of 2024
Posted on July 12, 2024 | By Health Office | 356 views
Share this page
We treated 1,234 patients. Today: 12 new cases were recorded.
1. Results
1.1 Vaccination
Coverage reached 96.5%.
Month | Patients
Jan | 200
Feb | 250
Photo: Board members at the meeting
Subscribe to read the full report
Related articles
Board appoints new director
Comments (3)
© 2024 Province Health Board. All rights reserved.""",
        [
            ("title", "Province health board reviews first half of 2024"),
            ("stamp", "Posted on July 12, 2024 | By Health Office"),
            ("paragraph", "We treated 1,234 patients. Today: 12 new cases were recorded."),
            ("heading", "1. Results"),
            ("heading", "1.1 Vaccination"),
            ("paragraph", "Coverage reached 96.5%."),
            ("table", "Month | Patients\nJan | 200\nFeb | 250"),
            ("caption", "Photo: Board members at the meeting"),
            ("gap", "⟦missing⟧"),
        ],
        {"views": "356", "author": "Health Office", "comment_count": "3", "section": "News > Press releases"},
    ),
    "a notice of a meeting": (
        """关于召开职业健康工作会议的通知
各街道卫生健康办：
现将有关事项通知如下：
时间:2024年7月12日（星期五）上午9:00
地点:三楼会议室
联系人：李某，电话：12345678
附件：参会回执
望溪区卫生健康局办公室
2024年7月8日""",
        [
            ("title", "关于召开职业健康工作会议的通知"),
            ("paragraph", "各街道卫生健康办："),
            ("paragraph", "现将有关事项通知如下："),
            ("paragraph", "时间:2024年7月12日（星期五）上午9:00"),
            ("paragraph", "地点:三楼会议室"),
            ("paragraph", "联系人：李某，电话：12345678"),
            ("paragraph", "附件：参会回执"),
            ("paragraph", "望溪区卫生健康局办公室"),
            ("paragraph", "2024年7月8日"),
        ],
        {},
    ),
    "minutes with two signatures and a table typed with spaces": (
        """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
BIÊN BẢN
Họp giao ban tháng 7
1. Ông Đèo Văn Ba – Giám đốc – Chủ trì
2. Bà Lý Thu – Thư ký
I/ NỘI DUNG
Chỉ tiêu     Kế hoạch     Thực hiện
Khám         1.200        1.150
Cuộc họp kết thúc hồi 17h00 cùng ngày./.
THƯ KÝ                              CHỦ TRÌ
Lý Thu                              Đèo Văn Ba""",
        [
            ("paragraph", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("paragraph", "Độc lập - Tự do - Hạnh phúc"),
            ("title", "BIÊN BẢN"),
            ("title", "Họp giao ban tháng 7"),
            ("list_item", "1. Ông Đèo Văn Ba – Giám đốc – Chủ trì"),
            ("list_item", "2. Bà Lý Thu – Thư ký"),
            ("heading", "I/ NỘI DUNG"),
            ("table", "Chỉ tiêu\tKế hoạch\tThực hiện\nKhám\t1.200\t1.150"),
            ("paragraph", "Cuộc họp kết thúc hồi 17h00 cùng ngày./."),
            ("paragraph", "THƯ KÝ"),
            ("paragraph", "CHỦ TRÌ"),
            ("paragraph", "Lý Thu"),
            ("paragraph", "Đèo Văn Ba"),
        ],
        {},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_falls_into_its_blocks_without_its_furniture(name: str) -> None:
    raw, expected, facts = PAGES[name]
    clean = clean_text(raw)
    assert kinds(clean) == expected
    assert observed(clean) | facts == observed(clean)
    assert clean_text(clean.text).text == clean.text
