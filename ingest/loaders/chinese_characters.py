"""Frequent Chinese characters: enough of them in a text say that it was decoded rightly.

The characters are the commonest of general written Chinese (they cover about two thirds of running text) together
with those that every administrative report uses; the traditional forms stand beside the simplified ones.
"""

from __future__ import annotations

from typing import Final

_SIMPLIFIED: Final = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部"
    "度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正"
    "心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长"
    "求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器"
    "压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信"
    "马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支"
    "般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参"
    "红细引听该铁价严龙飞作会议情况落实推进督促组织宣传培训检查卫生健康医疗疾控防预中心街镇村社区乡项目资金投入完成累计同比增长下降安全环境绿色服务"
    "群众居民企业监督执法职业病诊治患者随访档案责任考核领导小组存在问题不足措施下步打算今后贯彻落实精神会精印通知关方案附件抄送"
)
_TRADITIONAL: Final = (
    "這個為時來們對會發動過說產種麵後經進著等電裡現實體機當點從業應開還義間樣與關各線內數質氣變條沒結問題無係軍黨員總設長頭資邊級圖統將組見計別論運農"
    "幾區強決戰則據處隊給門規熱領東導壓爭濟階術極聯認權證單風帶場車務萬達積議聲報鬥類離華確張馬節話況傳許廣記須際驗連斷難礦備辦習響約勞團歷構稱準號維"
    "劃選標寫親養層專狀廠識適屬圓調滿縣參紅細聽該鐵價嚴龍飛作會議情況落實推進督促組織宣傳培訓檢查衛生健康醫療疾預訪檔責考領導環境綠務眾業監執職診貫徹"
)
FREQUENT_HAN: Final[frozenset[str]] = frozenset(_SIMPLIFIED + _TRADITIONAL)
CHINESE_PUNCTUATION: Final[frozenset[str]] = frozenset("。，、；：？！“”‘’（）《》【】「」『』〈〉…—·％　〔〕×")
