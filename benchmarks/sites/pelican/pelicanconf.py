"""Pelican's settings for the site under measurement."""

SITENAME = "측정용 구직 일기"
SITEURL = "https://blog.example.com"
FEED_DOMAIN = SITEURL
AUTHOR = "측정하는 사람"
PATH = "content"
THEME = "theme"
TIMEZONE = "Asia/Seoul"
DEFAULT_LANG = "ko"
PLUGINS = [
    "pelican.plugins.yaml_metadata",
    "pelican.plugins.neighbors",
    "pelican.plugins.related_posts",
    "pelican.plugins.sitemap",
]
RELATED_POSTS_MAX = 5
SITEMAP = {"format": "xml"}
FILENAME_METADATA = r"(?P<date>\d{4}-\d\d-\d\d)-(?P<slug>.+)"
SLUGIFY_USE_UNICODE = True
ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
CATEGORY_URL = "categories/{slug}/"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
TAGS_SAVE_AS = CATEGORIES_SAVE_AS = AUTHORS_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = 10
PAGINATED_TEMPLATES = {"index": None}
PAGINATION_PATTERNS = ((1, "/", "index.html"), (2, "/page/{number}/", "page/{number}/index.html"))
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
    },
    "output_format": "html5",
}
