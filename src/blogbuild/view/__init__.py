"""The site as a render function sees it: to read through a View is to note what was read."""

from blogbuild.view.cards import PARTS, SeenCard
from blogbuild.view.library import Library, Note, Parts, Renderer
from blogbuild.view.site import Site
from blogbuild.view.view import View

__all__ = ["PARTS", "Library", "Note", "Parts", "Renderer", "SeenCard", "Site", "View"]
