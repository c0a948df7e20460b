"""Names of people for texts in every encoding: common ones, and those that encodings trip over."""

from __future__ import annotations

FAMILY = [
    "佐藤", "鈴木", "髙橋", "田中", "渡邊", "伊藤", "山﨑", "中村", "小林", "加藤",
    "吉田", "齋藤", "能登", "表", "十河", "貼", "噂", "構", "蚕",
]  # fmt: skip
GIVEN = [
    "健一", "花子", "裕子", "太郎", "美咲", "翔太", "さくら", "陽菜", "蓮", "結衣",
    "ソノ", "申", "暴",
]  # fmt: skip
