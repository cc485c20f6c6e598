"""A Jekyll blog → a site of ours: the same addresses, the same content, every text as it was."""

from blogbuild.importers.jekyll.importer import import_jekyll
from blogbuild.importers.jekyll.report import ImportReport, lines

__all__ = ["ImportReport", "import_jekyll", "lines"]
