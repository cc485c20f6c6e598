"""The tags of Jekyll, its plugins and its themes."""

from __future__ import annotations

import pytest

from blogbuild.markup.highlight import code_block
from blogbuild.markup.kramdown import Dialect, Markdown
from liquid_site import SITE, problems_of, text_of, with_partials


def test_highlight_has_the_shape_of_jekyll() -> None:
    text = text_of("{% highlight C++ %}\n\nint a;\n\n{% endhighlight %}")

    assert text.startswith('\n<figure class="highlight"><pre><code class="language-c--" data-lang="c++"><span')
    assert text.endswith("</span></code></pre></figure>\n")


def test_highlight_stands_on_lines_of_its_own_wherever_it_is_written() -> None:
    text = text_of("* 나쁜 예\n  {% highlight text %}a{% endhighlight %} 다음")

    html = Markdown(Dialect(), code_block).render(text).html

    assert "<li>나쁜 예</li>\n</ul>\n\n<figure" in html
    assert "</figure>\n<p>다음</p>" in html


def test_highlight_numbers_lines() -> None:
    text = text_of("{% highlight text linenos %}\na < b\nc\n{% endhighlight %}")

    assert '<table class="rouge-table"><tbody><tr><td class="gutter gl"><pre class="lineno">1\n2\n</pre></td>' in text
    assert '<td class="code"><pre>a &lt; b\nc\n</pre></td></tr></tbody></table></code></pre></figure>' in text


def test_highlight_marks_lines() -> None:
    text = text_of('{% highlight text mark_lines="2" %}\na\nb\n{% endhighlight %}')

    assert 'a\n<span class="hll">b</span></code>' in text


def test_highlight_survives_markdown() -> None:
    text = text_of("앞\n\n{% highlight text %}\n*a*\n\n    # b\n{% endhighlight %}\n\n뒤")

    html = Markdown(Dialect(), code_block).render(text).html

    assert "*a*\n\n    # b</code></pre></figure>" in html
    assert "<p>뒤</p>" in html


@pytest.mark.parametrize(
    "markup",
    [
        'note.html text="a"',
        "note.html text='a'",
        "note.html   text = 'a'",
        "note.html other=1 text=letter",
        "{{ name }} text='a'",
        "{{ name }}.html text='a'",
    ],
)
def test_include_takes_parameters(markup: str) -> None:
    name = "note" if ".html text" in markup and "{{" in markup else "note.html"

    assert text_of(f"{{% assign letter = 'a' %}}{{% assign name = '{name}' %}}{{% include {markup} %}}") == (
        '<p class="note">a</p>'
    )


def test_include_keeps_escaped_quotes() -> None:
    assert text_of(r'{% include note.html text="a \"b\"" %}') == '<p class="note">a "b"</p>'


def test_include_cached_is_an_include() -> None:
    assert text_of("{% include_cached note.html text=page.company %}") == '<p class="note">쪽배물류</p>'


def test_what_an_include_assigns_stays_assigned() -> None:
    assert text_of("{% include set.html %}{{ a }}", with_partials(set="{% assign a = 1 %}")) == "1"


def test_parameters_end_with_their_include() -> None:
    site = with_partials(inner="[{{ include.a }}]", outer="{% include inner.html %}{{ include.a }}")

    assert text_of("{% include outer.html a=1 %}", site) == "[]1"


def test_include_relative_reads_beside_the_post() -> None:
    assert text_of("{% include_relative part.md %}") == "part of 두 번째 글"


@pytest.mark.parametrize("name", ["../about.md", "/etc/passwd", "a/../../x", "./.env", "{{ '..' }}/x"])
@pytest.mark.parametrize("tag", ["include", "include_relative"])
def test_no_include_leaves_its_folder(tag: str, name: str) -> None:
    body = f"{{% {tag} {name} %}}"

    assert text_of(body) == body
    assert len(problems_of(body)) == 1


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("2024-01-03-first", "/blog/2024/01/03/first.html"),
        ("/2024-01-03-first", "/blog/2024/01/03/first.html"),
        ("2024-1-3-first", "/blog/2024/01/03/first.html"),
        ("posts/2024-01-03-first", "/blog/2024/01/03/first.html"),
    ],
)
def test_post_url_finds_a_post(name: str, address: str) -> None:
    assert text_of(f"{{% post_url {name} %}}") == address


def test_link_finds_a_file() -> None:
    assert text_of("{% link about.md %} {% link /img/a b.png %} {% link _posts/2024-01-03-first.md %}") == (
        "/blog/about/ /blog/img/a%20b.png /blog/x"
    )


@pytest.mark.parametrize("tag", ["post_url 2024-01-03-frist", "link abuot.md"])
def test_a_reference_to_nothing_is_an_error_with_its_line(tag: str) -> None:
    (problem,) = problems_of(f"a\n\n{{% {tag} %}}\n")

    assert problem.fatal
    assert str(problem.place) == "content/posts/2024-01-04-second.md:7"
    assert problem.mend.startswith("did you mean")


def test_gist_has_a_link_without_scripts() -> None:
    text = text_of("{% gist abc/123 a.py %}")

    assert '<a href="https://gist.github.com/abc/123">' in text
    assert '<script src="https://gist.github.com/abc/123.js?file=a.py"> </script>' in text


def test_head_tags_print_nothing() -> None:
    assert text_of("{% seo title=false %}{% feed_meta %}") == ""


def test_details_unfold() -> None:
    text = text_of("{% details 면접 <질문> %}\n**하나**\n{% enddetails %}")

    assert text == "<details><summary>면접 &lt;질문&gt;</summary>\n<p><strong>하나</strong></p>\n</details>\n"


def test_tabs_close_each_other() -> None:
    text = text_of("{% tabs g %}{% tab g 하나 %}a{% endtab %}{% tab g 둘 %}b{% endtab %}{% endtabs %}")

    assert text.count('<details class="tab" name="g">') == 1
    assert text.count('<details open class="tab" name="g">') == 1


@pytest.mark.parametrize("name", ["figure", "figure.html", "figure.liquid"])
def test_figure_is_built_in(name: str) -> None:
    text = text_of(
        f"{{% include {name} path='a.png' class='wide' alt='책상 \"\"' caption='**글**' width=300 zoomable=true %}}"
    )

    assert (
        '<figure class="wide"><a href="/blog/a.png"><img src="/blog/a.png" alt="책상 &quot;&quot;" width="300"' in text
    )
    assert "<figcaption><strong>글</strong></figcaption></figure>" in text


def test_figure_of_minimal_mistakes_has_its_own_name_for_the_image() -> None:
    assert '<img src="/blog/a.png" alt=""' in text_of("{% include figure image_path='/a.png' %}")


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("embed/youtube.html id='a1'", "https://www.youtube-nocookie.com/embed/a1"),
        ("youtube.html id='a1'", "https://www.youtube-nocookie.com/embed/a1"),
        ("video id='7' provider='vimeo'", "https://player.vimeo.com/video/7"),
        ("video.liquid path='https://www.youtube.com/embed/z'", "https://www.youtube.com/embed/z"),
        ("embed/twitch.html id='5'", "https://player.twitch.tv/?video=5"),
        ("embed/spotify.html id='track/5'", "https://open.spotify.com/embed/track/5"),
        ("embed/bilibili.html id='BV1'", "https://player.bilibili.com/player.html?bvid=BV1"),
    ],
)
def test_players_are_built_in(markup: str, address: str) -> None:
    assert f'<iframe src="{address}" title="' in text_of(f"{{% include {markup} %}}")


def test_video_and_audio_files_are_built_in() -> None:
    assert '<video src="/blog/a.mp4" controls></video>' in text_of("{% include embed/video.html src='/a.mp4' %}")
    assert '<audio src="/blog/a.mp3" controls></audio>' in text_of("{% include audio.liquid path='a.mp3' %}")


def test_gallery_shows_the_images_of_the_front_matter() -> None:
    text = text_of("{% include gallery caption='전시' %}")

    assert '<img src="/blog/a.png" alt="책상" loading="lazy">' in text
    assert "<figcaption>전시</figcaption>" in text


def test_a_file_of_the_site_wins_over_one_that_is_built_in() -> None:
    assert text_of("{% include figure.html %}", with_partials(figure="own")) == "own"
    assert text_of("{% include toc.html %}", SITE) == ""
