"""Words as an author wrote them become terms: Korean without particles and endings, English without its plural.

There is no dictionary. What hangs on a Korean word tells whether it is a noun: 를, 의 and 에서 follow nothing else. A
particle must agree with the final consonant before it (책을, but 나무를), so that 디자인 is not cut, and two syllables
always remain.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

FIRST_SYLLABLE: Final = ord("가")
CODAS: Final = 28  # final consonants in the order of Unicode; the first of them is "none"
CODA_RIEUL: Final = 8
CODA_BIEUP_SIOS: Final = 18  # 없다
CODA_SSANG_SIOS: Final = 20  # 있다 and every past tense (했다, 갔다): no noun has it
LAST_SYLLABLE: Final = ord("힣")

# Two syllables of Hangul or more; a Latin word with what belongs to it (C++, C#, web.xml). The text is NFC.
WORD: Final = re.compile(r"[가-힣]{2,}|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9.+#]+")


class Word(NamedTuple):
    """What one spelling stands for; readers are shown it only where it is surely a noun."""

    term: str
    spelling: str
    is_noun: bool


@lru_cache(maxsize=1 << 17)
def read(spelling: str) -> Word | None:
    """The term behind one match of `WORD`; none behind a word that says nothing about its text."""
    if "가" <= spelling[0] <= "힣":
        return _korean(spelling)
    return _latin(spelling.rstrip("."))


def coda(syllable: str) -> int:
    """The number of the final consonant of a Hangul syllable, 0 when it ends in a vowel."""
    return (ord(syllable) - FIRST_SYLLABLE) % CODAS


def _latin(spelling: str) -> Word | None:
    term = spelling.casefold()
    if len(term) > SHORTEST_PLURAL and term.endswith("s") and not term.endswith(SINGULAR_IN_S):
        term = term[:-1]
    if len(term) == 1 or term in STOP_ENGLISH:
        return None
    return Word(term, spelling, is_noun=True)


def _korean(spelling: str) -> Word | None:
    if spelling[-2:] in KEPT or spelling[-3:] in KEPT:
        return Word(spelling, spelling, is_noun=True)
    if not VERB_SYLLABLES.isdisjoint(spelling[2:]) and (verb := VERB_OF_NOUN.match(spelling)):
        return _term(verb[1], is_noun=not _is_doubtful(verb[1]))
    stem, is_proven = _without_particle(spelling)
    if is_proven:
        return _term(stem, is_noun=True)
    if spelling[-2:] in PREDICATES or spelling[2:].endswith(PREDICATE):
        return None
    return _term(stem, is_noun=not (_is_doubtful(spelling) or _is_doubtful(stem) or stem[1:] in PARTICLES))


def _without_particle(spelling: str) -> tuple[str, bool]:
    """The spelling without the longest particle that agrees with it, and whether that particle proves a noun."""
    if spelling[-1] not in LAST_OF_PARTICLES:
        return spelling, False
    for length in range(min(LONGEST_PARTICLE, len(spelling) - 2), 0, -1):
        stem, particle = spelling[:-length], PARTICLES.get(spelling[-length:])
        if particle and stem[-1] not in NO_LAST and particle.follows(stem[-1]):
            return stem, particle.proves_noun
    return spelling, False


def _term(stem: str, *, is_noun: bool) -> Word | None:
    if stem.endswith(PLURAL) and len(stem) > len(PLURAL) + 1:
        stem = stem.removesuffix(PLURAL)
    if stem in STOP_KOREAN or stem in PARTICLES or not SYLLABLES_OF_VERBS.isdisjoint(stem):
        return None
    return Word(stem, stem, is_noun)


def _is_doubtful(word: str) -> bool:
    return word[-1] in DOUBTFUL or word[2:].endswith(DOUBTFUL_WHEN_LONG)


class Particle(NamedTuple):
    """What may stand before a particle, and whether only nouns take it."""

    codas: frozenset[int]
    proves_noun: bool

    def follows(self, syllable: str) -> bool:
        """Whether the particle has this form after such a syllable."""
        return coda(syllable) in self.codas


VOWEL: Final = frozenset({0})
CONSONANT: Final = frozenset(range(1, CODAS))
ANY: Final = VOWEL | CONSONANT
VOWEL_OR_RIEUL: Final = frozenset({0, CODA_RIEUL})
SYLLABLES_OF_VERBS: Final = frozenset(
    chr(first + coda)
    for first in range(FIRST_SYLLABLE, LAST_SYLLABLE, CODAS)
    for coda in (CODA_BIEUP_SIOS, CODA_SSANG_SIOS)
)

# What must stand before, whether only nouns take them, and the particles. 는 and 은 also end verbs (만드는, 높은).
PARTICLES: Final = {
    particle: Particle(codas, proves_noun)
    for codas, proves_noun, particles in (
        (ANY, True, "의 에 에는 에도 에만 에서 에서는 에서도 에서만 에서의 에서부터 에게 에게는 에게서 한테"),
        (ANY, True, "까지 까지는 까지의 부터 부터는 부터의 처럼 마다 조차 보다는 입니다 들의 만의 만을"),
        (ANY, True, "이다 이었다 이었습니다 이라는 이라고 이라면"),
        (CONSONANT, True, "을 과 과의 과는 으로 으로는 으로도 으로써 으로서 으로부터 으로의 이란 이라도 이에요"),
        (VOWEL, True, "를 와 와의 와는 라는 란 였다 였습니다 예요"),
        (VOWEL_OR_RIEUL, True, "로 로는 로도 로써 로서 로부터 로의"),
        (ANY, False, "이며 이고 도 만 만이 만으로 보다 밖에 만큼"),
        (CONSONANT, False, "은 이 이나 이든 이라 이랑 이면 이지만 인데"),
        (VOWEL, False, "는 가 라 라고 랑 나"),
    )
    for particle in particles.split()
}
LONGEST_PARTICLE: Final = max(map(len, PARTICLES))
LAST_OF_PARTICLES: Final = frozenset(particle[-1] for particle in PARTICLES)
NO_LAST: Final = "으므"  # these would be halves of 으로 and 므로
PLURAL: Final = "들"

# 하다, 되다 and 시키다 make verbs of nouns: 지원했다, 합격한, 정리해서, 포함되는.
VERB_OF_NOUN: Final = re.compile(
    r"([가-힣]{2,}?)(?:"
    r"(?:하|되|시키)[는고며면여였었기게지던다자려므니거시신더도든느라][가-힣]*"
    r"|(?:해|돼|되어|하여|시켜)(?:[서야도요보주준줄줬나버온오왔졌지진두둔놓라본볼봤봅][가-힣]*)?"
    r"|(?:했|됐|시켰|합니|합시|됩니|됩시|시킵)[가-힣]*"
    r"|(?:한|할|함|된|될|됨|시킨|시킬)(?:다[가-힣]*|지|때|까|지도)?"
    r")\Z"
)
VERB_SYLLABLES: Final = frozenset("하되시해돼됐했합됩한할함된될됨")  # a quick look before the slow one

# Endings of other verbs and adjectives, which no noun has; the first one ends short nouns too (바다).
PREDICATE: Final = "다"
PREDICATES: Final = frozenset(
    (
        "니다 니까 네요 군요 어요 아요 세요 어서 아서 려고 느라 는데 은데 던데 거나 도록 든지 는지 은지 면서 "
        "더라 으러 므로"
    ).split()
)
# Endings that verbs share with nouns: shown to readers only where a particle proves the noun (광고를, 문서의).
DOUBTFUL: Final = frozenset("다요고면며게던는은을라나야려워히")
DOUBTFUL_WHEN_LONG: Final = tuple("적지어아여서기인")

# Nouns, also at the end of a longer one (접근권한, 연구결과), whose last syllable looks like a particle or a verb.
KEPT: Final = frozenset(
    (
        "결과 학과 통과 성과 경과 권한 제한 기한 무한 극한 북한 남한 역할 분할 할당 이해 오해 피해 독해 분해 견해 "
        "방해 올해 난이도 정확도 복잡도 완성도 만족도 신뢰도 선호도 중요도 인지도 유사도 해상도 우선도 기여도 진도 "
        "속도 제도 온도 빈도 강의 회의 정의 논의 동의 합의 주의 문의 건의 상의 전문가 평가 작가 국가 추가 참가 증가 "
        "휴가 후기 동기 사이 차이 나이 놀이 길이 높이 깊이 넓이 마을 가을 서울 마음 도로 경로 진로 회로 통로 미로 "
        "언어 단어 용어 영어 국어 분야 결론 이론 토론 캐나다 람다"
    ).split()
)

SHORTEST_PLURAL: Final = 3
SINGULAR_IN_S: Final = ("ss", "us", "is", "js", "os", ".s")

# Words that stand in texts about anything, Korean ones without their particles.
STOP_KOREAN: Final = frozenset(
    (
        "앞으로 것으로 그러 이러 그대 그러므 근데 일단 미리 반드시 무조건 어차피 이므 주어진 새로운 해당 "
        "그리고 그러나 하지만 그런데 그래서 따라서 그러므로 그러면 그럼 즉시 또한 또는 혹은 및 등등 이런 그런 저런 "
        "이렇게 그렇게 저렇게 어떻게 어떤 무슨 모든 여러 각각 각자 서로 다른 같은 같이 함께 매우 아주 너무 정말 진짜 "
        "조금 많이 많은 가장 더욱 다시 먼저 바로 이미 아직 계속 항상 자주 가끔 거의 전부 모두 다만 물론 역시 결국 "
        "사실 특히 만약 비록 아마 대로 대신 오늘 어제 내일 지금 이제 이번 저번 지난 다음 처음 마지막 이후 이전 당시 "
        "요즘 최근 나중 동안 때문 때문에 경우 정도 부분 이상 이하 이외 우리 저희 제가 내가 나는 저는 너는 그는 그녀 "
        "누구 무엇 뭔가 어디 언제 여기 거기 저기 이것 그것 저것 이를 위와 이거 그거 저거 하나 둘째 첫째 번째 첫번째 "
        "두번째 세번째 가지 것이 것은 것을 것도 것과 것들 것인 것처럼 수가 수도 수는 주차 개월 년도 위해 위해서 위한 "
        "대한 대해 대해서 관한 관해 통해 통해서 통한 따라 따른 의해 의한 인한 인해 비해 없는 없이 없음 없어 아닌 "
        "아니라 아니다 있음 있는 하는 하고 하면 하며 하여 하기 하게 하지 하자 하다 해서 해야 해도 한다 한다면 합니다 "
        "되는 되고 되면 되며 되어 되기 되게 되지 된다 됩니다 않는 않고 않다 않은 않을 않아 못한 못하는 이다 입니다 "
        "이며 이고 이라는 이란 라는 라고 이라고 그대로 그냥 스스 앞으 대체 그만큼 이만큼 얼마나 보면 보고 보니 보다 "
        "보이는 보인다 본다 보자 보여 같다 같아 같습니다 좋은 좋다 좋아 나온 나오는 나와 만든 만들 만들어 만드 "
        "만들기 만들고 들어 들어가 넣어 주는 주고 주어 준다 받은 받는 받아 쓰는 써서 알아 알아보 살펴보 알게 위에 "
        "아래 안에 밖에 뒤에 앞에 중에 중간 이때 그때 할때 이처럼 이와 그와 관련 다음과 아래와 사용 이용 방법 생각 "
        "내용 설명 정리 이야기 필요 가능 문제 포스팅 포스트 블로그 글을 글은 글이 글에서 본문 참고 출처 링크 예시 "
        "예제 코드 시간 사람 시작 진행 확인"
    ).split()
)
STOP_ENGLISH: Final = frozenset(
    (
        "the and for are but not you all any can had her was one our out day get has him his how man new now old see "
        "two way who did its let put say she too use that with have this will your from they know want been good "
        "much some time very when come here just like long make many more only over such take than them well were "
        "what there their which would about could other into then these first also after because where while should "
        "each does most between being through those both same using used need may might must really thing even still "
        "back own off per via etc eg ie vs an as at be by do go he if in is it me my no of on or so to up us we am "
        "isn don doesn didn won ve re ll al et http https www com html org net post blog example note next last "
        "another although however therefore since until before during again every few least less without within "
        "around under above below once always never often usually why whether either yet already non instead rather "
        "something anything everything nothing someone able different following given going getting got done made "
        "makes making case lot bit kind part number better best based add added fig image start please thank"
    ).split()
)
