"""Invented reports in official layouts of both countries, as the tests of metadata read them."""

from __future__ import annotations

TWO_COLUMNS = """SỞ Y TẾ TỈNH AN BÌNH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TRUNG TÂM KIỂM SOÁT BỆNH TẬT\tĐộc lập - Tự do - Hạnh phúc

Số: 215/BC-KSBT\tAn Bình, ngày 05 tháng 7 năm 2024

BÁO CÁO
Kết quả công tác y tế dự phòng 6 tháng đầu năm 2024
và phương hướng, nhiệm vụ 6 tháng cuối năm 2024

Kính gửi: Sở Y tế tỉnh An Bình

Thực hiện Kế hoạch số 12/KH-SYT ngày 15/01/2024 của Sở Y tế, Trung tâm Kiểm soát bệnh tật báo cáo kết quả như sau:

I. KẾT QUẢ ĐẠT ĐƯỢC
1. Công tác phòng chống dịch
Trong 6 tháng đầu năm, toàn tỉnh ghi nhận 1.245 ca mắc sốt xuất huyết, giảm 12,5% so với cùng kỳ năm 2023.

Nơi nhận:
- Như trên;
- Lưu: VT.
GIÁM ĐỐC

Nguyễn Văn Bình
"""
STACKED = """UBND HUYỆN TÂN AN
TRUNG TÂM Y TẾ
-------
Số: 87/KH-TTYT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Tân An, ngày 12 tháng 02 năm 2025

KẾ HOẠCH
Phòng, chống bệnh không lây nhiễm năm 2025

Căn cứ Quyết định số 376/QĐ-TTg ngày 20/3/2015 của Thủ tướng Chính phủ;
Trung tâm Y tế huyện xây dựng Kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Giảm tỷ lệ mắc.
"""
RED_HEAD = """云江市卫生健康委员会文件
云卫发〔2024〕15号

关于印发2024年全市卫生健康工作要点的通知

各县（市、区）卫生健康局，委直属各单位：
现将《2024年全市卫生健康工作要点》印发给你们，请认真贯彻执行。
特此通知。

云江市卫生健康委员会
2024年3月5日
"""
ZH_SUMMARY = """云江市疾病预防控制中心2023年工作总结和2024年工作计划

2023年，在市卫生健康委的正确领导下，我中心认真贯彻落实各项工作部署，现将2023年工作情况总结如下：
一、主要工作及成效
（一）传染病防控。全年报告法定传染病3456例，同比下降12.3%。
二、存在的问题
专业人员不足。
三、下一步工作打算
2024年，力争免疫规划疫苗接种率达到95%以上。

云江市疾病预防控制中心
2023年12月20日
"""
ZH_NEWS = """我院召开2024年第三季度安全生产工作会议

发布时间：2024-10-12 来源：院办公室

10月11日下午，我院在行政楼三楼会议室召开2024年第三季度安全生产工作会议。院党委书记王建国出席会议并讲话，副院长李敏主持会议。会议指出，第三季度全院未发生安全事故。
（通讯员 陈晓）
"""
EN_REPORT = """Half-year Review 2024: Northfield District Health Office

Prepared by: Northfield District Health Office
Date: 12 July 2024

This report reviews the work of the office in the first half of 2024 and sets out priorities for the second half.

Results
The office completed 1,245 home visits, up 12 per cent on the same period of 2023.

Issues
Staff shortage.
"""
VI_NEWS = """Bệnh viện Đa khoa tỉnh An Bình tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024

16/01/2024 14:30

Chiều ngày 15/1/2024, tại Hội trường tầng 5, Bệnh viện Đa khoa tỉnh An Bình đã tổ chức Hội nghị tổng kết công tác.
Năm 2023, Bệnh viện khám cho 325.467 lượt người bệnh, đạt 108% kế hoạch.
"""
VI_SPEECH = """Bài phát biểu khai mạc Hội nghị tổng kết công tác y tế năm 2023

Kính thưa đồng chí Trần Văn Nam, Phó Chủ tịch UBND tỉnh!
Kính thưa các vị đại biểu!
Hôm nay, Sở Y tế tỉnh An Bình long trọng tổ chức Hội nghị tổng kết công tác y tế năm 2023.
"""
