"""Sentences fill their gaps, know what they need, and cannot be made to do harm."""

import pytest

from conversations.templates import Missing, TemplateError, compile_template


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("こんにちは", "こんにちは"),
        ("{{ name }}、{{product}}は？", "佐藤様、美容液は？"),
        ("{{ gone | default('なし') }}", "なし"),
        ("{% if n > 1 %}たくさん{% else %}少し{% endif %}", "たくさん"),
        ("{{ facts.skin | default('お肌') }}", "乾燥肌"),
        ("{{ facts.gone | default('お肌') }}", "お肌"),
        ("{{ name | upper }}{{ n }}", "佐藤様2"),
        ("50% { } 引き", "50% { } 引き"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_a_sentence_is_filled(source, said):
    scope = {"name": "佐藤様", "product": "美容液", "n": 2, "facts": {"skin": "乾燥肌"}}
    assert compile_template(source).render(scope) == said


@pytest.mark.parametrize("source", ["{{ gone }}", "{{ gone.x }}さん", "{{ n + 'x' }}", "{{ facts.gone }}"])
def test_a_value_that_is_missing_is_missing_and_nothing_else(source):
    with pytest.raises(Missing):
        compile_template(source).render({"n": 1, "facts": {}})


def test_the_quick_way_and_jinja_say_the_same():
    scope = {"a": "A", "b": 3, "c": True, "d": 1.5}
    quick = compile_template("x{{ a }}y{{b}}z{{ c }}{{ d }}")
    assert quick.jinja is None
    assert quick.render(scope) == compile_template("x{{ a }}y{{ b | default('') }}z{{ c }}{{ d }}").render(
        scope
    )


def test_a_template_knows_what_it_reads_and_what_it_needs():
    template = compile_template(
        "{{ a }}{{ b | default(c) }}{% if d is defined %}{{ d }}{% endif %}{{ facts.e }}"
    )
    assert template.names == {"a", "b", "c", "d", "facts.e"}
    assert template.needs == {"a", "c", "facts.e"}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{{ name", "template_open"),
        ("{{ name ! }}", "template_syntax"),
        ("{% for i in range(9) %}{% endfor %}", "template_forbidden"),
        ("{{ 'x' * 999999999 }}", "template_forbidden"),
        ("{{ name.__class__ }}", "template_forbidden"),
        ("{{ name.upper() }}", "template_forbidden"),
        ("{{ name | pprint }}", "template_filter"),
        ("{% macro x() %}{% endmacro %}", "template_forbidden"),
        ("{% set x = 1 %}", "template_forbidden"),
        ("{% include 'x' %}", "template_forbidden"),
        ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "template_long"),
        ("{{ a }}" + "長" * 5000, "template_long"),
        ("{{ 1 | round(90000000, 'floor') }}", "template_filter"),  # 10⁹⁰⁰⁰⁰⁰⁰⁰, computed while compiling
        ("{{ 1 | round(precision=90000000, method='ceil') }}", "template_filter"),
        ("{{ 1 | round(n) }}", "template_filter"),
        ("{{ " + "9" * 4900 + " }}", "template_long"),
    ],
)
def test_what_could_harm_is_refused_when_the_script_is_loaded(source, code):
    with pytest.raises(TemplateError) as refused:
        compile_template(source)
    assert refused.value.code == code


def test_rounding_to_a_few_digits_is_allowed():
    assert compile_template("{{ n | round(1) }}/{{ n | round }}").render({"n": 2.345}) == "2.3/2.0"
