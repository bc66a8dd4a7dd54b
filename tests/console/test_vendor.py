"""What is copied from others is what the manifest says, and no page asks anybody else for anything."""

import base64
import hashlib
import json
import re
from pathlib import Path

import console
from tests.console.house import House

FOLDER = Path(console.__file__).parent
STATIC, TEMPLATES = FOLDER / "static", FOLDER / "templates"
SOURCES = [*TEMPLATES.rglob("*.html"), *STATIC.glob("*.js"), *STATIC.glob("*.css")]


def test_the_copied_files_are_those_of_the_manifest() -> None:
    listed = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))
    found = {path.name for path in (STATIC / "vendor").iterdir()} - {"manifest.json"}
    assert {entry["file"] for entry in listed} == found
    for entry in listed:
        content = (STATIC / "vendor" / entry["file"]).read_bytes()
        assert base64.b64encode(hashlib.sha384(content).digest()).decode() == entry["sha384"], entry["file"]


def test_the_versions_are_those_that_npm_would_install() -> None:
    tools = FOLDER.parent / "tools" / "vendor"
    wanted = json.loads((tools / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((tools / "package-lock.json").read_text("utf-8"))["packages"]
    for entry in json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8")):
        package, _, version = entry["from"].rpartition("@")
        assert wanted[package] == version == locked[f"node_modules/{package}"]["version"]
    assert not any("resolved" in package for package in locked.values())


def test_no_template_script_or_style_names_another_place() -> None:
    for path in SOURCES:
        text = path.read_text("utf-8")
        assert not re.search(r"https?:|[\"'(=]//", text), path.name


def test_no_template_has_script_or_style_inside() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"<!--.*?-->|{#.*?#}", "", path.read_text("utf-8"), flags=re.S)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path.name
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, flags=re.S):
            assert 'type="application/json"' in attributes or not body, path.name


def test_every_icon_of_the_pages_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    text += (FOLDER / "menu.py").read_text("utf-8")
    used = set(re.findall(r'\bicon\("([a-z0-9-]+)"', text))
    assert used
    assert used <= sprite


def test_copied_files_are_kept_by_browsers_and_ours_are_asked_about(house: House) -> None:
    browser = house.browser()
    kept = browser.get("/static/vendor/tabler-1.6.1.min.css").headers["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"
    assert browser.get("/static/console.css").headers["Cache-Control"] == "no-cache"
    script = browser.get("/static/vendor/echarts-6.1.0.esm.min.js")
    assert script.mimetype in ("text/javascript", "application/javascript")
