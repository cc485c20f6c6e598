"""Code blocks for the corpus: six languages, no two blocks alike, as hardly any two are in real blogs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from string import Template
from typing import Final

PYTHON: Final = '''def find_${a}_$n(${b}: list[int], limit: int = $m) -> int | None:
    """$note."""
    low, high = 0, len($b) - 1
    while low <= high and limit > 0:
        middle = (low + high) // 2  # $other
        if $b[middle] == $n:
            return middle
        low, high = (middle + 1, high) if $b[middle] < $n else (low, middle - 1)
    return None
'''
JAVA: Final = """public record ${A}Policy$n(int $b, String $c) {
    private static final long LIMIT = ${m}L;

    /** $note. */
    public Optional<$A> next${B}(List<$A> waiting) {
        return waiting.stream()
            .filter(each -> each.$c().equals(this.$c) && each.$b() < LIMIT) // $other
            .min(Comparator.comparingInt($A::$b));
    }
}
"""
JAVASCRIPT: Final = """export async function load${A}$n({ $b = $m, $c } = {}) {
  // $note
  const response = await fetch(`/api/$a/${b}?limit=$m`, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error('$other: ' + response.status);
  const rows = await response.json();
  return rows.filter((row) => row.$b !== null && row.$c > $n).map((row) => row.$a);
}
"""
SQL: Final = """-- $note
SELECT c.name, s.$a, COUNT(*) AS $b, AVG(s.$c) AS average
  FROM ${a}_$n AS s
  JOIN companies AS c ON c.id = s.company_id
 WHERE s.applied_on BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' AND s.$c > $m
 GROUP BY c.name, s.$a
HAVING COUNT(*) > 1 -- $other
 ORDER BY average DESC LIMIT $m;
"""
SHELL: Final = """set -eu # $note
export ${a}_dir="$$HOME/$b-$n"
for file in "$$${a}_dir"/*.md; do
  count=$$(grep -c '$other' "$$file" || true)
  if [ "$$count" -gt $m ]; then
    printf '%s\\t%d\\n' "$$file" "$$count" | sort -k2 -n >> $c.tsv
  fi
done
"""
YAML: Final = """$a-$n: # $note
  image: "registry.example.com/$b:$m"
  ports: ["$m:80"]
  environment:
    - MODE=$c
    - RETRY=$n # $other
  depends_on: [$b, $c]
  restart: unless-stopped
"""
LANGUAGES: Final = (
    ("python", PYTHON), ("java", JAVA), ("javascript", JAVASCRIPT), ("sql", SQL), ("bash", SHELL), ("yaml", YAML)
)  # fmt: skip


def code_block(chance: random.Random, names: Sequence[str], notes: Sequence[str]) -> str:
    """A fenced block of one to five pieces in one language."""
    language, piece = chance.choices(LANGUAGES, (25, 28, 14, 12, 12, 9))[0]
    pieces = "\n".join(_filled(Template(piece), chance, names, notes) for _ in range(chance.choice((1, 2, 3, 4, 5))))
    return f"```{language}\n{pieces}```"


def _filled(piece: Template, chance: random.Random, names: Sequence[str], notes: Sequence[str]) -> str:
    a, b, c = chance.sample(names, 3)
    note, other = chance.sample(notes, 2)
    n, m = chance.randint(1, 99_999), chance.randint(2, 999)
    return piece.substitute(a=a, b=b, c=c, A=a.title(), B=b.title(), n=n, m=m, note=note, other=other)
