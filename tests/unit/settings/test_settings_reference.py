"""The settings' reference page is the code's word."""

from pathlib import Path

from harken.settings import Settings, variable
from harken.settings_reference import render_settings_reference

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def test_the_committed_page_is_what_the_code_generates() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_settings_reference()


def test_every_field_has_a_row_and_a_description() -> None:
    page = render_settings_reference()
    assert all(f"| `{variable(name)}` |" in page for name in Settings.model_fields)
    assert all(field.description for field in Settings.model_fields.values())
