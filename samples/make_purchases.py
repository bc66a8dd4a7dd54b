"""Makes purchases.csv: 60 days of a small cosmetics shop that does not exist. Same seed, same file.

    python samples/make_purchases.py

People, products and addresses are invented: telephone numbers begin with 090-0000, which no company was
ever given, and mail addresses end in example.jp or example.com.
"""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

SEED = 1120
ORDERS = 240
LAST_DAY = datetime(2026, 11, 20)  # noqa: DTZ001 - the shop's wall clock
DAYS = 60
TARGET = Path(__file__).with_name("purchases.csv")

# code, name, category, price, how often bought
PRODUCTS = [
    ("HS-TON-150", "朝つゆ 化粧水 150ml", "skincare", 3520, 9),
    ("HS-SER-030", "月しずく うるおい美容液 30ml", "skincare", 6380, 8),
    ("HS-EML-120", "白木蓮 乳液 120ml", "skincare", 3960, 5),
    ("HS-CRM-040", "白木蓮 ナイトクリーム 40g", "skincare", 5280, 4),
    ("HS-WSH-100", "米ぬか 泡洗顔 100g", "skincare", 2420, 6),
    ("HS-CLN-180", "よもぎ クレンジングミルク 180ml", "skincare", 2970, 4),
    ("HS-SUN-050", "すずらん 日やけ止めミルク 50ml", "skincare", 2640, 2),
    ("HS-MSK-005", "蓮の実 保湿マスク 5枚入", "skincare", 1980, 4),
    ("HS-OIL-060", "椿のしずく ヘアオイル 60ml", "haircare", 3080, 4),
    ("HS-SHP-300", "桑の葉 シャンプー 300ml", "haircare", 2860, 3),
    ("HS-HND-050", "柚子香 ハンドクリーム 50g", "bodycare", 1540, 5),
    ("HS-SET-TRY", "はじめての花しずく 7日間お試しセット", "skincare", 1650, 7),
]
FAMILY = [
    "青空", "若葉", "小春", "白雲", "桜坂", "森川", "雪村", "月岡", "花村", "星野", "水沢", "朝比奈",
    "夏目", "秋庭", "冬木", "早瀬", "藤枝", "柏木", "緑川", "蓮見", "笹原", "椿", "楓", "桐生", "霧島",
]  # fmt: skip
GIVEN = [
    "花子", "ひなた", "さくら", "美咲", "陽菜", "結衣", "あかり", "千夏", "楓", "真央", "七海", "凛",
    "琴音", "詩織", "奈緒", "由美", "恵子", "洋子", "直樹", "健太", "翔", "悠人", "誠",
]  # fmt: skip
HEADER = [
    "注文番号", "注文日時", "状態", "商品コード", "商品名", "カテゴリ", "数量", "単価", "お名前", "電話番号",
    "メールアドレス", "お届け予定日", "発送日", "配達日",
]  # fmt: skip


def customers(chance: random.Random) -> list[tuple[str, str, str]]:
    """Name, telephone number, mail address; some buy more than once."""
    names = chance.sample([f"{family} {given}" for family in FAMILY for given in GIVEN], 185)
    return [
        (name, f"090-0000-{number:04d}", f"kyaku{number:04d}@example.{chance.choice(['jp', 'jp', 'com'])}")
        for name, number in zip(names, chance.sample(range(1000, 9999), len(names)), strict=True)
    ]


def ordered_at(chance: random.Random) -> datetime:
    """Evenings are busy, nights are not."""
    hours = [1, 0, 0, 0, 0, 0, 1, 3, 4, 4, 5, 5, 7, 5, 4, 4, 4, 5, 6, 8, 11, 13, 10, 5]
    day = LAST_DAY - timedelta(days=chance.randrange(DAYS))
    return day.replace(hour=chance.choices(range(24), hours)[0], minute=chance.randrange(60))


def basket(chance: random.Random) -> list[tuple[tuple[str, str, str, int, int], int]]:
    count = chance.choices([1, 2, 3], [66, 24, 10])[0]
    chosen: list[tuple[str, str, str, int, int]] = []
    while len(chosen) < count:
        product = chance.choices(PRODUCTS, [product[4] for product in PRODUCTS])[0]
        if product not in chosen:
            chosen.append(product)
    return [(product, chance.choices([1, 2, 3], [85, 12, 3])[0]) for product in chosen]


def way(chance: random.Random, bought: datetime) -> tuple[str, str, str, str]:
    """State, expected day, shipped, delivered; what lies after the last day has not happened yet."""
    until = LAST_DAY.replace(hour=23, minute=59)
    expected = bought + timedelta(days=chance.choice([3, 3, 4, 5]))
    if chance.random() < 0.035:
        return "キャンセル", f"{expected:%Y/%m/%d}", "", ""
    shipped = (bought + timedelta(days=chance.choice([1, 1, 1, 2]))).replace(
        hour=chance.randrange(14, 18), minute=chance.choice([0, 10, 20, 30, 40, 50])
    )
    # Most parcels come in time; a few are early, a few late, and some of those very late.
    late = chance.choices([-1, 0, 1, 2, 5], [8, 78, 8, 4, 2])[0]
    delivered = (expected + timedelta(days=late)).replace(
        hour=chance.randrange(9, 21), minute=chance.randrange(60)
    )
    delivered = max(delivered, shipped + timedelta(hours=18))
    state = "受付済み"
    if shipped <= until:
        state = "発送済み"
    if delivered <= until:
        state = "返品" if chance.random() < 0.03 else "配達完了"
    return (
        state,
        f"{expected:%Y/%m/%d}",
        f"{shipped:%Y/%m/%d %H:%M}" if shipped <= until else "",
        f"{delivered:%Y/%m/%d %H:%M}" if delivered <= until else "",
    )


def rows(chance: random.Random) -> list[list[str | int]]:
    people = customers(chance)
    moments = sorted(ordered_at(chance) for _ in range(ORDERS))
    table: list[list[str | int]] = []
    for number, bought in enumerate(moments, start=1):
        name, phone, email = people[int(len(people) * chance.random() ** 1.15)]
        state, expected, shipped, delivered = way(chance, bought)
        for (code, title, category, price, _), quantity in basket(chance):
            order = [f"HS-{bought:%y%m}-{number:04d}", f"{bought:%Y/%m/%d %H:%M}", state]
            item: list[str | int] = [code, title, category, quantity, price]
            table.append([*order, *item, name, phone, email, expected, shipped, delivered])
    return table


def main() -> None:
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    with TARGET.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(chance))


if __name__ == "__main__":
    main()
