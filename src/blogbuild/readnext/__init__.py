"""What to read next: suggestions by content for Korean and English posts, each with its reason."""

from blogbuild.readnext.keeping import rebuild, suggested, update
from blogbuild.readnext.readings import Reading, Terms, terms
from blogbuild.readnext.reasons import Suggestion, reason
from blogbuild.readnext.store import TABLES, DamagedError, Store
from blogbuild.readnext.suggesting import suggest

__all__ = [
    "TABLES",
    "DamagedError",
    "Reading",
    "Store",
    "Suggestion",
    "Terms",
    "reason",
    "rebuild",
    "suggest",
    "suggested",
    "terms",
    "update",
]
