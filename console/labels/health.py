"""Bodily complaints: what is asked about them, and the words of the answers."""

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "health_question": {
        "ongoing": "いまも続いていますか",
        "stopped": "お使いをやめましたか",
        "doctor": "受診されましたか",
        "weight": "重さ",
        "duty": "国への報告",
    },
    "health_symptoms": {
        "itching": "かゆみ",
        "stinging": "ヒリヒリ",
        "redness": "赤み",
        "swelling": "腫れ",
        "rash": "発疹・湿疹",
        "hives": "じんましん",
        "blisters": "水ぶくれ",
        "peeling": "皮むけ",
        "dryness": "ひどい乾燥",
        "eye": "目の症状",
        "stomach": "おなかの症状",
        "breathing": "息苦しさ",
        "other": "そのほか",
    },
    "health_sites": {
        "face": "顔",
        "around_eyes": "目のまわり",
        "lips": "口もと",
        "neck": "首",
        "hands": "手",
        "body": "体",
        "head": "頭皮・髪",
        "inside": "体の中",
        "other": "そのほか",
    },
    "health_ongoing": {"": "未確認", "yes": "続いている", "no": "おさまった"},
    "health_stopped": {"": "未確認", "yes": "やめた", "no": "使っている"},
    "health_doctor": {"": "未確認", "no": "していない", "means_to": "する予定", "went": "した"},
    "health_weight": {"": "わからない", "light": "軽い", "serious": "重い（入院・後遺症など）"},
    "health_duty": {"": "まだ判断していない", "yes": "必要", "no": "対象ではない"},
}
