"""The tags that Jekyll, its plugins and its themes add to Liquid's own."""

from __future__ import annotations

from typing import Final

from liquid.tag import Tag

from blogbuild.markup.liquid.tags.blocks import DetailsTag, HighlightTag, TabsTag, TabTag
from blogbuild.markup.liquid.tags.includes import IncludeCachedTag, IncludeRelativeTag, IncludeTag
from blogbuild.markup.liquid.tags.references import LinkTag, PostUrlTag
from blogbuild.markup.liquid.tags.small import FeedMetaTag, GistTag, SeoTag

TAGS: Final[tuple[type[Tag], ...]] = (
    HighlightTag,
    IncludeTag,
    IncludeCachedTag,
    IncludeRelativeTag,
    PostUrlTag,
    LinkTag,
    GistTag,
    SeoTag,
    FeedMetaTag,
    DetailsTag,
    TabsTag,
    TabTag,
)
