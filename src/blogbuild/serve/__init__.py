"""`blogbuild serve`: the site as it is being written, in the browser at once.

`preview` holds the site and renders a page when it is asked for; `watch` tells what was saved; `server` answers the
browser, and `streams` tells it what has changed; `running` puts them together.
"""
