"""What to read next: suggestions by content for Korean and English posts, each with its reason."""

from blogbuild.readnext.ranking import Blog, compare, suggest, suggestions
from blogbuild.readnext.readings import Reading, Terms, terms
from blogbuild.readnext.reasons import Suggestion, reason

__all__ = ["Blog", "Reading", "Suggestion", "Terms", "compare", "reason", "suggest", "suggestions", "terms"]
