"""Whatever a configuration holds, site.toml can be read and holds it."""

from hypothesis import given
from hypothesis import strategies as st

from blogbuild.config import Value, parse_config
from blogbuild.importers.jekyll.setting import Setting, plain, settings_text
from blogbuild.schema import freeze

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
SCALARS: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3).map(tuple), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=3))
def test_variables_come_back_as_they_were(values: dict[str, Value]) -> None:
    settings = [Setting(name=f"variables.{name}", value=value) for name, value in values.items()]

    config = parse_config(settings_text(settings, "_config.yml"))

    assert config.variables == freeze(plain(values))


@given(st.dictionaries(TEXTS, VALUES, max_size=3))
def test_defaults_come_back_as_they_were(values: dict[str, Value]) -> None:
    entry: dict[str, Value] = {"scope": {"path": "_posts", "type": "posts"}, "values": values}

    config = parse_config(settings_text([Setting(name="defaults", value=(entry, entry))], "_config.yml"))

    assert [defaults.values for defaults in config.defaults] == [freeze(plain(values))] * 2


@given(TEXTS)
def test_a_note_is_a_comment_whatever_it_says(note: str) -> None:
    settings = [Setting(name="title", value="차", note=note), Setting(name="comments", note=note)]

    assert parse_config(settings_text(settings, "_config.yml")).title == "차"
