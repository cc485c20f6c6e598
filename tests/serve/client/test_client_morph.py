"""The page that is shown becomes the page that is there now, and the reader's place, state and input stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from serve.client.preview_server import POST, Preview

PARAGRAPHS = [f"<p>{number}번째 문단은 {'물을 끓이고 ' * (number % 5 + 3)}차를 우린다.</p>" for number in range(60)]
CODE = (
    '<figure class="code"><figcaption class="code-caption">python</figcaption><pre><code>print(1)</code></pre></figure>'
)


def text(*blocks: str, main: str = "") -> str:
    return f'<main{main}><article><div class="e-content">\n{chr(10).join(blocks)}\n</div></article></main>'


@pytest.fixture
def show(page: Page, preview: Preview) -> Callable[..., None]:
    """Shows a page whose stream stands."""

    def shown(*blocks: str, main: str = "") -> None:
        preview.put(text(*blocks, main=main))
        page.goto(preview.address + POST)
        preview.wait_for_streams(1)

    return shown


def test_an_edit_shows_without_a_reload(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    show("<p>물</p>", "<p>차</p>")
    page.evaluate("window.mark = document.querySelectorAll('p')[1]")

    preview.edit(text("<p>물</p>", "<p>녹차</p>", "<p>우롱차</p>", main=' class="wide" lang="en"'), title="녹차")
    expect(page.locator("p")).to_have_text(["물", "녹차", "우롱차"])

    assert page.title() == "녹차"
    assert page.locator("main").get_attribute("lang") == "en"
    assert page.evaluate("mark === document.querySelectorAll('p')[1]")


def test_what_is_at_the_top_of_the_window_stays_there(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    show(*PARAGRAPHS)
    page.evaluate("scrollTo({ top: document.querySelectorAll('p')[30].offsetTop - 20, behavior: 'instant' })")
    where = "document.querySelectorAll('p')[{}].getBoundingClientRect().top"
    before = page.evaluate(where.format(30))

    preview.edit(text(*[f"<p>새 문단 {number}</p>" for number in range(7)], *PARAGRAPHS[:5], *PARAGRAPHS[8:]))
    expect(page.locator("p")).to_have_count(64)

    assert page.evaluate(where.format(34)) == pytest.approx(before, abs=1)


def test_the_reader_opens_and_closes_details_and_the_server_says_when_it_means_otherwise(
    page: Page, preview: Preview, show: Callable[..., None]
) -> None:
    def details(name: str, attribute: str) -> str:
        return f"<details{attribute}><summary>{name}</summary><p>{name}의 속</p></details>"

    def opened() -> object:
        return page.locator("details").evaluate_all("(all) => all.map((one) => one.open)")

    show(details("하나", ""), details("둘", " open"), details("셋", ""))
    for summary in page.locator("summary").all():
        summary.click()
    assert opened() == [True, False, True]

    preview.edit(text("<p>앞</p>", details("하나", ""), details("둘", " open"), details("셋", "")))
    expect(page.locator(".e-content > p")).to_have_text(["앞"])
    kept = opened()
    preview.edit(text("<p>앞</p>", details("하나", ""), details("둘", ""), details("셋", " open"), "<p>뒤</p>"))
    expect(page.locator(".e-content > p")).to_have_text(["앞", "뒤"])
    agreed = opened()
    preview.edit(text(details("하나", ""), details("둘", ""), details("셋", "")))
    expect(page.locator(".e-content > p")).to_have_count(0)

    assert (kept, agreed, opened()) == ([True, False, True], [True, False, True], [True, False, False])


def test_focus_selection_and_input_stay(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    field = '<p><input name="q" value="처음"></p>'
    show("<p>차를 우린다</p>", field, "<p>끝</p>")
    page.locator("input").fill("쓰던 말")
    page.evaluate("document.querySelector('input').setSelectionRange(1, 3)")

    preview.edit(text("<h2>새 제목</h2>", "<p>끝</p>", field.replace("처음", "나중"), "<p>차를 더 우린다</p>"))
    expect(page.locator("h2")).to_have_text("새 제목")

    field_now = page.locator("input")
    expect(field_now).to_be_focused()
    expect(field_now).to_have_value("쓰던 말")
    assert field_now.evaluate("(one) => [one.selectionStart, one.selectionEnd]") == [1, 3]


def test_a_selection_around_an_edit_stays(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    show("<p>물을 끓이고 차를 우린다</p>")
    page.evaluate(
        "getSelection().setBaseAndExtent(...[0, 2].flatMap((at) => [document.querySelector('p').firstChild, at]))"
    )

    preview.edit(text("<p>물을 끓이고 녹차를 우린다</p>"))
    expect(page.locator("p")).to_have_text("물을 끓이고 녹차를 우린다")

    assert page.evaluate("getSelection().toString()") == "물을"


def test_what_moves_is_moved(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    blocks = [
        f'<section><h3>{name}</h3><p id="{name}">{name}에 대한 긴 이야기</p></section>' for name in ("가", "나", "다")
    ]
    show(*blocks)
    page.evaluate("window.nodes = new Map([...document.querySelectorAll('p')].map((node) => [node.id, node]))")

    preview.edit(text(f'<div class="all">{blocks[2]}{blocks[0]}</div>', blocks[1]))
    expect(page.locator("h3")).to_have_text(["다", "가", "나"])

    assert page.evaluate("[...document.querySelectorAll('p')].every((node) => nodes.get(node.id) === node)")


def test_what_the_theme_added_stays_and_new_blocks_get_it(
    page: Page, preview: Preview, show: Callable[..., None]
) -> None:
    show('<h2 id="a">가</h2>', CODE, "<p>끝</p>")
    expect(page.locator(".copy")).to_have_count(1)
    page.evaluate("window.button = document.querySelector('.copy')")

    preview.edit(
        text('<h2 id="a">가나</h2>', CODE.replace("1", "2"), '<h2 id="b">다</h2>', CODE.replace("1", "3"), "<p>끝</p>")
    )
    expect(page.locator(".copy")).to_have_count(2)
    page.locator(".copy").first.click()
    expect(page.locator(".copy").first).to_have_text("복사했습니다")

    assert page.evaluate("button === document.querySelector('.copy')")
    assert page.evaluate("navigator.clipboard.readText()") == "print(2)"
    assert page.locator("h2 > .anchor").count() == 2


def test_what_a_script_made_of_the_page_stays(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    note = "<p class='old'>차<sup><a href='#fn:1' class='footnote'>1</a></sup></p>"
    show(note, "<p id='gone'>없앨 것</p>", "<p>끝</p>", "<p id='fn:1'>각주</p>")
    page.evaluate("""() => {
      document.documentElement.dataset.theme = "dark";
      document.querySelector(".old").classList.add("read");
      document.querySelector("#gone").remove();
    }""")
    page.locator("a.footnote").click()

    preview.edit(
        text(note.replace("old", "new"), "<p id='gone'>없앨 것</p>", "<p>진짜 끝</p>", "<p id='fn:1'>각주</p>")
    )
    expect(page.get_by_text("진짜 끝")).to_be_visible()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("p").first.get_attribute("class") == "read new"
    expect(page.locator("aside.footnote-here")).to_have_text("각주")
    expect(page.locator("#gone")).to_have_count(0)

    preview.edit(text("<p>처음부터 다시</p>"))
    expect(page.locator("p")).to_have_text(["처음부터 다시"])
    expect(page.locator("aside.footnote-here")).to_have_count(0)


def test_what_an_early_script_did_is_not_the_servers(page: Page, preview: Preview) -> None:
    early = '<script>document.querySelector("p").insertAdjacentHTML("afterend", "<i>붙인 것</i>")</script>'
    preview.put("<p>차</p>" + early)
    page.add_init_script("localStorage.theme = 'dark'")
    with page.expect_response(lambda answer: answer.url.endswith(POST) and answer.request.resource_type == "fetch"):
        page.goto(preview.address + POST)
    preview.wait_for_streams(1)

    preview.edit("<p>녹차</p>" + early)
    expect(page.locator("p")).to_have_text("녹차")

    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.locator("i")).to_have_text("붙인 것")


def test_scripts_run_when_they_are_new_and_only_then(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    run = "<script>window.runs = (window.runs ?? 0) + 1</script>"
    show("<p>차</p>", run)

    preview.edit(text("<p>녹차</p>", "<p>물</p>", run))
    expect(page.locator("p")).to_have_count(2)
    unchanged = page.evaluate("runs")
    preview.edit(text("<p>녹차</p>", run, "<script>window.runs += 10</script>"))
    expect(page.locator("p")).to_have_count(1)

    assert (unchanged, page.evaluate("runs")) == (1, 11)


def test_a_page_whose_script_was_edited_is_loaded_again(
    page: Page, preview: Preview, show: Callable[..., None]
) -> None:
    show("<p>차</p>", '<script src="/js/own.js?v=1"></script>')
    page.evaluate("window.first = true")

    preview.edit(text("<p>차</p>", '<script src="/js/own.js?v=2"></script>'))
    expect(page.locator("script[src*=own]")).to_have_attribute("src", "/js/own.js?v=2")

    assert page.evaluate("window.first ?? null") is None


def test_any_page_becomes_any_other(page: Page, preview: Preview, show: Callable[..., None]) -> None:
    pages = [
        ("<p>a</p>", "<ul><li>1</li><li>2</li></ul>"),
        ("<!-- c --><ul><li>2</li><li>1<ul><li>3</li></ul></li></ul>", "<p>a<b>b</b></p>"),
        ('<svg viewBox="0 0 2 2"><use href="#x"/><path d="M0 0"/></svg>', "<table><tr><td>1</td></tr></table>"),
        ("<template><p>t</p></template><noscript><p>n</p></noscript>", "<table><tr><td>1</td><td>2</td></tr></table>"),
        tuple(f"<p>{number % 7}</p>" for number in range(150)),
        tuple(f"<p>{number % 5}</p>" for number in range(140)),
        ("<p>a</p>",),
    ]
    show(*pages[0])
    alike = """async () => {
      const tree = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      for (const page of [document, tree])
        for (const decoration of page.querySelectorAll("[tabindex]")) decoration.removeAttribute("tabindex");
      const html = (page) => page.body.innerHTML.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
      const [is, wanted] = [document, tree].map(html);
      return is === wanted ? "" : is;
    }"""

    for number, blocks in enumerate([*pages[1:], *pages[::-1]]):
        preview.edit(text(*blocks), title=str(number))
        expect(page).to_have_title(str(number))
        assert page.evaluate(alike) == "", blocks
