"""Whatever a configuration says, the site that comes of it can be built."""

from hypothesis import given
from hypothesis import strategies as st

from blogbuild.config import parse_config, setting_names
from blogbuild.importers.jekyll.setting import Setting, settings_text
from blogbuild.importers.jekyll.soundness import sound

NAMES = sorted({*setting_names(), "menu", "defaults", "redirects", "variables.a"})
VALUES = st.one_of(st.booleans(), st.integers(-3, 3), st.text(st.characters(codec="utf-8"), max_size=8), st.just("/a/"))
SETTINGS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)


def test_what_can_be_held_stays_as_it_is() -> None:
    settings = (Setting(name="title", value="차"), Setting(name="pagination.per_page", value=5))

    assert sound(settings) == settings


def test_a_setting_that_would_be_refused_leaves_a_note() -> None:
    settings = (
        Setting(name="title", value="차"),
        Setting(name="base_path", value="https://me.github.io"),
        Setting(name="author.name", value="모은결"),
    )

    text = settings_text(sound(settings), "_config.yml")

    assert parse_config(text).title == "차"
    assert parse_config(text).author.name == "모은결"
    assert "# base_path was https://me.github.io, and is left out: " in text


def test_the_others_of_its_section_stay() -> None:
    settings = (Setting(name="pagination.per_page", value=5), Setting(name="pagination.path", value=7))

    assert parse_config(settings_text(sound(settings), "")).pagination.per_page == 5


@given(SETTINGS)
def test_site_toml_can_always_be_read(values: dict[str, bool | int | str]) -> None:
    settings = [Setting(name=name, value=value) for name, value in values.items()]

    parse_config(settings_text(sound(settings), "_config.yml"))
