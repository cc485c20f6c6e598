"""Includes of the themes that blogs come from, for sites that did not bring their own.

Minimal Mistakes has `figure`, `gallery` and `video`, al-folio `*.liquid`, Chirpy `embed/*`. A site's own file of that
name wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FIGURE: Final = """\
{%- assign figure_path = include.path | default: include.image_path -%}
<figure{% if include.class %} class="{{ include.class }}"{% endif %}>
{%- if include.popup or include.zoomable %}<a href="{{ figure_path | relative_url }}">{% endif -%}
<img src="{{ figure_path | relative_url }}" alt="{{ include.alt | default: include.title | escape }}"
{%- if include.width and include.width != 'auto' %} width="{{ include.width }}"{% endif -%}
{%- if include.height and include.height != 'auto' %} height="{{ include.height }}"{% endif -%}
{%- if include.title %} title="{{ include.title | escape }}"{% endif %} loading="lazy">
{%- if include.popup or include.zoomable %}</a>{% endif -%}
{%- if include.caption %}<figcaption>
{{- include.caption | markdownify | remove: "<p>" | remove: "</p>" | strip -}}
</figcaption>{% endif -%}
</figure>
"""
_FRAME: Final = """\
<div class="embed"><iframe src="{{ embed_address }}" title="{{ include.title | default: embed_title | escape }}" \
loading="lazy" allowfullscreen></iframe></div>
"""
_PLAYER_ATTRIBUTES: Final = """\
{%- if include.controls == nil or include.controls %} controls{% endif -%}
{%- if include.autoplay %} autoplay muted{% endif %}{% if include.loop %} loop{% endif -%}
"""
_FILE_VIDEO: Final = f"""\
<video src="{{{{ video_path | relative_url }}}}"
{{%- if include.poster %}} poster="{{{{ include.poster | relative_url }}}}"{{% endif -%}}
{{%- if include.class %}} class="{{{{ include.class }}}}"{{% endif -%}}
{{%- if include.width and include.width != 'auto' %}} width="{{{{ include.width }}}}"{{% endif -%}}
{_PLAYER_ATTRIBUTES}></video>
{{%- if include.title or include.caption %}}
<p><em>{{{{ include.caption | default: include.title }}}}</em></p>{{% endif %}}
"""
_VIDEO: Final = f"""\
{{%- assign video_path = include.path | default: include.src -%}}
{{%- if include.id -%}}
{{%- case include.provider -%}}
{{%- when "vimeo" -%}}{{%- assign embed_address = "https://player.vimeo.com/video/" | append: include.id -%}}
{{%- when "bilibili" -%}}
{{%- assign embed_address = "https://player.bilibili.com/player.html?bvid=" | append: include.id -%}}
{{%- when "google-drive" -%}}
{{%- assign embed_address = "https://drive.google.com/file/d/" | append: include.id | append: "/preview" -%}}
{{%- else -%}}{{%- assign embed_address = "https://www.youtube-nocookie.com/embed/" | append: include.id -%}}
{{%- endcase -%}}
{{%- assign embed_title = "video" -%}}
{_FRAME}
{{%- elsif video_path contains "youtube.com/embed" or video_path contains "player.vimeo.com" -%}}
{{%- assign embed_address = video_path -%}}{{%- assign embed_title = "video" -%}}
{_FRAME}
{{%- else -%}}
{_FILE_VIDEO}
{{%- endif -%}}
"""
_AUDIO: Final = f"""\
{{%- assign audio_path = include.path | default: include.src -%}}
<audio src="{{{{ audio_path | relative_url }}}}"{_PLAYER_ATTRIBUTES}></audio>
{{%- if include.title or include.caption %}}
<p><em>{{{{ include.caption | default: include.title }}}}</em></p>{{% endif %}}
"""
_GALLERY: Final = """\
{%- assign gallery_images = page.gallery -%}
{%- if include.id %}{% assign gallery_images = page[include.id] %}{% endif -%}
<figure class="{{ "gallery " | append: include.layout | append: " " | append: include.class | normalize_whitespace }}">
{%- for image in gallery_images %}
{% if image.url %}<a href="{{ image.url | relative_url }}" title="{{ image.title | escape }}">{% endif -%}
<img src="{{ image.image_path | relative_url }}" alt="{{ image.alt | escape }}" loading="lazy">
{%- if image.url %}</a>{% endif -%}
{%- endfor %}
{%- if include.caption %}<figcaption>
{{- include.caption | markdownify | remove: "<p>" | remove: "</p>" | strip -}}
</figcaption>{% endif -%}
</figure>
"""


def _embed(address: str, title: str) -> str:
    """An include that shows another site's player; `address` is Liquid for its address."""
    return f'{{%- assign embed_address = {address} -%}}{{%- assign embed_title = "{title}" -%}}\n{_FRAME}'


_YOUTUBE: Final = _embed('"https://www.youtube-nocookie.com/embed/" | append: include.id', "YouTube")

THEME_INCLUDES: Final[Mapping[str, str]] = {
    "figure": _FIGURE,
    "figure.html": _FIGURE,
    "figure.liquid": _FIGURE,
    "video": _VIDEO,
    "video.html": _VIDEO,
    "video.liquid": _VIDEO,
    "audio": _AUDIO,
    "audio.html": _AUDIO,
    "audio.liquid": _AUDIO,
    "gallery": _GALLERY,
    "gallery.html": _GALLERY,
    "youtube.html": _YOUTUBE,
    "embed/youtube.html": _YOUTUBE,
    "embed/video.html": _VIDEO,
    "embed/audio.html": _AUDIO,
    "embed/twitch.html": _embed('"https://player.twitch.tv/?video=" | append: include.id', "Twitch"),
    "embed/spotify.html": _embed('"https://open.spotify.com/embed/" | append: include.id', "Spotify"),
    "embed/bilibili.html": _embed('"https://player.bilibili.com/player.html?bvid=" | append: include.id', "Bilibili"),
    "toc": "",
    "toc.html": "",
}
