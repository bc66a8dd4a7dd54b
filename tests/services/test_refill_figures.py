"""How good forecasts were: medians and shares, the same on both databases."""

from datetime import timedelta
from statistics import median

from models.database import Database
from models.refill import RefillForecast
from services.figures import Filters
from services.refill_figures import Foreseen, foreseen
from tests.services.ledger import ASKED, Ledger, open_ledger

DAY = timedelta(days=1)


def forecast(ledger: Ledger, sku: str, off: float | None, fixed: float | None, last: float | None) -> None:
    """Foreseen for day 30; bought `off` days later, or not yet; two other rules were wrong by so many."""
    purchase = ledger.purchase(ledger.customer(), sku)
    end = ASKED + 30 * DAY
    came = None if off is None else end + off * DAY
    ledger.add(
        RefillForecast(
            channel_id=ledger.shop.channel_id, purchase_id=purchase.id, sku=sku, made_at=ASKED,
            starts_at=ASKED, runs_out_at=end, earliest_at=end - 5 * DAY, latest_at=end + 5 * DAY,
            bought_again_at=came, fixed_at=None if fixed is None or came is None else came + fixed * DAY,
            last_at=None if last is None or came is None else came - last * DAY,
        )
    )  # fmt: skip


def test_errors_are_medians_of_days_by_product_and_of_all_together(database: Database) -> None:
    ledger = open_ledger(database)
    serum = [(1.0, 2.0, 7.0), (-4.0, 6.0, 1.0), (9.0, 3.0, 2.0), (2.5, 8.0, 4.0)]
    for one in (*serum, (3.0, None, 1.0), (None, None, None)):
        forecast(ledger, "SER-30", *one)
    forecast(ledger, "TON-150", 7.0, 1.0, 5.0)
    filters = Filters(ledger.shop.channel_id, ASKED.date(), (ASKED + 60 * DAY).date())
    with database.read() as session:
        found = foreseen(session, ledger.shop, filters)
        (only,) = foreseen(session, ledger.shop, Filters(1, filters.since, filters.until, "TON-150"))
        earlier = Filters(ledger.shop.channel_id, filters.since, (ASKED + 10 * DAY).date())
        unsettled = foreseen(session, ledger.shop, earlier)
    whole = [*serum, (7.0, 1.0, 5.0)]

    def middle(rows: list[tuple[float, float, float]]) -> list[float]:
        return [round(median(abs(row[place]) for row in rows), 1) for place in range(3)]

    assert found == [
        Foreseen("SER-30", 6, 5, *middle(serum), 3 / 4),
        Foreseen("TON-150", 1, 1, 7.0, 1.0, 5.0, 0.0),
        Foreseen("", 7, 6, *middle(whole), 3 / 5),
    ]
    assert only == found[1]
    assert [(one.sku, one.made, one.settled, one.ours, one.inside) for one in unsettled] == [
        ("SER-30", 6, 0, None, None), ("TON-150", 1, 0, None, None), ("", 7, 0, None, None),
    ]  # fmt: skip
