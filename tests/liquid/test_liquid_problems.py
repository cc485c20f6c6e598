"""What is said of bodies, and what stops those that would not end."""

from __future__ import annotations

import pickle
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from blogbuild.markup.liquid import render_liquid
from liquid_site import BODY_LINE, SITE, document, problems_of, text_of, with_partials


@pytest.mark.parametrize(
    "body", ["", "글 {a} % }", "{% raw %}{{ a }}{% endraw %}", "{{ site.title }}", "{% if page.missing %}{% endif %}"]
)
def test_nothing_is_said_of_what_is_right(body: str) -> None:
    assert problems_of(body) == ()


def test_outputs_that_are_hardly_meant_share_one_warning() -> None:
    (problem,) = problems_of("\n${{ secrets.A }}\n{{ #b }}\n{{ c ? d : e }}")

    assert not problem.fatal
    assert problem.place.line == BODY_LINE + 1
    assert "(and 2 more)" in problem.what
    assert "{% raw %}" in problem.mend


def test_an_unknown_tag_is_told_once() -> None:
    (problem,) = problems_of("\n\n{% hightlight x %}{% endhightlight %}{% hightlight y %}")

    assert problem.place.line == BODY_LINE + 2
    assert "{% hightlight %}" in problem.what
    assert 'did you mean "highlight"?' in problem.mend


def test_an_unknown_filter_is_told_once() -> None:
    (problem,) = problems_of("{% for i in (1..3) %}{{ i | upcas }}{% endfor %}")

    assert problem.mend == 'did you mean "upcase"?'


def test_a_missing_include_is_told_with_the_near_name() -> None:
    (problem,) = problems_of("{% include noet.html %} {{ site.baseurl }}")

    assert "content/_includes/noet.html" in problem.what
    assert problem.mend == 'did you mean "note.html"?'
    assert text_of("{% include noet.html %} {{ site.baseurl }}") == "{% include noet.html %} /blog"


def test_a_problem_in_an_include_names_its_file() -> None:
    (problem,) = problems_of("\n\n{% include bad.html %}")

    assert str(problem.place) == "content/_includes/bad.html:2"


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for i in (1..1000000000) %}a{% endfor %}",
        "{% for i in (1..300) %}{% for j in (1..300) %}{% for k in (1..300) %}a{% endfor %}{% endfor %}{% endfor %}",
        "{% include loop.html %}",
        "{% assign a = 'aaaaaaaa' %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}",
        "{% assign a = 'aaaaaaaa' %}{% for i in (1..99) %}{% assign a = a | replace: 'a', a %}{% endfor %}",
        "{% assign a = 9 %}{% for i in (1..99) %}{% assign a = a | times: a %}{% endfor %}",
        "{% assign a = (1..99999999) | join %}",
        "{% if true %}" * 99 + "{% endif %}" * 99,
        "{% if true %}" * 50 + ("{% elsif " + "9" * 5000 + " %}{% endif %}") * 50,
        "{% assign a = '" + "a" * 99_999 + "' %}{% for i in (1..9999) %}{{ a }}{% endfor %}",
    ],
)
def test_a_bomb_ends_in_an_error(bomb: str) -> None:
    text, problems = render_liquid(document(bomb), SITE)

    (problem,) = (problem for problem in problems if problem.fatal)
    assert problem.place.line == BODY_LINE
    assert text == bomb


def test_includes_that_multiply_end_in_an_error() -> None:
    layers = {f"a{depth}": f"{{% include a{depth + 1}.html %}}" * 9 for depth in range(9)} | {"a9": "{{ 1 }}"}

    (problem,) = problems_of("{% include a0.html %}", with_partials(**layers))

    assert problem.fatal


def test_render_with_liquid_turns_it_off() -> None:
    asked = document("{{ site.title }}")
    off = replace(asked, meta=replace(asked.meta, extra={"render_with_liquid": False}))

    assert render_liquid(off, SITE) == ("{{ site.title }}", ())


def test_a_body_without_liquid_does_not_import_the_library() -> None:
    code = (
        "import sys; from types import SimpleNamespace as N; from blogbuild.markup.liquid import render_liquid as r;"
        "assert r(N(body='글 {a} %}'), None) == ('글 {a} %}', ()); assert 'liquid' not in sys.modules"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert done.stderr == ""


def test_a_body_that_asks_for_a_setting_makes_no_posts() -> None:
    class Posts(tuple[SimpleNamespace, ...]):
        __slots__ = ()

        def __iter__(self) -> None:  # type: ignore[override] # whoever goes through the posts fails
            raise AssertionError("the posts were gone through")

    site = replace(SITE, posts=Posts())  # likewise

    assert text_of("{{ site.baseurl }}{{ page.title }}", site) == "/blog두 번째 글"


def test_a_post_is_not_related_to_itself() -> None:
    assert text_of("{{ site.related_posts | map: 'title' | join: ' ' }}") == "Third First"


def test_the_site_goes_to_other_processes() -> None:
    assert text_of("{{ site.posts[1].title }}", pickle.loads(pickle.dumps(SITE))) == "Second"  # noqa: S301 - our own


_WORDS = st.sampled_from(
    (
        "{{ }} {{- -}} {% %} {%- -%} if unless case when else endif endcase for in endfor (1..3) site.posts page.title "
        "| upcase date: where: sort , : == contains and or assign a = capture endcapture include note.html text='a' "
        "post_url link highlight endhighlight raw endraw comment endcomment cycle tablerow endtablerow break details "
        "enddetails tabs endtabs gist 한글 ${{ .x [0] [a] limit:2 nil -1 1.5 'x' \" '"
    ).split()
)


@given(st.lists(_WORDS, max_size=25).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_no_body_raises(body: str) -> None:
    render_liquid(document(body), SITE)
