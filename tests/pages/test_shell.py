"""The shell: Streamlit's fixed words in Japanese, our script, the config it all stands on."""

from __future__ import annotations

import gc
import re
import tomllib
from pathlib import Path

import pytest
from streamlit import file_util

from pages._ui.script import csp_hash, shell_script, streamlit_words
from tests.pages.run import ROOT, open_page, said

WORDS = streamlit_words()


@pytest.fixture(scope="module")
def bundle() -> str:
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.js")))


@pytest.mark.parametrize("english", sorted(WORDS["exact"]))
def test_a_word_we_translate_still_occurs_in_streamlits_bundle(bundle, english):
    assert re.search(rf"[`\"']{re.escape(english)}[`\"']", bundle), english


@pytest.mark.parametrize("english", WORDS["sources"])
def test_a_pattern_we_translate_still_has_its_source_in_the_bundle(bundle, english):
    assert english in bundle


def test_every_pattern_is_a_regular_expression_and_has_a_source():
    for pattern, _japanese in WORDS["patterns"]:
        re.compile(pattern)
        assert any(part.strip() in pattern.replace("\\", "") for part in WORDS["sources"])


def test_the_script_is_constant_and_survives_streamlits_sanitiser():
    script = shell_script()
    assert "/*WORDS*/" not in script
    assert "ファイルを選ぶ" in script
    # DOMPurify drops a script in which "<" begins something that looks like a tag.
    assert not re.search(r"<[/\w!]", script)
    assert csp_hash(script).startswith("'sha256-")
    assert script == script.strip()


def test_the_config_keeps_everything_on_this_computer():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert config["server"]["showEmailPrompt"] is False
    assert config["server"]["maxUploadSize"] == 200
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["disableDataExport"] is True
    for face in config["theme"]["fontFaces"]:
        assert (ROOT / face["url"].removeprefix("app/")).stat().st_size > 1_000_000
    assert (ROOT / "static" / "fonts" / "OFL.txt").exists()


def test_the_sidebar_names_the_pages_the_business_and_the_day(shown):
    at = open_page()
    assert "ヘアサロンつばめ" in said(at)
    assert [link.value for link in at.sidebar.page_link][:2] == ["今週の見直し", "今週かける人"]


def test_the_collector_that_runs_after_every_page_passes_over_what_is_loaded_for_good(shown):
    found = []
    for _page in range(2):  # at every twentieth slow collection all is looked through once
        open_page()
        found.append(gc.get_freeze_count())
    assert max(found) > 100_000


def test_switching_the_language_switches_everything_at_once(ledger):
    at = open_page()
    at.button_group(key="language_ja").set_value("en").run()
    assert at.title[0].value == "This week's review"
    assert at.sidebar.page_link[1].value == "Whom to call this week"
    at.button_group(key="language_en").set_value("ja").run()
    assert at.title[0].value == "今週の見直し"
