"""A corpus of Korean posts for measuring: post i is a function of i alone; about 5 KB each, two in five with code."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Final

CATEGORIES: Final = "회고 면접 공부 자기소개서 코딩테스트 부트캠프".split()
TAGS: Final = "면접 자소서 알고리즘 스프링 자바 파이썬 도커 회고 인턴 취업준비 네트워크 운영체제 백엔드 스터디".split()
SUBJECTS: Final = "면접관은 과제는 서버는 팀은 회사는 트랜잭션은 첫 문장은 부트캠프는 배치는 코딩테스트는".split()
OBJECTS: Final = "질문의 뜻을 느린 쿼리를 지원 동기를 테스트를 캐시의 수명을 경계 조건을 잠금의 순서를 로그를".split()
VERBS: Final = (
    "다시 물었다. 고쳐 썼다. 오래 붙잡고 있었다. 재어 보았다. 설명하지 못했다. 나누어 보았다. 적어 두었다.".split(". ")
)
MARKS: Final = ("{}", "{}", "**{}**", "*{}*", "`{}`", "[{}](https://example.com/a)", "~~{}~~")
SHARE_WITH_CODE: Final = 0.4
CODE: Final = '''```python
def answer_{n}(values: list[int]) -> int:
    """경계를 닫은 이분 탐색."""
    low, high = 0, len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        if values[middle] < {n}:
            low = middle + 1
        else:
            high = middle - 1
    return low
```'''


def write_corpus(posts: int, folder: Path) -> None:
    """Write a site of so many posts into a folder."""
    target = folder / "content" / "posts"
    target.mkdir(parents=True)
    (folder / "site.toml").write_text('title = "측정용 블로그"\nurl = "https://blog.example.com"\n', encoding="utf-8")
    for number in range(posts):
        day = date(2010, 1, 1) + timedelta(hours=number * 13)
        (target / f"{day:%Y-%m-%d}-post-{number:05}.md").write_text(post(number), encoding="utf-8")


def post(number: int) -> str:
    """The text of post number `number`."""
    chance = random.Random(number)  # noqa: S311 - the same posts for everybody
    tags = ", ".join(chance.sample(TAGS, 3))
    sections = "\n\n".join(_section(chance, part) for part in range(6))
    code = "\n\n" + CODE.format(n=number) if chance.random() < SHARE_WITH_CODE else ""
    return (
        f"---\ntitle: {_sentence(chance)} ({number})\ncategory: {chance.choice(CATEGORIES)}\ntags: [{tags}]\n---\n\n"
        f"{sections}{code}\n"
    )


def _section(chance: random.Random, part: int) -> str:
    items = "\n".join(f"- {_sentence(chance)}" for _ in range(3))
    return f"## {part + 1}. {_sentence(chance)}\n\n{_paragraph(chance)}\n\n{items}\n\n{_paragraph(chance)}"


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(6))


def _sentence(chance: random.Random) -> str:
    marked = chance.choice(MARKS).format(chance.choice(OBJECTS))
    return f"{chance.choice(SUBJECTS)} {marked} {chance.choice(VERBS).rstrip('.')}."
