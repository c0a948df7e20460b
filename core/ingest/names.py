"""Names as keys: the same person, however the name is typed (SHEETS 4).

Only keys are made here; the name itself is kept as the owner typed it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

#: What the ids of those begin with who are known by name alone.
MADE = "N-"
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
#: Spaces, and the dots between the parts of a foreign name.
_NO_LETTER = re.compile(r"[\s\u200b\ufeff・･]+")
_HONORIFIC = re.compile(r"(?:様方?|さま|さん|御中|殿|先生|ちゃん|君)$")
_FORM = (
    r"(?:株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)?(?:社団|財団)法人"
    r"|特定非営利活動法人|npo法人|(?:特定|社会)?医療法人|社会福祉法人|学校法人|宗教法人|協同組合"
    r"|(?:税理士|司法書士|弁護士|行政書士)法人"
    r"|\((?:株|有|同|資|名|医|社|財|一社|一財|公社|公財|福|学|宗|特非|協)\))"
)
_COMPANY = re.compile(rf"^{_FORM}|{_FORM}$")
#: Forms of one character that people do not tell apart when they type a name: the form as
#: printed in a family register, then the form of every day. A key only.
_PAIRS = (
    "髙高 﨑崎 嵜崎 邊辺 邉辺 齋斎 齊斎 斉斎 濵浜 濱浜 澤沢 廣広 國国 櫻桜 德徳 惠恵"
    " 眞真 學学 髮髪 嶋島 嶌島 冨富 圓円 榮栄 總総 瀨瀬 曾曽 槇槙 檜桧 籔薮 藪薮 繩縄"
    " 與与 龍竜 瀧滝 嶽岳 巖巌 寶宝 實実 壽寿 條条 將将 靜静 淨浄 讓譲 禮礼 鐵鉄 傳伝"
    " 燈灯 當当 縣県 驛駅 鹽塩 奧奥 應応 假仮 會会 繪絵 樂楽 關関 觀観 歸帰 氣気 龜亀"
    " 舊旧 擧挙 峽峡 狹狭 堯尭 曉暁 區区 勳勲 薰薫 溪渓 經経 螢蛍 輕軽 藝芸 劍剣 顯顕"
    " 嚴厳 恆恒 黃黄 黑黒 濟済 參参 產産 絲糸 兒児 寫写 釋釈 從従 澁渋 處処 緖緒 愼慎"
    " 盡尽 圖図 穗穂 數数 聲声 禪禅 雙双 壯壮 藏蔵 增増 臺台 擇択 團団 鎭鎮 屆届 姬姫"
    " 佛仏 步歩 萠萌 豐豊 萬万 滿満 彌弥 藥薬 豫予 譽誉 來来 賴頼 綠緑 凛凜 郞郎 亙亘"
    " 灣湾 衞衛 栁柳 𠮷吉 峯峰 桒桑 舩船 舘館 槗橋 鷗鴎 靏鶴 靍鶴 蘆芦 遙遥 莊荘 廸迪"
    " 昻昂 邨村 埜野 亞亜 圍囲 營営 壹壱 貳弐 彥彦 吳呉 淸清 靑青 祕秘 內内 敎教 硏研"
    " 尙尚 瑤瑶 卽即 曻昇"
)
_VARIANTS = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def name_key(name: str) -> str:
    """The key of a name: widths, spaces, honorifics, company forms and variants do not count."""
    text = unicodedata.normalize("NFKC", _VARIATION.sub("", name))
    text = _NO_LETTER.sub("", text).lower()
    text = _COMPANY.sub("", _HONORIFIC.sub("", text)) or text
    return text.translate(_VARIANTS)


def plain_form_of(char: str) -> str:
    """The every-day form of a character: 高 of 髙."""
    return char.translate(_VARIANTS)


def katakana(text: str) -> str:
    """A reading (ふりがな) in full-width katakana."""
    full = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", full.strip()).translate(_TO_KATAKANA)


def made_id(name: str, phone: str = "") -> str:
    """A stable customer id for sheets that have none, from the name and, if known, the phone.

    Returns:
        The same id for the same person in every file; empty for an empty name.
    """
    key = name_key(name)
    if not key:
        return ""
    mark = hashlib.sha256(f"{key}|{re.sub(r'[^0-9+]', '', phone)}".encode()).hexdigest()
    return f"{MADE}{mark[:10]}"
