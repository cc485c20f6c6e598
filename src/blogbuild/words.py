"""The words of the built-in theme, in each language that it speaks.

A `{}` is filled in by the layout. A word for a count gives the singular and the plural where a language has both,
divided by `|`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

KOREAN: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Around every page
        "locale": "ko_KR",
        "skip": "본문으로 건너뛰기",
        "main_menu": "주 메뉴",
        "imprint": "판권",
        "author": "글쓴이",
        "made_with": "blogbuild로 만듦",
        "feed": "피드",
        "feed_atom": "Atom 피드",
        "feed_json": "JSON 피드",
        "feed_tag": "태그 ‘{}’ 피드",
        "feed_category": "카테고리 ‘{}’ 피드",
        # What there is of it
        "home": "첫 화면",
        "about": "소개",
        "post": "글",
        "tag": "태그",
        "tags": "태그",
        "category": "카테고리",
        "categories": "카테고리",
        "archive": "모아 보기",
        "posts": "글 {}편",
        "tag_count": "태그 {}개",
        "category_count": "카테고리 {}개",
        "more_tags": "외 {}개",
        "no_posts": "아직 글이 없습니다.",
        "no_tags": "아직 태그를 단 글이 없습니다.",
        "no_categories": "아직 카테고리를 정한 글이 없습니다.",
        # The facts of an article
        "state": "상태",
        "draft": "초안",
        "future": "예약",
        "place": "자리",
        "pinned": "고정한 글",
        "date": "날짜",
        "updated": "고침",
        "length": "분량",
        "syllables": "{}자",
        "words": "{}단어",
        "reading_time": "읽는 시간",
        "minutes": "{}분",
        # Around the text
        "contents": "목차",
        "heading_link": "이 제목의 주소",
        "copy_code": "복사",
        "copied_code": "복사했습니다",
        "footnote": "각주",
        "footnotes": "각주",
        "back_to_text": "본문으로 돌아가기",
        "read_next": "이어 읽기",
        "neighbours": "앞뒤 글",
        "older_post": "이전 글",
        "newer_post": "다음 글",
        # Lists
        "page": "쪽",
        "page_number": "{}쪽",
        "pagination": "쪽 넘기기",
        "previous_page": "이전 쪽",
        "next_page": "다음 쪽",
        "tags_lead": "{}에 붙은 태그를 가나다, 영문, 숫자 순으로 모았습니다.",
        "categories_lead": "{}을 카테고리로 나누었습니다.",
        "jump": "첫 글자로 건너뛰기",
        "first_letter": "첫 글자",
        # The archive
        "archive_lead": "{}부터 달마다 쓴 글의 수입니다.",
        "by_month": "달마다",
        "year": "해",
        "year_heading": "{}년",
        "month_of_year": "{year}년 {month}",
        "month_names": "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
        # Pages that are not there
        "not_found": "이 칸은 비어 있습니다.",
        "not_found_lead": "찾으시는 글이 없거나 주소가 바뀌었습니다.",
        "recent": "요즘 쓴 글",
        "ways_out": "다른 길",
        "moved": "옮겨 간 글",
        "moved_to": "새 주소로 가기",
        # The brightness switch
        "brightness_auto": "밝기: 기기 설정",
        "brightness_light": "밝기: 밝게",
        "brightness_dark": "밝기: 어둡게",
    }
)

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Around every page
        "locale": "en_US",
        "skip": "Skip to the text",
        "main_menu": "Main menu",
        "imprint": "Imprint",
        "author": "Author",
        "made_with": "Made with blogbuild",
        "feed": "Feed",
        "feed_atom": "Atom feed",
        "feed_json": "JSON feed",
        "feed_tag": "Feed of the tag “{}”",
        "feed_category": "Feed of the category “{}”",
        # What there is of it
        "home": "Home",
        "about": "About",
        "post": "Posts",
        "tag": "Tag",
        "tags": "Tags",
        "category": "Category",
        "categories": "Categories",
        "archive": "Archive",
        "posts": "{} post|{} posts",
        "tag_count": "{} tag|{} tags",
        "category_count": "{} category|{} categories",
        "more_tags": "and {} more|and {} more",
        "no_posts": "There are no posts yet.",
        "no_tags": "No post has a tag yet.",
        "no_categories": "No post has a category yet.",
        # The facts of an article
        "state": "State",
        "draft": "Draft",
        "future": "Scheduled",
        "place": "Place",
        "pinned": "Pinned",
        "date": "Date",
        "updated": "Updated",
        "length": "Length",
        "syllables": "{} syllable|{} syllables",
        "words": "{} word|{} words",
        "reading_time": "Reading time",
        "minutes": "{} min|{} min",
        # Around the text
        "contents": "Contents",
        "heading_link": "Link to this heading",
        "copy_code": "Copy",
        "copied_code": "Copied",
        "footnote": "Footnote",
        "footnotes": "Footnotes",
        "back_to_text": "Back to the text",
        "read_next": "Read next",
        "neighbours": "Before and after",
        "older_post": "Older post",
        "newer_post": "Newer post",
        # Lists
        "page": "Page",
        "page_number": "Page {}",
        "pagination": "Pages",
        "previous_page": "Previous page",
        "next_page": "Next page",
        "tags_lead": "The tags of {}, from A to Z.",
        "categories_lead": "{}, by category.",
        "jump": "Jump to a letter",
        "first_letter": "First letter",
        # The archive
        "archive_lead": "Posts written each month since {}.",
        "by_month": "By month",
        "year": "Year",
        "year_heading": "{}",
        "month_of_year": "{month} {year}",
        "month_names": "January February March April May June July August September October November December",
        # Pages that are not there
        "not_found": "This cell is empty.",
        "not_found_lead": "There is no such page, or its address has changed.",
        "recent": "Recent posts",
        "ways_out": "Ways out",
        "moved": "This post has moved",
        "moved_to": "Go to its new address",
        # The brightness switch
        "brightness_auto": "Brightness: as the device",
        "brightness_light": "Brightness: light",
        "brightness_dark": "Brightness: dark",
    }
)

WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"ko": KOREAN, "en": ENGLISH})
