"""Invented people, firms and places: real-sounding, none of them real.

Phones cannot ring (mobile ``090-0xxx-xxxx`` is not assigned; a local part never starts with 1),
mail ends in example.jp, postal codes start with 000, towns do not exist, and every company name
carries a word that no register would hold (DOMAIN 5.2).
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass


def words(text: str) -> list[str]:
    """The words of a list written as running text."""
    return text.split()


_SURNAMES = """
佐藤 さとう|鈴木 すずき|高橋 たかはし|田中 たなか|伊藤 いとう|渡辺 わたなべ
山本 やまもと|中村 なかむら|小林 こばやし|加藤 かとう|吉田 よしだ|山田 やまだ
佐々木 ささき|山口 やまぐち|松本 まつもと|井上 いのうえ|木村 きむら|林 はやし
斎藤 さいとう|清水 しみず|山崎 やまざき|森 もり|池田 いけだ|橋本 はしもと
阿部 あべ|石川 いしかわ|山下 やました|中島 なかじま|石井 いしい|小川 おがわ
前田 まえだ|岡田 おかだ|長谷川 はせがわ|藤田 ふじた|後藤 ごとう|近藤 こんどう
村上 むらかみ|遠藤 えんどう|青木 あおき|坂本 さかもと|福田 ふくだ|太田 おおた
西村 にしむら|藤井 ふじい|金子 かねこ|岡本 おかもと|藤原 ふじわら|中野 なかの
三浦 みうら|原田 はらだ|中川 なかがわ|松田 まつだ|竹内 たけうち|小野 おの
田村 たむら|中山 なかやま|和田 わだ|石田 いしだ|森田 もりた|上田 うえだ
原 はら|内田 うちだ|柴田 しばた|酒井 さかい|宮崎 みやざき|横山 よこやま
高木 たかぎ|安藤 あんどう|宮本 みやもと|大野 おおの|小島 こじま|谷口 たにぐち
今井 いまい|工藤 くどう|高田 たかだ|増田 ますだ|丸山 まるやま|杉山 すぎやま
村田 むらた|大塚 おおつか|新井 あらい|小山 こやま|平野 ひらの|藤本 ふじもと
河野 こうの|上野 うえの|野口 のぐち|武田 たけだ|松井 まつい|千葉 ちば
岩崎 いわさき|菅原 すがわら|木下 きのした|久保 くぼ|佐野 さの|野村 のむら
松尾 まつお|市川 いちかわ|菊地 きくち|杉本 すぎもと|古川 ふるかわ|大西 おおにし
島田 しまだ|水野 みずの|桜井 さくらい|高野 たかの|渡部 わたべ|吉川 よしかわ
山内 やまうち|西田 にしだ|飯田 いいだ|菊池 きくち|西川 にしかわ|小松 こまつ
北村 きたむら|安田 やすだ|五十嵐 いがらし|川口 かわぐち|平田 ひらた|関 せき
"""

#: Given names by birth decade, ten for women and ten for men in each.
_WOMEN = {
    1940: "和子 かずこ|節子 せつこ|幸子 さちこ|洋子 ようこ"
    "|弘子 ひろこ|美代子 みよこ|千代子 ちよこ"
    "|文子 ふみこ|勝子 かつこ|久子 ひさこ",
    1950: "恵子 けいこ|京子 きょうこ|悦子 えつこ|由美子 ゆみこ"
    "|順子 じゅんこ|裕子 ひろこ|信子 のぶこ"
    "|和代 かずよ|富美子 ふみこ|栄子 えいこ",
    1960: "明美 あけみ|真由美 まゆみ|直美 なおみ|久美子 くみこ"
    "|智子 ともこ|由美 ゆみ|幸恵 ゆきえ"
    "|典子 のりこ|孝子 たかこ|浩美 ひろみ",
    1970: "陽子 ようこ|裕美 ひろみ|香織 かおり|美穂 みほ"
    "|純子 じゅんこ|千春 ちはる|優子 ゆうこ"
    "|真理 まり|美紀 みき|さゆり さゆり",
    1980: "愛 あい|恵 めぐみ|麻衣 まい|綾 あや"
    "|友美 ともみ|沙織 さおり|美香 みか"
    "|千尋 ちひろ|亜希子 あきこ|瞳 ひとみ",
    1990: "美咲 みさき|彩 あや|早紀 さき|千夏 ちなつ"
    "|楓 かえで|萌 もえ|里奈 りな"
    "|七海 ななみ|遥 はるか|茜 あかね",
    2000: "さくら さくら|陽菜 ひな|葵 あおい|凛 りん"
    "|美月 みつき|結衣 ゆい|莉子 りこ"
    "|琴音 ことね|心春 こはる|花音 かのん",
    2010: "結菜 ゆな|芽依 めい|咲良 さくら|紬 つむぎ"
    "|陽葵 ひまり|杏 あん|彩葉 いろは"
    "|澪 みお|詩 うた|柚希 ゆずき",
}
_MEN = {
    1940: "勝 まさる|勇 いさむ|清 きよし|進 すすむ"
    "|正 ただし|功 いさお|武 たけし"
    "|実 みのる|昭 あきら|弘 ひろし",
    1950: "茂 しげる|隆 たかし|博 ひろし|和夫 かずお"
    "|幸雄 ゆきお|正雄 まさお|誠 まこと"
    "|修 おさむ|豊 ゆたか|稔 みのる",
    1960: "浩 ひろし|浩一 こういち|哲也 てつや|和彦 かずひこ"
    "|明 あきら|秀樹 ひでき|聡 さとし"
    "|剛 つよし|伸一 しんいち|敏之 としゆき",
    1970: "健一 けんいち|大輔 だいすけ|健太郎 けんたろう|直樹 なおき"
    "|学 まなぶ|英樹 ひでき|慎一 しんいち"
    "|雅人 まさと|純 じゅん|貴之 たかゆき",
    1980: "翔太 しょうた|拓也 たくや|達也 たつや|亮 りょう"
    "|和也 かずや|祐介 ゆうすけ|洋平 ようへい"
    "|直人 なおと|康平 こうへい|淳 じゅん",
    1990: "大樹 だいき|翔 しょう|蓮 れん|健太 けんた"
    "|拓海 たくみ|匠 たくみ|海斗 かいと"
    "|優斗 ゆうと|涼太 りょうた|陸 りく",
    2000: "悠斗 ゆうと|颯太 そうた|陽斗 はると|大和 やまと"
    "|颯 はやて|蒼 あおい|樹 いつき"
    "|湊 みなと|陽向 ひなた|奏太 かなた",
    2010: "律 りつ|暖 だん|朝陽 あさひ|新 あらた"
    "|凪 なぎ|碧 あお|蒼空 そら"
    "|伊織 いおり|悠真 ゆうま|岳 がく",
}
TOWNS = words("""
青葉野市北町 青葉野市南町 青葉野市若葉台 青葉野市川端 青葉野市寺前
青葉野市本通 みどり野市一本松 みどり野市泉ヶ丘 みどり野市中里 みどり野市東原
白浜川町大手 白浜川町港 星見市旭台 星見市城下 星見市桜並木
""")
#: A word that no real register would hold, and what such a firm does.
_ODD_WORDS = words("""
試験堂 見本屋 架空舎 仮名工 つくり話 ためし書 そらごと まぼろし 空想館
例題社 夢見坂 雲上 かすみ亭 影絵 作例
""")
_FIRM_STEMS = words("""
あおば 若葉 みなと さくら 大和川 ひかり 三つ葉 東雲 朝日野 緑風 花園
すみれ 北斗 七星 富士見 白樺 月見 青空 若竹 桜台 松風 千鳥 明石原 高砂
竹の子 小春 山鳩 川瀬
""")
TRADES = words("""
製造業 建設業 設計事務所 運送業 卸売業 学習塾 会計事務所 不動産業 印刷業
飲食業 介護事業 歯科医院
""")
_DECADES = tuple(_WOMEN)


def _pairs(text: str) -> list[tuple[str, str]]:
    cells = text.replace("\n", "|").split("|")
    return [(name, kana) for name, kana in (cell.split() for cell in cells if cell.strip())]


SURNAMES = _pairs(_SURNAMES)
GIVEN = {
    (sex, decade): _pairs(names)
    for sex, table in (("女", _WOMEN), ("男", _MEN))
    for decade, names in table.items()
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    surname: str
    given: str
    kana: str
    sex: str
    birthday: dt.date

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given}"


class Town:
    """Hands out people, phones and firms, no full name or number twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._names: set[str] = set()
        self._numbers: set[str] = set()

    def person(
        self, sex: str = "", born: tuple[int, int] = (1945, 2008), surname: str = ""
    ) -> Person:
        """A new person; ``surname`` for the second member of a family."""
        while True:
            family = self._surname(surname)
            chosen_sex = sex or self.rng.choice("女男")
            birthday = self.birthday(*born)
            decade = min(max(birthday.year // 10 * 10, _DECADES[0]), _DECADES[-1])
            given, kana = self.rng.choice(GIVEN[chosen_sex, decade])
            if f"{family[0]} {given}" not in self._names:
                self._names.add(f"{family[0]} {given}")
                return Person(family[0], given, f"{family[1]} {kana}", chosen_sex, birthday)

    def birthday(self, first: int, last: int) -> dt.date:
        start = dt.date(first, 1, 1)
        days = (dt.date(last, 12, 31) - start).days
        return start + dt.timedelta(days=self.rng.randint(0, days))

    def mobile(self) -> str:
        return self._number("090-0{:03d}-{:04d}")

    def landline(self) -> str:
        return self._number("03-1{:03d}-{:04d}")

    def address(self) -> str:
        rng = self.rng
        return f"{rng.choice(TOWNS)}{rng.randint(1, 5)}-{rng.randint(1, 28)}-{rng.randint(1, 20)}"

    def postal(self) -> str:
        return f"000-00{self.rng.randint(0, 99):02d}"

    def firm(self) -> str:
        """A company name such as 若葉試験堂株式会社."""
        rng = self.rng
        while True:
            core = rng.choice(_FIRM_STEMS) + rng.choice(_ODD_WORDS)
            name = rng.choice(("株式会社{}", "{}株式会社", "有限会社{}", "{}合同会社")).format(
                core
            )
            if core not in self._names:
                self._names.add(core)
                return name

    def _surname(self, wanted: str) -> tuple[str, str]:
        if not wanted:
            return self.rng.choice(SURNAMES)
        return next(pair for pair in SURNAMES if pair[0] == wanted)

    def _number(self, pattern: str) -> str:
        while True:
            number = pattern.format(self.rng.randint(0, 999), self.rng.randint(0, 9999))
            if number not in self._numbers:
                self._numbers.add(number)
                return number


def mail(word: str, number: int) -> str:
    """An address that no server answers for."""
    return f"{word}{number}@example.jp"
