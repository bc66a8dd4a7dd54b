"""Folders of files become scripts and journeys by id; called scripts are put in; wrong files are reported."""

import json

import pytest

from conversations.library import BUILT_IN, digest, load_files, load_library, to_json
from conversations.schema_files import FOLDER, make_schemas
from conversations.script import Script

HELLO = "id: hello\ntitle: t\npurpose: welcome\nsteps:\n  - say: やあ\n"


def _write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_what_is_shipped_has_no_problem():
    library = load_library()
    assert [p.show("en") for p in library.problems] == []
    assert all(j.touchpoints for j in library.journeys.values())


def test_a_folder_adds_and_overrides(tmp_path):
    shipped = load_library()
    _write(tmp_path, hello=HELLO, own=HELLO.replace("hello", "own"))
    library = load_library(tmp_path)
    assert set(library.scripts) == set(shipped.scripts) | {"hello", "own"}
    assert library.files["script/own"] == "own.yaml"


def test_a_broken_file_is_reported_and_the_rest_is_loaded(tmp_path):
    _write(tmp_path, a=HELLO, b="id: [\n", c=HELLO.replace("say", "sai").replace("hello", "c"))
    library = load_files(sorted(tmp_path.glob("*.yaml")))
    assert set(library.scripts) == {"hello"}
    assert [(p.file, p.problem.code) for p in library.problems] == [
        ("b.yaml", "yaml_bracket_open"),
        ("c.yaml", "unknown_step"),
    ]
    assert library.problems[0].show("en").startswith("b.yaml: line ")


def test_files_that_cannot_be_read_are_reported(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.yaml").write_bytes(b"\xef\xbb\xbf" + HELLO.encode())
    library = load_files([tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "gone.yaml"])
    assert {p.problem.code for p in library.problems} == {"not_text", "unreadable"}
    assert set(library.scripts) == {"hello"}
    assert [p.problem.code for p in load_library(tmp_path / "nowhere").problems] == ["no_folder"]


def test_called_scripts_are_put_in_deeply(tmp_path):
    call = "id: {}\ntitle: t\npurpose: welcome\nsteps:\n  - call: {}\n"
    _write(tmp_path, a=call.format("a", "b"), b=call.format("b", "hello"), c=HELLO)
    library = load_files(sorted(tmp_path.glob("*.yaml")))
    assert library.problems == ()
    assert set(library.scripts["a"].parts) == {"b", "hello"}
    assert [path for path, _ in library.scripts["a"].walk()] == ["b", "b/hello", "b/hello/say-1"]


@pytest.mark.parametrize(
    ("to", "code"), [("a", "call_cycle"), ("b", "call_cycle"), ("gone", "unknown_script")]
)
def test_a_ring_of_calls_and_an_unknown_script_are_refused(tmp_path, to, code):
    call = "id: {}\ntitle: t\npurpose: welcome\nsteps:\n  - call: {}\n"
    _write(tmp_path, a=call.format("a", "b"), b=call.format("b", to))
    library = load_files(sorted(tmp_path.glob("*.yaml")))
    assert code in {p.problem.code for p in library.problems}


def test_an_answer_of_a_called_script_is_a_known_name(small_scripts):
    assert small_scripts["small-checkin"].parts["small-feeling"].id == "small-feeling"


def test_the_digest_follows_the_words_not_the_layout(small_scripts):
    script = small_scripts["small-checkin"]
    again = Script.model_validate_json(to_json(script))
    assert again == script
    assert digest(again) == digest(script)
    assert digest(script.model_copy(update={"title": "別の題"})) != digest(script)


def test_the_committed_schemas_are_those_of_the_models():
    for name, text in make_schemas().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, "run python -m conversations.schema_files"
        assert json.loads(text)["additionalProperties"] is False


def test_the_schemas_accept_what_is_shipped(tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    from conversations.yaml_tree import read_tree

    for kind in ("script", "journey"):
        schema = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
        for path in sorted((BUILT_IN / f"{kind}s").glob("*.yaml")):
            tree = read_tree(path.read_text(encoding="utf-8"))
            errors = [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(tree.values)]
            assert errors == [], path.name
