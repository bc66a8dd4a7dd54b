"""Conditions compute what they say, refuse what they should, and never raise at run time."""

import time

import pytest

from conversations.expressions import ExpressionError, check_expression, compile_expression


@pytest.mark.parametrize(
    ("source", "scope", "expected"),
    [
        ("used == 'yes'", {"used": "yes"}, True),
        ("used == 'yes'", {"used": None}, False),
        ("scores.result <= 2", {"scores": {"result": 2}}, True),
        ("scores.result <= 2", {"scores": {}}, False),
        ("n > 3", {"n": 3.5}, True),
        ("length(t) == 3", {"t": "日本語"}, True),
        ("'a' in list", {"list": ["a"]}, True),
        ("facts.kind == 'x' || n == 1", {"facts": {}, "n": 1}, True),
        ("t.matches('^[0-9]+$')", {"t": "123"}, True),
        ("n", {"n": 1}, False),
    ],
)
def test_a_condition_holds_or_not(source, scope, expected):
    assert compile_expression(source).holds(scope) is expected


@pytest.mark.parametrize("scope", [{}, {"a": None}, {"a": object()}, {"a": 2**80}, {"a": []}])
def test_what_cannot_be_computed_is_none_and_does_not_hold(scope):
    expression = compile_expression("a + 1 > 2")
    assert expression.value(scope) is None
    assert expression.holds(scope) is False


@pytest.mark.parametrize(
    ("source", "code", "word"),
    [
        ("usde == 'yes'", "expression_name", "usde"),
        ("used ==", "expression_syntax", "column 8"),
        ("size(used) > 2", "expression_size", "size"),
        ("open('x')", "expression_function", "open"),
        ("used == '" + "x" * 600 + "'", "expression_long", None),
        ("(" * 30 + "used" + ")" * 30, "expression_nested", None),
        (
            "[1].all(a, [1].all(b, [1].all(c, used == 'x')))",
            "expression_nested",
            None,
        ),
    ],
)
def test_a_condition_is_refused_with_a_code_and_the_word(source, code, word):
    with pytest.raises(ExpressionError) as refused:
        check_expression(source, {"used"})
    assert refused.value.code == code
    assert word is None or refused.value.word == word


def test_a_loop_variable_is_not_an_unknown_name():
    assert check_expression("list.exists(x, x == 'a')", {"list"}).names == {"list"}


def test_the_worst_condition_allowed_is_quick():
    values = "[" + ",".join("1" * 1 for _ in range(100)) + "]"
    source = f"{values}.all(a, {values}.all(b, a == b))"
    begun = time.perf_counter()
    assert compile_expression(source).holds({}) is True
    assert time.perf_counter() - begun < 1


def test_patterns_take_linear_time():
    begun = time.perf_counter()
    compile_expression("value.matches('(a+)+$')").holds({"value": "a" * 4000 + "b"})
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    "loop",
    [
        "[1,1].map(//\nused, [1,1].map(//\nused, [1,1].map(//\nused, 1)))",
        "[1,1].map//)\n(used, [1,1].map // (\n (used, [1,1].map(used, 1)))",
        r"r'\' == '' || [1,1].map(used, [1,1].map(used, [1,1].map(used, 1))) == '' || used == ''",
        "''''''+'\\'' == [1,1].map(used, [1,1].map(used, [1,1].map(used, 1))) + ''",
    ],
)
def test_loops_are_counted_behind_comments_and_raw_strings_too(loop):
    """What hid a loop from the count made a condition of 500 letters run for years."""
    with pytest.raises(ExpressionError) as refused:
        compile_expression(loop)
    assert refused.value.code == "expression_nested"


def test_counting_loops_takes_linear_time():
    begun = time.perf_counter()
    compile_expression("used == 'all" + " // " * 120 + "'")
    assert time.perf_counter() - begun < 1
