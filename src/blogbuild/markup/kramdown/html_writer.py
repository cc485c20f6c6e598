"""The tree as HTML; takes the place of markdown-it's renderer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from msgspec import Struct, field

from blogbuild.markup.kramdown import contents
from blogbuild.markup.kramdown.dialect import CodeRenderer, Footnote, Heading, MathRenderer
from blogbuild.markup.kramdown.document import Document
from blogbuild.markup.kramdown.elements import Element, raw_text
from blogbuild.markup.kramdown.escaping import attributes_html, code_html, text_html
from blogbuild.markup.kramdown.heading_ids import HeadingIds, plain_id
from blogbuild.markup.kramdown.html_names import VOID_ELEMENTS

_LANGUAGE: Final = re.compile(r"(?<!\w)language-(\S+)", re.ASCII)
_CODE_CLASS: Final = "language-plaintext highlighter-rouge"
_NO_TOC: Final = re.compile(r"(?<!\w)no_toc(?!\w)")
_AUTO_IDS: Final = re.compile(r"auto_ids(?:-([\w-]+))?", re.ASCII)
_BACK_LINK: Final = '<a href="#fnref:{}" class="reversefootnote" role="doc-backlink">&#8617;{}</a>'
_NO_BREAK: Final = "\u00a0"
# Stands for the contents until all headings are known; the text cannot hold it.
_CONTENTS: Final = "\0contents\0"

Nodes = Sequence[Element | str]


class _Reference(Struct):
    number: int
    times: int = 1


class HtmlWriter(Struct):
    """One text's way from tree to HTML."""

    document: Document
    code: CodeRenderer
    math: MathRenderer | None
    ids: HeadingIds
    headings: list[Heading] = field(default_factory=list)
    _entries: list[contents.Entry] = field(default_factory=list)
    _references: dict[str, _Reference] = field(default_factory=dict)
    _contents_list: Element | None = None

    def write(self) -> tuple[str, tuple[Footnote, ...]]:
        """The text without its footnotes, and these, in the order of their first reference."""
        html = self.nodes(self.document.root.nodes)
        footnotes = self._footnotes()
        if self._contents_list is not None:
            html = html.replace(_CONTENTS, contents.tree(self._entries, self._contents_list, self.nodes))
        return html, footnotes

    def nodes(self, nodes: Nodes) -> str:
        """Text and elements one after another."""
        if len(nodes) == 1 and isinstance(nodes[0], str):
            return text_html(nodes[0])
        write = self._WRITE
        return "".join([text_html(node) if isinstance(node, str) else write[node.type](self, node) for node in nodes])

    def _paragraph(self, element: Element) -> str:
        inner = self.nodes(element.nodes)
        if element.hidden:
            return inner
        if len(element.nodes) == 1 and (figure := self._figure(element)):
            return figure
        return f"<p{attributes_html(element.attributes)}>{inner}</p>\n"

    def _figure(self, element: Element) -> str:
        image = element.nodes[0]
        if (
            isinstance(image, str)
            or image.type != "image"
            or image.ial is None
            or "standalone" not in image.ial.references
        ):
            return ""
        outer, inner = dict(element.attributes), dict(image.attributes)
        for name in ("class", "id"):
            if name in inner and name not in outer:
                outer[name] = inner.pop(name)
        picture = f"<img{attributes_html(inner)} />"
        caption = text_html(inner.get("alt", ""))
        return f"<figure{attributes_html(outer)}>\n{picture}\n<figcaption>{caption}</figcaption>\n</figure>\n"

    def _heading(self, element: Element) -> str:
        attributes = element.attributes
        text = raw_text(element.nodes)
        if self.document.options.auto_ids and "id" not in attributes:
            # Without GFM the id is made from the source, marks and all.
            own = self.ids.kramdown(text if self.document.dialect.gfm else element.content)
            attributes = {**attributes, "id": own}
        identifier = attributes.get("id", "")
        is_listed = element.level in self.document.options.toc_levels and not (
            "class" in attributes and _NO_TOC.search(attributes["class"])
        )
        self.headings.append(Heading(element.level, identifier, text, is_listed and bool(identifier)))
        if is_listed and identifier:
            self._entries.append(contents.Entry(element.level, identifier, element.nodes))
        return f"<h{element.level}{attributes_html(attributes)}>{self.nodes(element.nodes)}</h{element.level}>\n"

    def _code_block(self, element: Element) -> str:
        attributes = dict(element.attributes)
        language = element.info
        match = _LANGUAGE.search(attributes.get("class", ""))
        if match is not None:
            language = language or match[1]
            rest = _LANGUAGE.sub("", attributes.pop("class"), count=1).strip()
            if rest:
                attributes["class"] = rest
        return self.code(element.content, language, attributes) + "\n"

    def _container(self, element: Element) -> str:
        name = element.type
        return f"<{name}{attributes_html(element.attributes)}>\n{self.nodes(element.nodes)}</{name}>\n"

    def _list(self, element: Element) -> str:
        references = element.ial.references if element.ial else ()
        if "toc" in references and self._contents_list is None:
            self._contents_list = element
            return _CONTENTS
        # Where the footnotes stand is for the layout to say.
        return "" if "footnotes" in references else self._container(element)

    def _item(self, element: Element) -> str:
        first = element.nodes[0] if element.nodes else ""
        is_tight = isinstance(first, str) or (first.type == "p" and first.hidden)
        name = element.type
        start = "" if is_tight else "\n"
        return f"<{name}{attributes_html(element.attributes)}>{start}{self.nodes(element.nodes)}</{name}>\n"

    def _definition_list(self, element: Element) -> str:
        references = element.ial.references if element.ial else []
        if match := next(filter(None, map(_AUTO_IDS.match, references)), None):
            for term in element.nodes:
                if isinstance(term, Element) and term.type == "dt" and "id" not in term.attributes:
                    term.attributes["id"] = (match[1] or "") + plain_id(raw_text(term.nodes))
        return self._container(element)

    def _term(self, element: Element) -> str:
        return f"<dt{attributes_html(element.attributes)}>{self.nodes(element.nodes)}</dt>\n"

    def _rule(self, element: Element) -> str:
        return f"<hr{attributes_html(element.attributes)} />\n"

    def _blank(self, _: Element) -> str:
        return "\n"

    def _nothing(self, _: Element) -> str:
        return ""

    def _raw(self, element: Element) -> str:
        return element.content + ("\n" if element.block else "")

    def _comment(self, element: Element) -> str:
        return f"<!-- {element.content} -->" + ("\n" if element.block else "")

    def _html(self, element: Element) -> str:
        name, model = element.tag, element.info
        start = f"<{name}{attributes_html(element.attributes)}"
        end = "" if element.hidden or not element.block else "\n"
        if model == "closed":
            return f"{start} />{end}"
        inner = self.nodes(element.nodes)
        if not inner and name in VOID_ELEMENTS:
            return f"{start} />{end}"
        if inner and model == "block" and element.block:
            inner = "\n" + inner.removesuffix("\n") + "\n"
        return f"{start}>{inner}</{name}>{end}"

    def _table(self, element: Element) -> str:
        # A wide table scrolls by itself, also with the keyboard.
        return f'<div class="scroll" tabindex="0">{self._container(element).rstrip()}</div>\n'

    def _table_head(self, element: Element) -> str:
        rows = "".join(self._row(row, "th") for row in element.nodes if isinstance(row, Element))
        return f"<thead>\n{rows}</thead>\n"

    def _table_part(self, element: Element) -> str:
        rows = "".join(self._row(row, "td") for row in element.nodes if isinstance(row, Element))
        return f"<{element.type}>\n{rows}</{element.type}>\n"

    def _row(self, row: Element, name: str) -> str:
        return f"<tr>\n{''.join(self._cell(cell, name) for cell in row.nodes if isinstance(cell, Element))}</tr>\n"

    def _cell(self, cell: Element, name: str) -> str:
        style = f' style="text-align: {cell.info}"' if cell.info else ""
        return f"<{name}{style}>{self.nodes(cell.nodes) or _NO_BREAK}</{name}>\n"

    def _line_break(self, _: Element) -> str:
        return "<br />"

    def _character(self, element: Element) -> str:
        return text_html(element.content)

    def _span(self, element: Element) -> str:
        name = element.type
        return f"<{name}{attributes_html(element.attributes)}>{self.nodes(element.nodes)}</{name}>"

    def _link(self, element: Element) -> str:
        return f"<a{attributes_html(element.attributes)}>{self.nodes(element.nodes)}</a>"

    def _image(self, element: Element) -> str:
        return f"<img{attributes_html(element.attributes)} />"

    def _code_span(self, element: Element) -> str:
        if not element.attributes:
            return f'<code class="{_CODE_CLASS}">{code_html(element.content)}</code>'
        attributes = dict(element.attributes)
        classes = f"{attributes.get('class', '')} highlighter-rouge".lstrip()
        attributes["class"] = classes if _LANGUAGE.search(classes) else f"language-plaintext {classes}"
        return f"<code{attributes_html(attributes)}>{code_html(element.content)}</code>"

    def _mathematics(self, element: Element) -> str:
        if self.math is not None:
            return self.math(element.content, element.block) + ("\n" if element.block else "")
        tex, attributes = code_html(element.content), attributes_html(element.attributes)
        if element.block:
            return rf"<div{attributes}>\[{tex}\]</div>" + "\n" if attributes else rf"\[{tex}\]" + "\n"
        return f"<span{attributes}>${tex}$</span>" if attributes else rf"\({tex}\)"

    def _abbreviation(self, element: Element) -> str:
        definition = self.document.abbreviations[element.content]
        attributes = dict(definition.mark.attributes)
        if definition.title:
            attributes["title"] = definition.title
        return f"<abbr{attributes_html(attributes)}>{text_html(element.content)}</abbr>"

    def _footnote_marker(self, element: Element) -> str:
        name = element.content
        reference = self._references.get(name)
        if reference is None:
            reference = _Reference(self.document.options.footnote_nr + len(self._references))
            self._references[name] = reference
            repeat = ""
        else:
            repeat = f":{reference.times}"
            reference.times += 1
        key = text_html(name).replace('"', "&quot;")
        return (
            f'<sup id="fnref:{key}{repeat}" class="footnote-ref">'
            f'<a href="#fn:{key}" class="footnote" rel="footnote" role="doc-noteref">{reference.number}</a></sup>'
        )

    def _footnotes(self) -> tuple[Footnote, ...]:
        """The footnotes that are referred to; their contents may refer to more."""
        written: list[tuple[str, str]] = []
        while len(written) < len(self._references):
            name = list(self._references)[len(written)]
            written.append((name, self.nodes(self.document.footnotes[name].nodes)))
        return tuple(self._footnote(name, html) for name, html in written)

    def _footnote(self, name: str, html: str) -> Footnote:
        reference = self._references[name]
        key = text_html(name).replace('"', "&quot;")
        links = [_BACK_LINK.format(key, "")]
        links += [_BACK_LINK.format(f"{key}:{time}", f"<sup>{time + 1}</sup>") for time in range(1, reference.times)]
        nodes = [node for node in self.document.footnotes[name].nodes if isinstance(node, str) or node.type != "eob"]
        last = nodes[-1] if nodes else None
        back = _NO_BREAK.join(links)
        if isinstance(last, Element) and last.type == "p" and html.endswith("</p>\n"):
            html = html.removesuffix("</p>\n") + f"{_NO_BREAK}{back}</p>\n"
        else:
            html = f"{html}<p>{back}</p>\n"
        return Footnote(reference.number, name, html, reference.times)

    _WRITE: ClassVar[dict[str, Callable[[HtmlWriter, Element], str]]] = {
        "p": _paragraph, "heading": _heading, "code_block": _code_block, "blockquote": _container, "hr": _rule,
        "ul": _list, "ol": _list, "li": _item, "dl": _definition_list, "dt": _term, "dd": _item,
        "table": _table, "thead": _table_head, "tbody": _table_part, "tfoot": _table_part,
        "blank": _blank, "eob": _nothing, "raw": _raw, "comment": _comment, "html": _html, "html_comment": _raw,
        "math": _mathematics, "br": _line_break, "character": _character, "em": _span, "strong": _span, "link": _link,
        "image": _image, "code_inline": _code_span, "abbreviation": _abbreviation, "footnote": _footnote_marker,
    }  # fmt: skip
