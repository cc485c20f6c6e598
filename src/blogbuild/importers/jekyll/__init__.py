"""A Jekyll blog → a site of ours: the same addresses, the same content, every text as it was."""

from blogbuild.importers.jekyll.comparison import Comparison, compare, comparison_lines
from blogbuild.importers.jekyll.importer import import_jekyll
from blogbuild.importers.jekyll.report import ImportReport, lines

__all__ = ["Comparison", "ImportReport", "compare", "comparison_lines", "import_jekyll", "lines"]
