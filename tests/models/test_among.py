"""«One of these»: the same rows on both databases; on PostgreSQL one statement, however many they are."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, event, insert, select, text

from models.among import among, pair_among
from models.database import Database

_T = Table("among_these", MetaData(), Column("id", BigInteger, primary_key=True), Column("word", Text))
ROWS = [(1, "a"), (2, "b"), (3, "c\"},['%s"), (2**40, "ん")]


@pytest.fixture
def filled(database: Database) -> Iterator[Database]:
    _T.create(database.engine)
    with database.engine.begin() as connection:
        connection.execute(insert(_T), [{"id": n, "word": word} for n, word in ROWS])
    yield database
    _T.drop(database.engine)


@pytest.mark.parametrize("ids", [[], [2], [1, 3], [3, 3, 99, 2**40]])
def test_ids_that_are_given_are_found_and_no_others(filled: Database, ids: list[int]) -> None:
    query = select(_T.c.id).where(among(_T.c.id, "ids")).order_by(_T.c.id)
    with filled.read() as session:
        found = list(session.scalars(query, {"ids": ids}))
    assert found == sorted(set(ids) - {99})


@pytest.mark.parametrize("pairs", [[], [(1, "a")], [(1, "b"), (2, "b")], [ROWS[2], ROWS[3], (9, "a")]])
def test_pairs_match_in_both_or_not_at_all(filled: Database, pairs: list[tuple[int, str]]) -> None:
    query = select(_T.c.id, _T.c.word).where(pair_among(_T.c.id, _T.c.word, "pairs")).order_by(_T.c.id)
    with filled.read() as session:
        found = [tuple(row) for row in session.execute(query, {"pairs": pairs})]
    assert found == [row for row in ROWS if row in pairs]


def test_on_postgresql_the_statement_reads_the_same_however_many_are_asked_for(filled: Database) -> None:
    said: set[str] = set()

    def note(_c: object, _cu: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            said.add(statement)

    both = among(_T.c.id, "ids") & pair_among(_T.c.id, _T.c.word, "pairs")
    query = select(_T.c.id).where(both)
    event.listen(filled.engine, "before_cursor_execute", note)
    try:
        with filled.read() as session:
            for many in (1, 2, 4):
                found = session.scalars(query, {"ids": [n for n, _ in ROWS[:many]], "pairs": ROWS})
                assert len(list(found)) == many
    finally:
        event.remove(filled.engine, "before_cursor_execute", note)
    assert len(said) == (3 if filled.is_sqlite else 1)


def test_words_travel_as_one_value_too(filled: Database) -> None:
    query = select(_T.c.id).where(among(_T.c.word, "words")).order_by(_T.c.id)
    with filled.read() as session:
        words = [word for _, word in ROWS[:2]]
        assert list(session.scalars(query, {"words": words})) == [n for n, word in ROWS if word in words]
        assert list(session.scalars(query, {"words": []})) == []


def test_an_index_serves_it(filled: Database) -> None:
    query = select(_T.c.id).where(among(_T.c.id, "ids"), _T.c.word != "")
    explained: list[str] = []

    def explain(_c: object, cursor: Any, statement: str, given: Any, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if filled.is_sqlite else ''}{statement}", given)
            explained.append(str(cursor.fetchall()))

    with filled.stream() as session:
        if not filled.is_sqlite:  # a table this small is read whole, unless that is forbidden
            session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(filled.engine, "before_cursor_execute", explain)
        try:
            assert sorted(session.scalars(query, {"ids": [1, 2]})) == [1, 2]
        finally:
            event.remove(filled.engine, "before_cursor_execute", explain)
    (plan,) = explained
    assert ("SEARCH" if filled.is_sqlite else "Index") in plan
